import { reopenObligation } from '../obligations/index.ts';
import { matterOf, owe, settleObligation, slaOf, type Case } from './case.ts';
import { current, laneOf, type LaneState } from './state.ts';

/** An open lane is one obligation owed by the role and met when the lane passes (design §1). */
export function openLane(draft: Case, lane: LaneState): void {
  const role = draft.context.policy.lanes.lanes[lane.lane]?.role ?? lane.lane;
  owe(draft, {
    kind: 'sign_off',
    subject: { lane: lane.lane, revision: String(current(draft.state).number) },
    owed_by: { role, lane: lane.lane },
    sla: slaOf(draft.state, draft.context.policy),
  });
}

/** Passes a lane on the word of `by`; what its members still wanted to know is owed no more. */
export function passLane(draft: Case, lane: LaneState, by: readonly string[]): void {
  draft.add('lane.passed', { lane: lane.lane, by: [...by] });
  settleObligation(draft, lane.obligation_id, 'met', 'lane_passed');
  for (const o of draft.state.obligations) if (o.kind === 'answer' && o.subject['lane'] === lane.lane) settleObligation(draft, o.id, 'withdrawn', 'lane_passed');
}

/**
 * A lane whose votes no longer carry it is open again, with the time that was left when it passed: else a vote given and
 * taken back would start its clock anew, and the ladder would never end (§0.05).
 */
export function reopenLane(draft: Case, lane: LaneState): void {
  draft.add('lane.reopened', { lane: lane.lane, rule: 'votes_no_longer_carry' });
  const { context } = draft;
  // before the review goes on, it opens with all the others
  if (draft.state.status !== 'in_review' && draft.state.status !== 'changes_requested') return;
  const before = draft.state.obligations.find((o) => o.id === lane.obligation_id && o.state === 'met');
  const waiting = laneOf(draft.state, lane.lane);
  if (!before) return waiting && openLane(draft, waiting);
  draft.push(...reopenObligation(draft.state.obligations, before.id, context, { rule: 'votes_no_longer_carry', matterOf: matterOf(draft.state, context.directory) }));
}
