import type { Client } from '@temporalio/client';
import { workflowIdOf } from '../../../contracts/workflow.ts';
import { type Relay, startRelay } from '../../../store/relay.ts';
import { lineOf, type Line, type Round } from '../figures.ts';
import { approveBare } from '../support/bare-approval.ts';
import { ballot, castVote, registerSystems, submit, VOTES } from '../support/cases.ts';
import type { Measurement } from '../support/context.ts';
import type { BenchHouse } from '../support/house.ts';
import { type History, historyOf } from '../support/history-of.ts';
import { settled } from '../support/settled.ts';
import { startBareWorker, startWorker } from '../support/worker.ts';

const MOST_EVENTS = 60;
const MOST_BYTES = 9_000;

interface Pair {
  readonly ours: History;
  readonly bare: History;
}

/** One approval; `apart`: everybody was told of a vote before the next one comes. */
async function approveOne(house: BenchHouse, client: Client, relay: Relay, apart: boolean): Promise<History> {
  const [system] = await registerSystems(house, 1);
  if (!system) throw new Error('no system is registered');
  const target = await submit(house, system);
  await settled(house.pool, relay, [target.id]);
  const opened = await ballot(house.store, target);
  for (let vote = 0; vote < VOTES; vote += 1) {
    await castVote(house.store, opened, vote);
    if (apart) await settled(house.pool, relay, [target.id]);
  }
  await settled(house.pool, relay, [target.id]);
  return historyOf(client, workflowIdOf(target));
}

function linesOf(when: string, pairs: readonly Pair[], caveat: string | undefined): Line[] {
  const rounds = (pick: (one: History) => number): Round[] => pairs.map(({ ours, bare }) => ({ ours: pick(ours), bare: pick(bare) }));
  const timers = Math.max(...pairs.map(({ ours }) => ours.open_timers));
  const note = [`open timers: ${timers}`, ...(caveat === undefined ? [] : [caveat])].join('; ');
  return [
    lineOf({ row: `history of an approval, votes ${when}, events`, unit: 'events', rounds: rounds(({ events }) => events), goal: { of: 'ours', at_most: MOST_EVENTS }, note }),
    lineOf({ row: `history of an approval, votes ${when}, bytes`, unit: 'bytes', rounds: rounds(({ bytes }) => bytes), goal: { of: 'ours', at_most: MOST_BYTES }, note: caveat }),
  ];
}

/** What an approval with four votes leaves in Temporal until everybody was told, beside a bare one. */
export const history: Measurement = {
  name: 'history',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    const temporal = await bench.temporal();
    const relay = startRelay(house.store, { handOver: temporal.handOver });
    undo.add('the relay', () => relay.stop());
    await startWorker(bench, house, undo);
    await startBareWorker(bench, undo);
    const apart: Pair[] = [];
    const together: Pair[] = [];
    for (let turn = 0; turn < bench.rounds(); turn += 1) {
      for (const isApart of [true, false]) {
        const id = `bare/${house.database}/${turn}/${isApart ? 'apart' : 'together'}`;
        await approveBare(temporal.client, { workflowId: id, records: true, apart: isApart });
        const bare = await historyOf(temporal.client, id);
        (isApart ? apart : together).push({ ours: await approveOne(house, temporal.client, relay, isApart), bare });
      }
    }
    return [...linesOf('far apart', apart, temporal.caveat), ...linesOf('close together', together, temporal.caveat)];
  },
};
