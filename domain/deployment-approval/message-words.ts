import type { OwedMessage } from '../../contracts/delivery.ts';
import { type Condition, countingVotes, type DeploymentState } from './state.ts';

/**
 * What people typed that a message must show beyond its obligation: what somebody above told to do (§0.07), the answer
 * with its question, the condition with why its evidence was returned, once the case is rejected the reasons, and why it was
 * withdrawn or revoked. Null when there is none; an erased text shows as erased.
 */
export function wordsBeside(message: Pick<OwedMessage, 'about' | 'obligation_id'>, state: DeploymentState): string | null {
  const { question: questionId, condition: conditionId, event } = message.about;
  const owed = state.obligations.find(({ id }) => id === message.obligation_id);
  const rejected = event === 'deployment.rejected' || (owed !== undefined && owed.closed_at !== null);
  if (state.rejected !== null && rejected) return reasonsOf(state, state.rejected.lane);
  // while it is open, an obligation says by itself what it is about
  if (owed) return owed.closed_at === null ? owed.instruction : null;
  const question = state.questions.find(({ id }) => id === questionId);
  if (question) return [question.question, question.answer].filter((text) => text !== null).join('\n→ ');
  const condition = state.conditions.find((each) => each.condition_id === conditionId);
  if (condition) return conditionInWords(condition);
  return event !== undefined && ENDED_BY_A_WORD.has(event) ? (state.decided_by?.reason ?? null) : null;
}

const ENDED_BY_A_WORD: ReadonlySet<string> = new Set(['deployment.withdrawn', 'approval.revoked']);

/** What has to be shown, and what was wrong with what was handed in last. */
export const conditionInWords = ({ title, criteria, returned_reason }: Pick<Condition, 'title' | 'criteria' | 'returned_reason'>): string =>
  `${title} (evidence: ${criteria})${returned_reason === null ? '' : `\n→ ${returned_reason}`}`;

function reasonsOf(state: DeploymentState, lane: string | null): string | null {
  const votes = lane === null ? state.votes.filter(({ weight }) => weight === 'counts') : countingVotes(state, lane);
  const reasons = votes.filter(({ verdict }) => verdict === 'reject').flatMap(({ reason }) => reason ?? []);
  return reasons.length > 0 ? reasons.join('\n') : null;
}
