import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { VOTE_SIGNAL } from './bare-names.ts';

const vote = defineSignal<[vote: { readonly lane: string; readonly person: string; readonly verdict: string }]>(VOTE_SIGNAL);

/**
 * The bare engine's approval: four signals within a deadline, and done. It decides nothing, keeps no record outside of
 * its history and tells nobody.
 */
export async function bareApproval(needed: number): Promise<string> {
  const votes: string[] = [];
  setHandler(vote, ({ person, verdict }) => {
    if (verdict === 'approve') votes.push(person);
  });
  const inTime = await condition(() => votes.length >= needed, '5 days');
  return inTime ? 'approved' : 'lapsed';
}
