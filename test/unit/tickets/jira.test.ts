import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import type { TellDeps } from '../../../activities/telling/ports.ts';
import { createRenderer, createTicketRenderer } from '../../../activities/telling/render.ts';
import { tellPass } from '../../../activities/telling/tell.ts';
import { createJiraTickets } from '../../../activities/ticketing/jira.ts';
import type { TicketPort } from '../../../activities/ticketing/port.ts';
import { type Looks, startLooks } from '../../../api/webhooks/look.ts';
import { mountWebhooks } from '../../../api/webhooks/mount.ts';
import type { Policy } from '../../../contracts/policy.ts';
import type { Target } from '../../../store/store.ts';
import { type Body, startTestApi, type TestApi } from '../../support/api.ts';
import { FakeJira, jiraHook } from '../../support/fake-jira.ts';
import { ok, type Seeded, seedSystem } from '../../support/seed.ts';

// the real API, rules, database and adapter, against Jira Cloud as a stand-in over HTTP
const SECRET = 'secret-of-jira';
const WISH = { url: 'http://gates.example', mailFrom: 'gates@acme.example' };
const withTickets = (policy: Policy): Policy => ({ ...policy, thresholds: { ...policy.thresholds, tickets: { use: { risk_treatment: 'jira' }, jira: { project: 'GATE', issue_type: 'Task' } } } });
const STEP_MS = 120_000;

let api: TestApi;
let jira: FakeJira;
let port: TicketPort;
let looks: Looks;
let deps: TellDeps;
let system: Seeded;
let ahead = 0;

beforeAll(async () => {
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const clock = () => new Date(Date.now() + ahead).toISOString();
  api = await startTestApi({
    policy: withTickets,
    clock,
    mount: ({ store }) => {
      looks = startLooks({ store, systems: { github: null, jira: { get: (ref) => port.get(ref) }, generic: null }, log, everyMs: 3_600_000 });
      return mountWebhooks({ store, secrets: { github: undefined, jira: SECRET, generic: undefined }, looks, log, requestsPerMinute: 100_000 });
    },
  });
}, 60_000);
afterAll(async () => {
  await looks.stop();
  await api.stop();
});
beforeEach(async () => {
  jira = new FakeJira('cloud');
  jira.now = () => Date.now() + ahead;
  await jira.start();
  port = createJiraTickets({ url: jira.url, email: jira.email, token: jira.token });
  system = await seedSystem(api, {});
  const ticketing = { systems: { github: null, jira: port, generic: null }, render: createTicketRenderer(WISH) };
  deps = { store: api.store, chat: null, email: null, ticketing, render: createRenderer(WISH), onBug: (_key, error) => { throw error; } };
});
afterEach(() => jira.stop());

const target = (): Target => ({ kind: 'system', id: system.id });
/** One pass over the tickets owed, two minutes after the one before; whether nothing is owed any more. */
async function pass(): Promise<boolean> {
  ahead += STEP_MS;
  return (await tellPass(deps, target(), 'ticketing', () => false)).done;
}
async function untilTold(): Promise<void> {
  for (let n = 0; n < 10; n += 1) if (await pass()) return;
  throw new Error('after ten passes a ticket is still owed');
}
/** A risk whose treatment is owed, with a ticket. */
async function owe(): Promise<string> {
  const { risk_id } = ok(await api.as('bela').post(`/v1/systems/${system.id}/risks`, { title: 'Rare claims', owner: 'mira', residual: 'medium', option: 'mitigate' }));
  const { items } = ok(await api.as('maya').get('/v1/obligations?kind=risk_treatment&limit=200'));
  return String(items!.find((each: Body) => (each['subject'] as Body)['risk'] === risk_id)?.['id']);
}
const eventsOf = async (obligation: string): Promise<string[]> =>
  (ok(await api.as('maya').get(`/v1/cases/${system.id}/events?limit=200`))['items']!)
    .filter(({ type, body }) => String(type).startsWith('ticket.') && (body as Body)['obligation_id'] === obligation)
    .map(({ type }) => String(type));
const creates = ({ method, path }: { readonly method: string; readonly path: string }) => method === 'POST' && path === '/rest/api/2/issue';

describe('a ticket at Jira Cloud whose making got no answer (R-77)', () => {
  it.each([
    ['at once', 0],
    ['after a minute', 60_000],
    ['only after minutes, when one look has found nothing already', STEP_MS + 60_000],
  ])('is not made again when the search shows it %s', async (_when, lag) => {
    await owe();
    jira.searchLagMs = lag;
    jira.fail({ fits: creates, after: true });
    await untilTold();
    expect(jira.issues).toHaveLength(1);
    expect(jira.heard.filter(creates)).toHaveLength(1);
  });

  it('is made once the search has had its time and shows none', async () => {
    await owe();
    jira.fail({ fits: creates });
    const begun = jira.now();
    await untilTold();
    expect(jira.issues).toHaveLength(1);
    expect(jira.issues[0]!.made_at - begun).toBeGreaterThan(port.searchLagMs);
  });

  it('is looked for as long again after its sender died over the second look', async () => {
    await owe();
    jira.fail({ fits: creates });
    await pass();
    await pass();
    // as a worker leaves it that ended while it made the ticket after all
    ahead += port.searchLagMs;
    const dead = await api.store.pool.query("UPDATE deliveries SET state = 'sending', lease_until = next_at WHERE case_id = $1 AND channel = 'ticketing' AND last_error = 'not_found_yet'", [system.id]);
    expect(dead.rowCount).toBe(1);
    expect(await pass()).toBe(false);
    expect(jira.issues).toEqual([]);
    await untilTold();
    expect(jira.issues).toHaveLength(1);
  });
});

describe('a ticket that somebody closed at Jira (R-77)', () => {
  const deliver = async (call: ReturnType<typeof jiraHook>): Promise<number> => {
    const { status } = await fetch(`${api.url}/webhooks/jira`, { method: 'POST', ...call });
    await looks.idle();
    return status;
  };

  it('proposes by a signed webhook and meets nothing; open again it takes that back', async () => {
    const obligation = await owe();
    await untilTold();
    const issue = jira.issues[0]!;
    issue.status = "Won't do";
    expect(await deliver(jiraHook(issue.key, SECRET))).toBe(202);
    expect(await eventsOf(obligation)).toEqual(['ticket.closed']);
    expect(ok(await api.as('maya').get(`/v1/obligations/${obligation}`))).toMatchObject({ state: 'open', ticket: { state: 'closed', system: 'jira' } });
    issue.status = 'To Do';
    expect(await deliver(jiraHook(issue.key, SECRET))).toBe(202);
    expect(await eventsOf(obligation)).toEqual(['ticket.closed', 'ticket.reopened']);
  });

  it('is not heard of by a webhook that somebody else signed', async () => {
    const obligation = await owe();
    await untilTold();
    const issue = jira.issues[0]!;
    issue.status = 'Done';
    expect(await deliver(jiraHook(issue.key, 'another-secret'))).toBe(401);
    expect(await eventsOf(obligation)).toEqual([]);
  });
});

describe('the stand-in for Jira', () => {
  const FIELDS = { project: { key: 'GATE' }, issuetype: { name: 'Task' }, summary: 'One', description: '', labels: [] };
  const ask = async (method: string, path: string, body?: object): Promise<{ readonly status: number; readonly json: unknown }> => {
    const headers = { Authorization: `Basic ${Buffer.from(`${jira.email}:${jira.token}`).toString('base64')}`, 'Content-Type': 'application/json' };
    const answer = await fetch(`${jira.url}/rest/api/2${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await answer.text();
    return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
  };

  it.each([
    ['beside the fields', 'POST', '/issue', { fields: FIELDS, properties: [] }, 'properties'],
    ['among the fields', 'POST', '/issue', { fields: { ...FIELDS, priority: { name: 'High' } } }, 'priority'],
    ['inside a field', 'POST', '/issue', { fields: { ...FIELDS, project: { key: 'GATE', id: '1' } } }, 'project.id'],
    ['in a comment', 'POST', '/issue/GATE-1/comment', { body: 'x', visibility: {} }, 'visibility'],
    ['in a transition', 'POST', '/issue/GATE-1/transitions', { transition: { id: '41' }, fields: {} }, 'fields'],
    ['inside a transition', 'POST', '/issue/GATE-1/transitions', { transition: { id: '41', name: 'Finish' } }, 'transition.name'],
    ['in a search', 'GET', '/search/jql?jql=project&startAt=0', undefined, '?startAt'],
    ['in the query of an issue', 'GET', '/issue/GATE-1?field=status', undefined, '?field'],
    ['in the query of what is made', 'POST', '/issue?notify=false', { fields: FIELDS }, '?notify'],
  ])('refuses a member that it does not know %s', async (_where, method, path, body, named) => {
    expect((await ask('POST', '/issue', { fields: FIELDS })).status).toBe(201);
    expect(await ask(method, path, body)).toMatchObject({ status: 400, json: { errors: { [named]: expect.any(String) } } });
    expect(jira.issues).toHaveLength(1);
  });
});
