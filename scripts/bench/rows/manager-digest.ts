import { createRenderer } from '../../../activities/telling/render.ts';
import { tellPass } from '../../../activities/telling/tell.ts';
import { HOUSE_ID } from '../../../contracts/ids.ts';
import type { CommandMeta } from '../../../contracts/ledger.ts';
import { calendarNamed } from '../../../domain/directory.ts';
import { slotAfter } from '../../../domain/time/opening.ts';
import { newId } from '../../../store/new-id.ts';
import { readRecord } from '../../../store/read.ts';
import { nowOf, type Store, type Target } from '../../../store/store.ts';
import { lineOf } from '../figures.ts';
import type { Measurement } from '../support/context.ts';
import { accepted, type BenchHouse } from '../support/house.ts';
import { memoryChat } from '../support/memory-channels.ts';
import { memoryOf } from '../support/memory-of.ts';
import { seedLines } from '../support/seed-lines.ts';
import { timed } from '../support/until.ts';

const MANAGERS = 500;
const ACTIONS = 20_000;
const HOUSE: Target = { kind: 'house', id: HOUSE_ID };

const byWorkflow = (): CommandMeta => ({ command_id: newId('cmd', Date.now()), actor: { kind: 'workflow', id: HOUSE_ID }, door: 'workflow', assurance: 'session' });
const escalate = (store: Store, woke_for: string) => accepted(store, HOUSE, 'escalate', { woke_for }, byWorkflow());

/** The next opening hour of the managers' calendar, on which the house looks. */
async function morning({ store }: BenchHouse): Promise<string> {
  const policy = (await readRecord(store, HOUSE))?.facts.policy;
  const slot = policy && slotAfter(calendarNamed(policy, 'berlin'), 0, await nowOf(store));
  if (!slot) throw new Error('the calendar of Berlin has no working day ahead');
  return slot.from;
}

const COUNTS = `SELECT count(*)::int AS messages, count(DISTINCT recipient)::int AS readers FROM deliveries WHERE kind = 'digest' AND state = 'sent' AND recipient LIKE 'manager-%'`;

interface Sent {
  readonly seconds: number;
  /** The most that this process grew, in megabytes. */
  readonly grown: number;
}

/** From the hour until everybody was told, with the product's own sending on a chat in memory. */
async function send(store: Store, at: string): Promise<Sent> {
  const deps = { store, chat: memoryChat(), email: null, render: createRenderer({ url: 'https://gatehouse.example', mailFrom: 'gatehouse@example.com' }), onBug: (_key: string, error: unknown) => { throw error; } };
  const before = memoryOf(process.pid);
  let most = before;
  const watch = setInterval(() => void (most = Math.max(most, memoryOf(process.pid))), 250);
  try {
    const ms = await timed(async () => {
      await escalate(store, at);
      for (let told = await tellPass(deps, HOUSE, 'chat', () => false); !told.done; ) told = await tellPass(deps, HOUSE, 'chat', () => false);
    });
    return { seconds: ms / 1_000, grown: Math.max(most, memoryOf(process.pid)) - before };
  } finally {
    clearInterval(watch);
  }
}

/** Every manager's digest of one morning: 500 managers, 20,000 open actions. */
export const managerDigest: Measurement = {
  name: 'manager-digest',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    await seedLines(house, { managers: MANAGERS, reports: 8, actions: ACTIONS });
    await escalate(house.store, await nowOf(house.store));
    const at = await morning(house);
    const store: Store = { ...house.store, clock: () => at };
    const { seconds, grown } = await send(store, at);
    const { rows } = await house.pool.query<{ messages: number; readers: number }>(COUNTS);
    const { messages = 0, readers = 0 } = rows[0] ?? {};
    if (messages !== MANAGERS || readers !== MANAGERS) throw new Error(`${messages} digests reached ${readers} of ${MANAGERS} managers`);
    return [
      lineOf({ row: `${MANAGERS} managers’ digests of ${ACTIONS} open actions, all sent`, unit: 's', rounds: [{ ours: seconds, bare: null }], goal: { of: 'ours', at_most: 120 }, note: 'one message each, chat in memory' }),
      lineOf({ row: 'the most that the sender grows meanwhile', unit: 'MB', rounds: [{ ours: grown, bare: null }], goal: { of: 'ours', at_most: 150 } }),
    ];
  },
};
