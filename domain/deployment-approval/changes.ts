import type { Decision } from '../aggregate.ts';
import { personOf } from '../aggregate.ts';
import { earliest } from '../time/instant.ts';
import { isOpen, pauseEnds, pauseObligation, resumeObligation } from '../obligations/index.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { alreadyDecided, owe, owing, settleObligation, slaOf, wrongState, type Case } from './case.ts';
import { standings } from './lanes.ts';
import { current, isUndecided, openObligation, type DeploymentState, type LaneState, type Question } from './state.ts';

/** When the lane's clock runs on although nobody answered (§0.06); null when it has none. */
function resumeBy(draft: Case, lane: LaneState): Instant | null {
  const owed = lane.obligation_id === null ? undefined : openObligation(draft.state, lane.obligation_id);
  return owed ? pauseEnds(owed, draft.context.policy.thresholds.questions.pause_percent, draft.context) : null;
}

/**
 * One vote asks for changes, or the checks failed: the lane clocks stop and the requester owes a revision (§1.24). The
 * clock of a lane whose allowance is used up runs on, and all run again when the first of the others is (§0.06).
 */
export function requestChanges(draft: Case, lane: string | null, person: string | null, reason: string | null): void {
  const { state, context } = draft;
  const pausable = state.lanes.filter((l) => l.state === 'open').map((l) => ({ id: l.obligation_id, until: resumeBy(draft, l) })).filter(({ until }) => until !== null && until > context.now);
  draft.add('changes.requested', { lane, person, reason, resume_by: earliest(pausable.map(({ until }) => until)) });
  for (const { id } of pausable) if (id !== null) draft.push(...pauseObligation(draft.state.obligations, id, 'changes_requested'));
  if (draft.state.obligations.some((o) => o.kind === 'revision' && isOpen(o))) return;
  owe(draft, {
    kind: 'revision',
    subject: { revision: String(current(state).number), ...(lane === null ? {} : { lane }) },
    owed_by: { person: state.requester },
    sla: slaOf(state, context.policy),
  });
}

/** Runs the lane clocks again that no open question holds. */
export function resumeClocks(draft: Case, rule: string): void {
  const asked = new Set(draft.state.questions.filter((q) => q.state === 'open').map((q) => q.obligation_id));
  const until = draft.state.changes_resume_by;
  draft.add('clock.resumed', { rule });
  for (const l of draft.state.lanes) {
    if (l.obligation_id !== null && !asked.has(l.obligation_id)) draft.push(...resumeObligation(draft.state.obligations, l.obligation_id, draft.context, until));
  }
}

/** Why the lane may ask nothing now: one question at a time, and only so many (§0.06); null when it may. */
export function askingRefused(state: DeploymentState, lane: LaneState, policy: Policy): Refusal | null {
  const asked = state.questions.filter((q) => q.obligation_id === lane.obligation_id);
  const { at_most } = policy.thresholds.questions;
  if (asked.length >= at_most) return { refused: 'limit_reached', detail: `the lane ${lane.lane} has asked ${asked.length} questions; the policy allows ${at_most}. Vote request-changes instead` };
  if (asked.some((q) => q.state === 'open')) return { refused: 'wrong_state', detail: `a question of ${lane.lane} is still open; wait for the answer` };
  return null;
}

/** A lane member asks the requester: the lane's clock stops, at most so often and so long (§0.06). */
export function ask(draft: Case, body: { readonly obligation_id: string; readonly question: string }): Decision {
  const { state, context } = draft;
  if (!isUndecided(state)) return alreadyDecided(state);
  const lane = state.lanes.find((l) => l.obligation_id === body.obligation_id && l.state === 'open');
  if (!lane) return wrongState(state, 'an open sign-off to ask about');
  const person = personOf(context.meta.actor);
  const may = standings(state, lane, context).map((s) => s.person);
  if (person === null || context.meta.actor.kind !== 'person' || !may.includes(person)) {
    return { refused: 'not_eligible', detail: `only who may sign for ${lane.lane} may ask: ${may.join(', ')}`, extra: { may } };
  }
  const limit = askingRefused(state, lane, context.policy);
  if (limit) return limit;
  const question_id = context.newId('qst');
  const resume_by = resumeBy(draft, lane) ?? context.now;
  draft.add('question.asked', { question_id, obligation_id: body.obligation_id, lane: lane.lane, person, question: body.question, resume_by });
  if (resume_by > context.now) draft.push(...pauseObligation(draft.state.obligations, body.obligation_id, 'question'));
  owe(draft, { kind: 'answer', subject: { question: question_id, lane: lane.lane }, owed_by: { person: state.requester }, sla: context.policy.thresholds.answer_due });
  return draft.done({ question_id });
}

/** The requester answers, or who stands in; the lane's clock runs on with the time that was left. */
export function answer(draft: Case, body: { readonly obligation_id: string; readonly answer: string }): Decision {
  const { state, context } = draft;
  if (!isUndecided(state)) return alreadyDecided(state);
  const question = state.questions.find((q) => (q.answer_obligation_id === body.obligation_id || q.obligation_id === body.obligation_id) && q.answer === null);
  if (!question) return { refused: 'unknown_obligation', detail: `no open question belongs to ${body.obligation_id}` };
  const person = personOf(context.meta.actor);
  const may = [...new Set([state.requester, state.owner, ...owing(state, question.answer_obligation_id)])];
  if (person === null || !may.includes(person)) return { refused: 'not_permitted', detail: `the requester ${state.requester}, the owner ${state.owner} or who stands in answers: ${may.join(', ')}`, extra: { may } };
  draft.add('question.answered', { question_id: question.id, obligation_id: question.obligation_id, person, answer: body.answer });
  settleObligation(draft, question.answer_obligation_id, 'met', 'answered');
  resumeUnlessChangesWait(draft, question);
  return draft.done();
}

/** A requested change may still hold the clock that a question held too. */
function resumeUnlessChangesWait(draft: Case, { obligation_id, resume_by }: Question): void {
  if (draft.state.changes_resume_by === null) draft.push(...resumeObligation(draft.state.obligations, obligation_id, draft.context, resume_by));
}

/** Pauses whose allowance is used up end by themselves: the requester still owes, the approver's clock runs (§0.06). */
export function endPauses(draft: Case): void {
  const { context } = draft;
  for (const question of draft.state.questions.filter((q) => q.state === 'open' && q.resume_by <= context.now)) {
    draft.add('question.lapsed', { question_id: question.id, obligation_id: question.obligation_id });
    resumeUnlessChangesWait(draft, question);
  }
  const { changes_resume_by } = draft.state;
  if (changes_resume_by !== null && changes_resume_by <= context.now) resumeClocks(draft, 'pause_used_up');
}
