import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeChat } from '../../../activities/chat/fake.ts';
import { createRenderer } from '../../../activities/telling/render.ts';
import { tellPass } from '../../../activities/telling/tell.ts';
import type { Actor, CommandMeta } from '../../../contracts/ledger.ts';
import { NONCONFORMITY_COMMANDS, type NonconformityCommandName } from '../../../contracts/nonconformity-closure.ts';
import { execute } from '../../../store/execute.ts';
import { newId } from '../../../store/new-id.ts';
import { managerOf } from '../../../domain/directory.ts';
import { readManagerDigest } from '../../../store/queries/manager-digest.ts';
import { agendaNow, readRecord } from '../../../store/read.ts';
import type { Store, Target } from '../../../store/store.ts';
import { emptyProduct, HOUSE, type ToyStore } from '../../support/toy-store.ts';
import { exampleDirectory, shippedPolicy } from '../../support/world.ts';

const START: Actor = { kind: 'machine', id: 'gatehouse', on_behalf_of: null };
const WORKFLOW: Actor = { kind: 'workflow', id: 'house' };
let toys: ToyStore;
let store: Store;
let chat: FakeChat;

async function run(target: Target, by: string | Actor, name: string, body: object): Promise<void> {
  const given = target.kind === 'nonconformity' ? NONCONFORMITY_COMMANDS[name as NonconformityCommandName].parse(body) : body;
  const actor: Actor = typeof by === 'string' ? { kind: 'person', id: by } : by;
  const meta: CommandMeta = { command_id: newId('cmd', Date.now()), actor, door: 'api', assurance: 'mfa' };
  const outcome = await execute(store, target, { name, body: given as Record<string, unknown> }, meta);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.refusal.refused}, ${outcome.refusal.detail}`);
}

const nc = (): Target => ({ kind: 'nonconformity', id: newId('nc', Date.parse(toys.now)) });
const [first, second] = ['Model released without validation', 'Bias report missing'];
const raised = { description: 'As found', source: 'review' };
let target: Target;

/** The house looks, and whoever is owed a message gets it; what was posted to the person since. */
async function digestsTo(person: string, { sends = true } = {}): Promise<string[]> {
  await run(HOUSE, WORKFLOW, 'escalate', { woke_for: toys.now });
  const before = chat.posts.length;
  const deps = { store, chat, email: null, render: createRenderer({ url: 'https://gatehouse.example', mailFrom: 'gatehouse@example.com' }), onBug: (_key: string, error: unknown) => { throw error; } };
  if (sends) await tellPass(deps, HOUSE, 'chat', () => false);
  return chat.posts.slice(before).filter(({ to }) => to === `U0${person.toUpperCase()}`).map(({ message }) => JSON.stringify(message.blocks));
}

beforeAll(async () => {
  ({ toys, store } = await emptyProduct());
  chat = new FakeChat();
  toys.now = '2026-03-02T12:00:00.000Z';
  await run(HOUSE, START, 'bootstrap-policy', { policy: shippedPolicy(), source: 'disk' });
  await run(HOUSE, START, 'load-directory', { directory: exampleDirectory() });
  target = nc();
  await run(target, 'devon', 'raise', { ...raised, title: first });
});
afterAll(() => toys.end());

describe('a manager’s digest, from the record to Slack', () => {
  it('is looked for from the moment that the first nonconformity is raised, which wakes the house; the second does not', async () => {
    expect((await store.pool.query('SELECT case_id FROM wakes')).rows).toEqual([{ case_id: 'house' }]);
    await run(HOUSE, WORKFLOW, 'escalate', { woke_for: toys.now });
    expect((await agendaNow(store, 'house'))?.wake_at).toBe('2026-03-02T14:00:00.000Z');
    await run(target, 'noor', 'classify', { class: 'minor', owner: 'mira', reason: 'by the table' });
    await run(nc(), 'devon', 'raise', { ...raised, title: second });
    expect((await store.pool.query('SELECT case_id FROM wakes')).rows).toEqual([]);
  });

  it('names what is owed in the line of its reader, with a link to each and to the board', async () => {
    toys.now = '2026-03-03T08:00:00.000Z';
    const [message, ...more] = await digestsTo('bruno');
    expect(more).toEqual([]);
    expect(message).toContain('Your line: 1 due soon');
    expect(message).toContain(`<https://gatehouse.example/cases/${target.id}|${first}>`);
    expect(message).toContain('correction');
    expect(message).toContain('Mira Jansen');
    expect(message).toContain('https://gatehouse.example/board?manager=bruno');
    expect(message).not.toContain(second);
  });

  it('begins with what changed since the last one, and tells what is overdue by its age', async () => {
    toys.now = '2026-03-17T08:00:00.000Z';
    const [message] = await digestsTo('bruno');
    expect(message).toContain('Your line: 1 overdue');
    expect(message).toContain('0 new, 1 fell overdue, 0 done or no longer owed');
    expect(message).toContain('Overdue for 7 days to 30 days: 1');
  });

  it('takes the place of one that could not be sent, so that a manager never gets two', async () => {
    toys.now = '2026-03-18T08:00:00.000Z';
    expect(await digestsTo('bruno', { sends: false })).toEqual([]);
    toys.now = '2026-03-19T08:00:00.000Z';
    expect(await digestsTo('bruno')).toHaveLength(1);
    const { rows } = await store.pool.query(`SELECT about->>'date' AS date, state FROM deliveries WHERE kind = 'digest' AND recipient = 'bruno' ORDER BY 1`);
    expect(rows).toEqual([{ date: '2026-03-17', state: 'sent' }, { date: '2026-03-18', state: 'superseded' }, { date: '2026-03-19', state: 'sent' }]);
  });

  it('is kept for a week, and the last one until there is another', async () => {
    toys.now = '2026-04-07T07:00:00.000Z';
    await digestsTo('bruno');
    const { rows } = await store.pool.query(`SELECT about->>'date' AS date FROM deliveries WHERE kind = 'digest' AND recipient = 'bruno' ORDER BY 1`);
    expect(rows).toEqual([{ date: '2026-03-19' }, { date: '2026-04-07' }]);
  });

  it('follows who answers when the case gets another accountable manager', async () => {
    await run(target, 'noor', 'classify', { class: 'minor', owner: 'mira', accountable: 'ines', reason: 'she answers for it' });
    const { rows } = await store.pool.query(`SELECT DISTINCT accountable FROM obligations WHERE case_id = $1 AND kind <> 'escalation'`, [target.id]);
    expect(rows).toEqual([{ accountable: 'ines' }]);
    toys.now = '2026-04-07T13:00:00.000Z';
    expect(await digestsTo('ines')).toHaveLength(1);
  });

  it('tells a deputy what changed since the absent manager was told, and the manager what changed since the deputy was', async () => {
    const absent = { person: 'bruno', starts_at: '2026-04-08T00:00:00.000Z', until: '2026-04-09T00:00:00.000Z', deputy: 'ines' };
    await run(HOUSE, 'bruno', 'add-absence', absent);
    toys.now = '2026-04-08T13:00:00.000Z';
    const [deputy] = await digestsTo('ines');
    // bruno heard on the 7th, at 07:00 UTC; ines about her own line at 13:00
    expect(deputy).toContain('2026-04-07 07:00 UTC');
    toys.now = '2026-04-09T07:00:00.000Z';
    const [back] = await digestsTo('bruno');
    expect(back).toContain('2026-04-08 13:00 UTC');
  });

  it('counts what is overdue further below, and names it in the digest of those between', async () => {
    const { directory, policy } = (await readRecord(store, HOUSE))!.facts;
    const above = managerOf(directory, 'bruno', toys.now)!;
    const digestOf = async (manager: string) => (await readManagerDigest(store, { key: 'none', reader: manager, managers: [manager], directory, policy, now: '2026-06-01T08:00:00.000Z' })).lines[0]!;
    const named = (line: Awaited<ReturnType<typeof digestOf>>) => line.overdue.flatMap(({ items }) => items.map(({ id }) => id));
    const [between, top] = [await digestOf('bruno'), await digestOf(above)];
    const { rows } = await store.pool.query<{ id: string }>("SELECT id FROM obligations WHERE owed_person = 'mira' AND kind <> 'escalation'");
    const owed = rows.map(({ id }) => id);
    expect(owed.length).toBeGreaterThan(0);
    expect(named(between)).toEqual(expect.arrayContaining(owed));
    expect(named(top).filter((id) => owed.includes(id))).toEqual([]);
    expect(top.overdue_below).toBeGreaterThanOrEqual(owed.length);
  });
});
