import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import pino from 'pino';
import { FakeChat } from '../../../activities/chat/fake.ts';
import { createRenderer, createTicketRenderer } from '../../../activities/telling/render.ts';
import type { TellDeps } from '../../../activities/telling/ports.ts';
import { tellPass } from '../../../activities/telling/tell.ts';
import { FakeTickets } from '../../../activities/ticketing/fake.ts';
import { type Looks, startLooks } from '../../../api/webhooks/look.ts';
import { mountWebhooks } from '../../../api/webhooks/mount.ts';
import type { Policy } from '../../../contracts/policy.ts';
import { execute } from '../../../store/execute.ts';
import type { Target } from '../../../store/store.ts';
import { noteTicket } from '../../../store/tickets.ts';
import { type Body, startTestApi, type TestApi } from '../../support/api.ts';
import { genericHook } from '../../support/fake-webhook.ts';
import { githubHook } from '../../support/fake-github.ts';
import { CAST, ok, type Seeded, seedSystem } from '../../support/seed.ts';

// the real API, rules and database; tickets lie in memory, so that each failure comes when it is wanted
const SECRETS = { github: 'secret-of-github', jira: 'secret-of-jira', generic: 'secret-of-others' };
const WISH = { url: 'http://gates.example', mailFrom: 'gates@acme.example' };
const withTickets = (policy: Policy): Policy => ({ ...policy, thresholds: { ...policy.thresholds, tickets: { use: { risk_treatment: 'github' }, github: { repository: 'acme/gates' } } } });

let api: TestApi;
let github: FakeTickets;
let looks: Looks;
let deps: TellDeps;
let ahead = 0;
let system: Seeded;
let now = Date.now();

beforeAll(async () => {
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const clock = () => new Date(Date.now() + ahead).toISOString();
  const systems = { github: { get: (ref: string) => github.get(ref) }, jira: null, generic: null };
  api = await startTestApi({
    policy: withTickets,
    clock,
    mount: ({ store }) => {
      looks = startLooks({ store, systems, log, everyMs: 3_600_000 });
      return mountWebhooks({ store, secrets: SECRETS, looks, log, requestsPerMinute: 100_000, now: () => now });
    },
  });
}, 60_000);
afterAll(async () => {
  await looks.stop();
  await api.stop();
});
beforeEach(async () => {
  system = await seedSystem(api, {});
  github = new FakeTickets();
  now = Date.now();
  const systems = { github, jira: null, generic: null };
  deps = { store: api.store, chat: null, email: null, ticketing: { systems, render: createTicketRenderer(WISH) }, render: createRenderer(WISH), onBug: (_key, error) => { throw error; } };
});

const target = (): Target => ({ kind: 'system', id: system.id });
/** One pass over the tickets owed; the clock is past every pause that an earlier failure asked for. */
async function pass(): Promise<void> {
  ahead += 120_000;
  const told = await tellPass(deps, target(), 'ticketing', () => false);
  if (!told.done) throw new Error(`tickets are still owed, and can be sent in ${told.wait_ms} ms`);
}

/** A risk whose treatment is owed, with a ticket: the risk's id and the obligation's. */
async function owe(title = 'Rare claims @everybody are rated too low'): Promise<{ readonly risk: string; readonly obligation: string }> {
  const { risk_id } = ok(await api.as('bela').post(`/v1/systems/${system.id}/risks`, { title, owner: 'mira', residual: 'medium', option: 'mitigate' }));
  const { items } = ok(await api.as('maya').get('/v1/obligations?kind=risk_treatment&limit=200'));
  const found = items!.find((each: Body) => (each['subject'] as Body)['risk'] === risk_id);
  return { risk: String(risk_id), obligation: String(found?.['id']) };
}
const treat = async (risk: string) => ok(await api.as('mira').post(`/v1/risks/${risk}/treat`, { residual: 'low', reason: 'Trained again' }));

const listed = async (obligation: string) => (ok(await api.as('maya').get(`/v1/cases/${system.id}/tickets?limit=200`))['items']!).find((each) => each['obligation_id'] === obligation);
const drift = async (obligation: string) => (ok(await api.as('maya').get('/v1/tickets/drift?limit=200'))['items']!).find((each) => each['obligation_id'] === obligation)?.['drift'];
const obligationOf = async (id: string) => ok(await api.as('maya').get(`/v1/obligations/${id}`));
/** The events about the obligation's ticket. */
async function events(obligation: string): Promise<string[]> {
  const items: Body[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Body = ok(await api.as('maya').get(`/v1/cases/${system.id}/events?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`));
    items.push(...page['items']!);
    cursor = (page['next_cursor'] ?? null);
  }
  return items.filter(({ type, body }) => String(type).startsWith('ticket.') && (body as Body)['obligation_id'] === obligation).map(({ type }) => String(type));
}
async function hook(action: 'closed' | 'reopened' | 'deleted', ref: string): Promise<Response> {
  const call = githubHook(action, Number(ref.split('#')[1]), SECRETS.github);
  const answer = await fetch(`${api.url}/webhooks/github`, { method: 'POST', ...call });
  await looks.idle();
  return answer;
}

describe('an obligation for which the policy wants a ticket (R-77)', () => {
  it('gets one, which says what is owed, by whom and until when, and how it is met', async () => {
    const { obligation } = await owe();
    await pass();
    const ticket = github.tickets.at(-1)!;
    expect(ticket).toMatchObject({ key: `gatehouse-${obligation}`, state: 'open' });
    expect(ticket.draft.title).toMatch(/^Risk treatment: /);
    const text = ticket.draft.paragraphs.join('\n');
    expect(text).toMatch(/Owed by: Mira .*\nDue: \d{4}-\d\d-\d\d/);
    expect(text).toMatch(/gatehouse risk treat rsk_/);
    expect(text).toMatch(/only proposes that this is done/);
    expect(await listed(obligation)).toMatchObject({ ref: ticket.ref, url: `https://tickets.example/${ticket.ref}`, state: 'open', delivery: 'sent' });
    expect(await drift(obligation)).toBeUndefined();
  });

  it('has it commented when it is given more time, and closed when it is met', async () => {
    const { risk, obligation } = await owe();
    await pass();
    ok(await api.as(CAST.governance).post(`/v1/obligations/${obligation}/extend`, { until: new Date(Date.now() + ahead + 90 * 86_400_000).toISOString(), reason: 'More data is needed' }));
    await pass();
    const ticket = github.tickets.at(-1)!;
    expect(ticket.comments.map(({ paragraphs }) => paragraphs.join(' '))).toEqual([expect.stringMatching(/^This is due 20\d\d-/)]);
    await treat(risk);
    await pass();
    expect(ticket.state).toBe('closed');
    expect(ticket.comments.at(-1)!.paragraphs.join(' ')).toMatch(/^This is over in Gatehouse: done on 20/);
    expect(await drift(obligation)).toBeUndefined();
    await pass();
    expect(ticket.comments).toHaveLength(2);
  });

  it('gets one ticket only when the far end made it and no answer came', async () => {
    await owe();
    github.failNext('create', { kind: 'unclear', code: 'timeout' }, { arrives: true });
    await expect(pass()).rejects.toThrow('still owed');
    await pass();
    expect(github.tickets).toHaveLength(1);
    expect(github.calls.filter((call) => call === 'create')).toHaveLength(1);
  });

  it('gets its ticket later when the far end says so, and is reported until then', async () => {
    const { obligation } = await owe();
    github.failNext('create', { kind: 'retry_after', at_least_ms: 60_000, code: 'rate_limited' });
    await expect(pass()).rejects.toThrow('still owed');
    expect(await drift(obligation)).toBe('never_created');
    await pass();
    expect(github.tickets).toHaveLength(1);
    expect(await drift(obligation)).toBeUndefined();
  });

  it('is owed all the same when the far end refuses its ticket for good, and whoever owes it is told', async () => {
    const { obligation } = await owe();
    github.failNext('create', { kind: 'permanent', code: 'unauthorized' });
    await pass();
    expect(await events(obligation)).toEqual(['ticket.refused']);
    expect(await listed(obligation)).toMatchObject({ ref: null, delivery: 'failed', last_error: 'unauthorized' });
    expect(await drift(obligation)).toBe('never_created');
    const { items } = ok(await api.as('maya').get(`/v1/cases/${system.id}/deliveries?limit=200`));
    expect(items!.filter((each) => each['obligation_id'] === obligation && (each['about'] as Body)['ticket'] === 'refused').map(({ recipient }) => recipient)).toEqual(['mira']);
  });

  it('that ended before its ticket was made needs none any more', async () => {
    const { risk, obligation } = await owe();
    await treat(risk);
    await pass();
    expect(github.calls).toEqual([]);
    expect(await drift(obligation)).toBeUndefined();
  });
});

describe('a ticket that somebody closed (R-77)', () => {
  it('proposes and asks for evidence, and closes nothing; open again it takes that back', async () => {
    const { obligation } = await owe();
    await pass();
    const ticket = github.tickets.at(-1)!;
    ticket.state = 'closed';
    expect((await hook('closed', ticket.ref)).status).toBe(202);
    expect(await obligationOf(obligation)).toMatchObject({ state: 'open', ticket: { state: 'closed', system: 'github' } });
    expect(await drift(obligation)).toBe('closed_there');
    await pass();
    expect(ticket.state).toBe('closed');
    await hook('closed', ticket.ref);
    expect(await events(obligation)).toEqual(['ticket.closed']);
    ticket.state = 'open';
    await hook('reopened', ticket.ref);
    expect(await events(obligation)).toEqual(['ticket.closed', 'ticket.reopened']);
    expect(await drift(obligation)).toBeUndefined();
  });

  it('asks whoever owes it for evidence, with the command that hands it in', async () => {
    await owe();
    await pass();
    const ticket = github.tickets.at(-1)!;
    ticket.state = 'closed';
    await hook('closed', ticket.ref);
    const chat = new FakeChat();
    for (let told = false; !told; ahead += 120_000) told = (await tellPass({ ...deps, chat }, target(), 'chat', () => false)).done;
    const asked = chat.posts.find(({ message }) => message.text.includes('Its ticket was closed'));
    expect(asked?.message.text).toMatch(/^Its ticket was closed: that proposes the risk treatment is done, and asks for your evidence/);
    expect(JSON.stringify(asked?.message.blocks)).toMatch(/gatehouse risk treat rsk_/);
  });

  it('is not believed to be: what the call says counts for nothing against what the system shows', async () => {
    const { obligation } = await owe();
    await pass();
    await hook('closed', github.tickets.at(-1)!.ref);
    expect(await events(obligation)).toEqual([]);
  });

  it('is noted when it is gone', async () => {
    const { obligation } = await owe();
    await pass();
    const ticket = github.tickets.at(-1)!;
    ticket.state = 'gone';
    await hook('deleted', ticket.ref);
    expect(await events(obligation)).toEqual(['ticket.gone']);
    expect(await drift(obligation)).toBe('gone');
  });

  it('after the end is nobody’s proposal, and one that is open after the end is drift', async () => {
    const { risk, obligation } = await owe();
    await pass();
    await treat(risk);
    await pass();
    const ticket = github.tickets.at(-1)!;
    ticket.state = 'open';
    await hook('reopened', ticket.ref);
    expect(await events(obligation)).toEqual([]);
    expect(await drift(obligation)).toBe('open_there');
  });

  it('can be said by no person: only Gatehouse reads it at its system', async () => {
    const { obligation } = await owe();
    const body = { obligation_id: obligation, system: 'github', ref: 'acme/gates#1', seen: 'closed' } as const;
    const person = { command_id: `t/${obligation}`, actor: { kind: 'person', id: 'mira' }, door: 'api', assurance: 'mfa' } as const;
    expect(await execute(api.store, target(), { name: 'observe-ticket', body }, person)).toMatchObject({ ok: false, refusal: { refused: 'not_permitted' } });
    expect(await noteTicket(api.store, { ...body, obligation_id: 'obl_01nothing' })).toBeNull();
  });
});

describe('calls to the webhooks', () => {
  const send = (path: string, { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> }, method = 'POST') => fetch(`${api.url}/webhooks/${path}`, { method, headers, ...(method === 'GET' ? {} : { body }) });
  const good = githubHook('closed', 1, SECRETS.github);
  const without = (name: string) => Object.fromEntries(Object.entries(good.headers).filter(([each]) => each !== name));
  const fresh = genericHook('T-1', SECRETS.generic);
  const signed = (secret: string, body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const jira = (headers: Readonly<Record<string, string>>) => ({ body: JSON.stringify({ issue: { key: 'GATE-1' } }), headers: { 'Content-Type': 'application/json', ...headers } });

  it.each([
    ['signed, about a ticket that is none of ours: nothing to do', 'github', good, 202],
    ['not signed', 'github', { ...good, headers: without('X-Hub-Signature-256') }, 401],
    ['signed with another secret', 'github', githubHook('closed', 1, 'another-secret'), 401],
    ['another body under the same signature', 'github', { ...good, body: good.body.replace('closed', 'opened') }, 401],
    ['the old, weaker signature of GitHub', 'github', { ...good, headers: { ...without('X-Hub-Signature-256'), 'X-Hub-Signature': 'sha1=0000000000000000000000000000000000000000' } }, 401],
    ['a signature of another length', 'github', { ...good, headers: { ...good.headers, 'X-Hub-Signature-256': 'sha256=00' } }, 401],
    ['signed for another system', 'jira', good, 401],
    ['signed as Jira Cloud does', 'jira', jira({ 'X-Hub-Signature': signed(SECRETS.jira, JSON.stringify({ issue: { key: 'GATE-1' } })) }), 202],
    ['the secret itself, from a Data Center that can not sign', 'jira', jira({ Authorization: `Bearer ${SECRETS.jira}` }), 202],
    ['another secret', 'jira', jira({ Authorization: 'Bearer another' }), 401],
    ['a wrong signature beside the right secret', 'jira', jira({ Authorization: `Bearer ${SECRETS.jira}`, 'X-Hub-Signature': 'sha256=00' }), 401],
    ['signed now', 'generic', fresh, 202],
    ['six minutes old', 'generic', genericHook('T-1', SECRETS.generic, Date.now() - 360_000), 401],
    ['six minutes ahead', 'generic', genericHook('T-1', SECRETS.generic, Date.now() + 360_000), 401],
    ['a new timestamp on an old signature', 'generic', { ...fresh, headers: { ...fresh.headers, 'X-Gatehouse-Timestamp': String(Math.floor(Date.now() / 1_000) + 1) } }, 401],
    ['another way to write the timestamp', 'generic', { ...fresh, headers: { ...fresh.headers, 'X-Gatehouse-Timestamp': `0${fresh.headers['X-Gatehouse-Timestamp']!}` } }, 401],
    ['no JSON, but signed', 'github', { ...good, body: 'x', headers: { ...good.headers, 'X-Hub-Signature-256': signed(SECRETS.github, 'x') } }, 202],
    ['a system that there is not', 'gitlab', good, 404],
  ])('%s: answered as it should be', async (_why, path, call, status) => {
    expect((await send(path, call)).status).toBe(status);
  });

  it('a copy of a generic call is dropped', async () => {
    const call = genericHook('T-2', SECRETS.generic);
    const answers = [await send('generic', call), await send('generic', call)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await answers[1]!.json()).toEqual({ ignored: true });
  });

  it('too large a call is answered 413, another method 405', async () => {
    expect((await send('github', { ...good, body: 'x'.repeat(1_100_000) })).status).toBe(413);
    const got = await send('github', good, 'GET');
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
