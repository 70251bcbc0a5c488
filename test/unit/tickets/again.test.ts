import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { createRenderer, createTicketRenderer } from '../../../activities/telling/render.ts';
import { tellPass } from '../../../activities/telling/tell.ts';
import { FakeTickets } from '../../../activities/ticketing/fake.ts';
import { composeTickets } from '../../../api/start/tickets.ts';
import type { Target } from '../../../store/store.ts';
import { type As, type Body, startTestApi, type TestApi } from '../../support/api.ts';
import { ok, type Seeded, seedSystem } from '../../support/seed.ts';

const WISH = { url: 'http://gates.example', mailFrom: 'gates@acme.example' };
const NONE = { github: undefined, jira: undefined, generic: undefined };

let api: TestApi;
let admin: As;
let github: FakeTickets;
let system: Seeded;
let ahead = 0;

beforeAll(async () => {
  api = await startTestApi({
    policy: (policy) => ({ ...policy, thresholds: { ...policy.thresholds, tickets: { use: { risk_treatment: 'github' }, github: { repository: 'acme/gates' } } } }),
    directory: (directory) => ({ ...directory, people: directory.people.map((person) => (person.id === 'devon' ? { ...person, roles: ['admin'] } : person)) }),
    clock: () => new Date(Date.now() + ahead).toISOString(),
  });
  admin = api.as('devon');
}, 60_000);
afterAll(() => api.stop());
beforeEach(async () => {
  system = await seedSystem(api, {});
  github = new FakeTickets();
  // those of the tests before are in hand again, each of a system of its own
  await admin.post('/v1/tickets/retry', {});
});

const target = (): Target => ({ kind: 'system', id: system.id });
async function pass(): Promise<void> {
  ahead += 120_000;
  const systems = { github, jira: null, generic: null };
  const deps = { store: api.store, chat: null, email: null, ticketing: { systems, render: createTicketRenderer(WISH) }, render: createRenderer(WISH), onBug: (_key: string, error: unknown) => { throw error; } };
  expect(await tellPass(deps, target(), 'ticketing', () => false)).toMatchObject({ done: true });
}

async function owe(): Promise<{ readonly risk: string; readonly obligation: string }> {
  const { risk_id } = ok(await api.as('bela').post(`/v1/systems/${system.id}/risks`, { title: 'Rare claims are rated too low', owner: 'mira', residual: 'medium', option: 'mitigate' }));
  const { items } = ok(await api.as('maya').get('/v1/obligations?kind=risk_treatment&limit=200'));
  return { risk: String(risk_id), obligation: String(items!.find((each) => (each['subject'] as Body)['risk'] === risk_id)?.['id']) };
}
const drift = async (obligation: string) => ok(await api.as('maya').get('/v1/tickets/drift?limit=200'))['items']!.find((each) => each['obligation_id'] === obligation)?.['drift'];
const events = async (): Promise<string[]> => ok(await api.as('maya').get(`/v1/cases/${system.id}/events?limit=200`))['items']!.map(({ type }) => String(type)).filter((type) => type.startsWith('ticket.'));

describe('a ticket that its system refused (R-77)', () => {
  it('is made when an administrator has it tried again, and what is refused again is not told again', async () => {
    const { obligation } = await owe();
    github.failNext('create', { kind: 'permanent', code: 'unauthorized' });
    await pass();
    github.failNext('create', { kind: 'permanent', code: 'unauthorized' });
    expect(ok(await admin.post('/v1/tickets/retry', { system: 'jira' }))).toEqual({ retried: 0 });
    expect(ok(await admin.post('/v1/tickets/retry', {}))).toEqual({ retried: 1 });
    await pass();
    expect(await events()).toEqual(['ticket.refused']);
    expect(ok(await admin.post('/v1/tickets/retry', { system: 'github' }))).toEqual({ retried: 1 });
    expect(ok(await admin.post('/v1/tickets/retry', { system: 'github' }))).toEqual({ retried: 0 });
    await pass();
    expect(github.tickets.map(({ key }) => key)).toEqual([`gatehouse-${obligation}`]);
    expect(await events()).toEqual(['ticket.refused', 'ticket.taken']);
    expect(ok(await api.as('maya').get(`/v1/obligations/${obligation}`))).toMatchObject({ ticket: { state: 'open', system: 'github' } });
    expect(await drift(obligation)).toBeUndefined();
    expect(ok(await admin.post('/v1/tickets/retry', {}))).toEqual({ retried: 0 });
  });

  it('while it was to be closed is closed after the next start, though its obligation is long over', async () => {
    const { risk, obligation } = await owe();
    await pass();
    ok(await api.as('mira').post(`/v1/risks/${risk}/treat`, { residual: 'low', reason: 'Trained again' }));
    github.failNext('get', { kind: 'permanent', code: 'forbidden' });
    await pass();
    expect(await drift(obligation)).toBe('open_there');
    const heard: string[] = [];
    const listener = ({ id }: Target): void => void heard.push(id);
    api.store.listeners.add(listener);
    const parts = composeTickets({ config: { tickets: { ...NONE, webhookSecrets: NONE }, requestsPerMinute: 1_000 }, store: api.store, log: pino({ level: 'silent' }), systems: { github, jira: null, generic: null } });
    await parts.again();
    await parts.looks.stop();
    api.store.listeners.delete(listener);
    expect(heard).toContain(system.id);
    await pass();
    expect(github.tickets.at(-1)!.state).toBe('closed');
    expect(await drift(obligation)).toBeUndefined();
  });

  it('is tried again for an administrator alone, at a system that there is', async () => {
    expect((await api.as('maya').post('/v1/tickets/retry', {})).status).toBe(403);
    expect((await admin.post('/v1/tickets/retry', { system: 'gitlab' })).status).toBe(422);
  });
});
