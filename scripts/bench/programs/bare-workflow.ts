import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import { type BareActivities, type BareVote, VOTE_SIGNAL } from './bare-names.ts';

const signal = defineSignal<[vote: BareVote]>(VOTE_SIGNAL);
const { recordVote } = proxyActivities<BareActivities>({ startToCloseTimeout: '30s' });

/**
 * The bare engine's approval: four signals within a deadline, and done. With `records` an activity writes each vote to a
 * table, since an approval that leaves no record outside of its history is none. It judges nothing and tells nobody.
 */
export async function bareApproval(needed: number, records: boolean): Promise<string> {
  const votes: BareVote[] = [];
  setHandler(signal, (vote) => void votes.push(vote));
  for (let recorded = 0; recorded < needed; recorded += 1) {
    const inTime = await condition(() => votes.length > recorded, '5 days');
    const vote = votes[recorded];
    if (!inTime || vote === undefined) return 'lapsed';
    if (records) await recordVote(vote);
  }
  return 'approved';
}
