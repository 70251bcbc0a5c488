import type { Verdict } from '../../contracts/deployment-approval.ts';
import type { DeploymentView, LaneView } from '../../contracts/deployment-view.ts';
import type { Vote } from './state.ts';

type Spoken = Pick<Vote, 'person' | 'verdict' | 'weight'>;

/** Whether one of these votes is the person's word: who asked for changes may still vote. */
export const hasSpoken = (votes: readonly Spoken[], person: string): boolean =>
  votes.some((vote) => vote.person === person && vote.weight === 'counts' && vote.verdict !== 'request_changes');

/**
 * Which lanes a person may mean who names a case or an obligation: the one that is named, or of a case those in which the
 * person has something to say. Whoever has nothing to sign means the first that is open, and hears there why, and who may.
 */
export function lanesMeant({ lanes }: Pick<DeploymentView, 'lanes'>, id: string, person: string, verdict: Verdict): readonly LaneView[] {
  const named = lanes.filter(({ obligation_id }) => obligation_id === id);
  if (named.length > 0 || id.startsWith('obl_')) return named;
  if (verdict === 'withdraw') return lanes.filter(({ votes }) => hasSpoken(votes, person));
  const open = lanes.filter(({ state }) => state === 'open');
  const own = open.filter(({ may_sign, votes }) => may_sign.includes(person) && !hasSpoken(votes, person));
  return own.length > 0 ? own : open.slice(0, 1);
}
