import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeliveryError } from '../../../activities/delivery-error.ts';
import { createGenericTickets } from '../../../activities/ticketing/generic.ts';
import { createGitHubTickets, inMarkdown } from '../../../activities/ticketing/github.ts';
import { createJiraTickets, inWiki } from '../../../activities/ticketing/jira.ts';
import type { TicketPort } from '../../../activities/ticketing/port.ts';
import { FakeGitHub } from '../../support/fake-github.ts';
import type { FakeHttp, Heard } from '../../support/fake-http.ts';
import { FakeJira } from '../../support/fake-jira.ts';
import { FakeTicketHook } from '../../support/fake-webhook.ts';

const KEY = 'gatehouse-obl_01aaaaaaaaaaaaaaaaaaaaaaaa';
const DRAFT = { title: 'Condition: test it on the islands', paragraphs: ['Owed by: Bruno', 'See @everybody and #1'], url: 'http://gates.example/v1/deployments/dep_1' };
const TEXT = { paragraphs: ['This is due tomorrow now.'], url: DRAFT.url };

interface End {
  readonly fake: FakeHttp & { readonly start: () => Promise<unknown> };
  readonly port: () => TicketPort;
  readonly place: string;
  readonly creates: (heard: Heard) => boolean;
  readonly made: () => number;
  readonly comments: () => number;
}
const TIMEOUT = { timeoutMs: 2_000 };

function gitHub(): End {
  const fake = new FakeGitHub();
  const port = () => createGitHubTickets({ token: fake.token, url: fake.url, ...TIMEOUT });
  return { fake, port, place: fake.repository, creates: ({ method, path }) => method === 'POST' && path.endsWith('/issues'), made: () => fake.issues.length, comments: () => fake.issues[0]?.comments.length ?? 0 };
}
function jira(kind: 'cloud' | 'data_center'): End {
  const fake = new FakeJira(kind);
  const port = () => createJiraTickets({ url: fake.url, email: fake.email, token: fake.token, ...TIMEOUT });
  return { fake, port, place: fake.project, creates: ({ method, path }) => method === 'POST' && path === '/rest/api/2/issue', made: () => fake.issues.length, comments: () => fake.issues[0]?.comments.length ?? 0 };
}
function generic(): End {
  const fake = new FakeTicketHook();
  const port = () => createGenericTickets({ url: fake.url, secret: fake.secret, ...TIMEOUT });
  return { fake, port, place: '', creates: ({ text }) => text.includes('"create"'), made: () => fake.tickets.length, comments: () => fake.tickets[0]?.comments.length ?? 0 };
}

const failureOf = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    if (error instanceof DeliveryError) return error.failure;
    throw error;
  }
  return null;
};

describe.each([
  ['GitHub', gitHub],
  ['Jira Cloud', () => jira('cloud')],
  ['Jira Data Center', () => jira('data_center')],
  ['the generic webhook', generic],
])('tickets at %s', (_name, open) => {
  let end: End;
  let port: TicketPort;
  beforeEach(async () => {
    end = open();
    await end.fake.start();
    port = end.port();
  });
  afterEach(() => end.fake.stop());

  it('are made, found by their key, commented, closed and opened again', async () => {
    const made = await port.create(end.place, KEY, DRAFT);
    expect(made.state).toBe('open');
    expect(await port.find(end.place, KEY)).toMatchObject({ ref: made.ref, state: 'open' });
    await port.comment(made.ref, TEXT);
    expect(end.comments()).toBe(1);
    await port.transition(made.ref, 'closed');
    expect(await port.get(made.ref)).toMatchObject({ ref: made.ref, state: 'closed' });
    await port.transition(made.ref, 'open');
    expect(await port.get(made.ref)).toMatchObject({ state: 'open' });
  });

  it('that nobody made are not found', async () => {
    expect(await port.find(end.place, KEY)).toBeNull();
  });

  it('that were made although no answer came are unclear, and found by their key', async () => {
    end.fake.fail({ fits: end.creates, after: true });
    expect(await failureOf(port.create(end.place, KEY, DRAFT))).toMatchObject({ kind: 'unclear' });
    expect(end.made()).toBe(1);
    expect(await port.find(end.place, KEY)).toMatchObject({ state: 'open' });
  });

  it.each([
    ['a limit', { status: 429, headers: { 'Retry-After': '9' } }, { kind: 'retry_after', at_least_ms: 9_000 }],
    ['a failing server', { status: 503 }, { kind: 'unclear', code: 'http_503' }],
    ["a proxy's page", { status: 200, text: '<html>sign in</html>' }, { kind: 'unclear', code: 'not_understood' }],
    ['a redirect, which could lead anywhere', { status: 302, headers: { Location: 'http://169.254.169.254/' } }, { kind: 'retryable', code: 'http_302' }],
    ['a refusal', { status: 400, json: {} }, { kind: 'permanent', code: 'invalid' }],
  ])('meet %s as a failure of the closed list', async (_what, reply, expected) => {
    end.fake.fail({ fits: end.creates, reply });
    expect(await failureOf(port.create(end.place, KEY, DRAFT))).toMatchObject(expected);
    expect(end.made()).toBe(0);
  });

  it('of a far end that is away are tried again: nothing was made', async () => {
    await end.fake.stop();
    expect(await failureOf(port.create(end.place, KEY, DRAFT))).toMatchObject({ kind: 'retryable', code: 'econnrefused' });
    await end.fake.start();
  });
});

describe('tickets at GitHub alone', () => {
  it('are found without their label too: GitHub drops labels silently from whoever may not push', async () => {
    const fake = new FakeGitHub();
    await fake.start();
    fake.mayLabel = false;
    const port = createGitHubTickets({ token: fake.token, url: fake.url });
    await port.create(fake.repository, KEY, DRAFT);
    expect(await port.find(fake.repository, KEY)).toMatchObject({ ref: 'acme/gates#1' });
    await fake.stop();
  });

  it('that were deleted are gone, and those of another token are refused', async () => {
    const fake = new FakeGitHub();
    await fake.start();
    const port = createGitHubTickets({ token: fake.token, url: fake.url });
    const { ref } = await port.create(fake.repository, KEY, DRAFT);
    fake.issues[0]!.deleted = true;
    expect(await port.get(ref)).toBeNull();
    expect(await failureOf(createGitHubTickets({ token: 'another-token', url: fake.url }).get(ref))).toEqual({ kind: 'permanent', code: 'unauthorized' });
    expect(await failureOf(port.create('acme/nowhere', KEY, DRAFT))).toEqual({ kind: 'permanent', code: 'not_found' });
    await fake.stop();
  });
});

describe('tickets at Jira alone', () => {
  it('take the transition that the policy names, and say which there are when none fits', async () => {
    const fake = new FakeJira('cloud');
    await fake.start();
    const port = createJiraTickets({ url: fake.url, email: fake.email, token: fake.token });
    const { ref } = await port.create(fake.project, KEY, DRAFT);
    await port.transition(ref, 'closed', 'Finish');
    expect(fake.issues[0]!.status).toBe('Done');
    expect(await failureOf(port.create(fake.project, KEY, { ...DRAFT, issue_type: 'Epic' }))).toEqual({ kind: 'permanent', code: 'invalid' });
    await fake.stop();
  });
});

describe('what people typed, in a ticket', () => {
  it.each([
    ['nobody is mentioned', 'ask @octocat', 'ask @\u200boctocat'],
    ['no other issue is referred to', 'like #1 and GH-2', 'like #\u200b1 and GH\u200b-2'],
    ['no HTML', '<img src=x>', '&lt;img src=x\\>'],
    ['no link', '[here](http://bad.example)', '\\[here\\](http:\u200b//bad.example)'],
    ['no link without a scheme', 'see www.bad.example and WWW.bad.example', 'see www\u200b.bad.example and WWW\u200b.bad.example'],
    ['no commit is referred to', 'as in a5c3785 and a5c3785ed8d6a3', 'as in a5c378\u200b5 and a5c378\u200b5ed8d6\u200ba3'],
    ['what is no commit stays whole', 'added 123456 facades, deadbeefly', 'added 123456 facades, deadbeefly'],
  ])('GitHub: %s', (_why, typed, shown) => {
    expect(inMarkdown(typed)).toBe(shown);
  });

  it.each([
    ['nobody is mentioned', '[~bruno]', '\\[\\~bruno\\]'],
    ['no macro', '{html}x{html}', '\\{html\\}x\\{html\\}'],
    ['no picture', '!http://bad.example/x.png!', '\\!http:\u200b//bad.example/x.png\\!'],
    ['no link', 'sign in again at https://evil.example/login', 'sign in again at https:\u200b//evil.example/login'],
    ['no link without a scheme', 'mailto:x and www.evil.example', 'mailto\u200b:x and www\u200b.evil.example'],
  ])('Jira: %s', (_why, typed, shown) => {
    expect(inWiki(typed)).toBe(shown);
  });
});
