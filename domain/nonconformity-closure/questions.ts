import { wrongState } from './case.ts';
import { isRecurrenceDecided, openOf, raiseProposed, undecidedRepeats, type NonconformityState } from './state.ts';
import type { Refusal } from '../../contracts/refusal.ts';

/** What is asked about the weight of a case, whatever becomes of it: its risk judged anew, and a graver class (R-29, §3 class). */
function weightAsked(state: NonconformityState): string | null {
  if (openOf(state, 'risk_reassessment') !== undefined || state.reassessments.some(({ done_at }) => done_at === null)) return 'its open re-assessment of the risk first: "complete"';
  const raise = raiseProposed(state);
  return raise === undefined ? null : `a decision on the class "${raise}" that is proposed first: "classify"`;
}

/** Why a case can't be given up yet: nobody drops a re-assessment of its risk or a raise of its class by ending it. */
export function weightUndecided(state: NonconformityState): Refusal | null {
  const asked = weightAsked(state);
  return asked === null ? null : wrongState(state, asked);
}

/**
 * Why a case can't be handed on or left as it is yet: somebody still has to judge its risk, its class, what it repeats or
 * whether it is one at all (R-29, R-46, §3 dispute). `into`: what it is merged into, whose likeness is answered by that.
 */
export function undecided(state: NonconformityState, into: string | null = null): Refusal | null {
  const dispute = openOf(state, 'finding_dispute') === undefined ? null : 'a decision on the open dispute of the finding first: "decide-dispute"';
  const repeats = isRecurrenceDecided(state) ? [] : undecidedRepeats(state).filter((id) => id !== into);
  const repeat = repeats.length === 0 ? null : `a word on whether it repeats ${repeats.join(', ')} first: "decide-recurrence"`;
  const asked = weightAsked(state) ?? dispute ?? repeat;
  return asked === null ? null : wrongState(state, asked);
}
