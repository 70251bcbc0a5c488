import type { Decision } from '../aggregate.ts';
import { holders } from '../directory.ts';
import { owe, settleObligation, wrongState, type Case } from './case.ts';
import { committeeResult } from './lanes.ts';
import { rejectAtOnce } from './outcome.ts';
import { settleReview } from './settle.ts';
import { countingVotes, laneOf, type LaneState } from './state.ts';

/** Once the committee is quorate its secretary owes the minutes, which conclude the lane (R-07, §1.03). */
export function oweMinutes(draft: Case): void {
  for (const lane of draft.state.lanes.filter((l) => l.committee && l.state === 'open')) {
    const owed = draft.state.obligations.some((o) => o.kind === 'minutes' && o.subject['lane'] === lane.lane && o.state === 'open');
    const config = draft.context.policy.lanes.lanes[lane.lane]?.committee;
    if (owed || !config || !committeeResult(draft.state, lane, [], draft.context).quorate) continue;
    owe(draft, {
      kind: 'minutes',
      subject: { lane: lane.lane },
      owed_by: { role: config.secretary_role, lane: lane.lane },
      to: holders(draft.context.directory, config.secretary_role, draft.context.now).map(({ id }) => id),
      sla: draft.context.policy.tiers.paths.high_novel.sla,
    });
  }
}

/** The minutes: attendance over the policy's share with the chair, more approvals than rejections, a tie fails (§1.03). */
export function minutes(draft: Case, body: { readonly obligation_id: string; readonly attendance: readonly string[]; readonly minutes: string }): Decision {
  const { state, context } = draft;
  const owed = state.obligations.find((o) => o.id === body.obligation_id);
  const lane: LaneState | undefined = owed && laneOf(state, owed.subject['lane'] ?? '');
  const config = lane && context.policy.lanes.lanes[lane.lane]?.committee;
  if (!lane || !config) return { refused: 'unknown_obligation', detail: `${body.obligation_id} belongs to no committee of this case` };
  if (lane.state !== 'open' || (state.status !== 'in_review' && state.status !== 'changes_requested')) return wrongState(state, `the lane ${lane.lane} open for review`);
  const { actor } = context.meta;
  const may = [config.secretary_role, config.chair_role].flatMap((role) => holders(context.directory, role, context.now, state.unit).map(({ id }) => id));
  if (actor.kind !== 'person' || !may.includes(actor.id)) return { refused: 'not_permitted', detail: `the minutes come from the secretary or the chair: ${may.join(', ')}`, extra: { may } };
  const result = committeeResult(state, lane, body.attendance, context);
  if (!result.quorate) {
    return {
      refused: 'not_quorate',
      detail: `${result.present.length} of ${result.members.length} members attended${result.present.length * 2 > result.members.length ? ', without the chair' : ''}; more than ${config.attendance_over * 100} % and the chair are needed`,
      extra: { present: result.present, members: result.members },
    };
  }
  draft.add('committee.minuted', { lane: lane.lane, attendance: result.present, minutes: body.minutes, approvals: result.approvals, rejections: result.rejections, passed: result.passed });
  for (const o of state.obligations) if (o.kind === 'minutes' && o.subject['lane'] === lane.lane) settleObligation(draft, o.id, 'met', 'minuted');
  conclude(draft, lane, result.passed);
  return draft.done({ passed: result.passed, state: draft.state.status });
}

function conclude(draft: Case, lane: LaneState, passed: boolean): void {
  if (passed) {
    const by = countingVotes(draft.state, lane.lane).filter((v) => v.verdict.startsWith('approve')).map((v) => v.person);
    draft.add('lane.passed', { lane: lane.lane, by });
    settleObligation(draft, lane.obligation_id, 'met', 'lane_passed');
    return settleReview(draft);
  }
  draft.add('lane.failed', { lane: lane.lane });
  rejectAtOnce(draft, lane.lane, lane.veto, 'committee_against');
}
