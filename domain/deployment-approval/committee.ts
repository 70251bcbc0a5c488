import type { Decision } from '../aggregate.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import { quorumOf } from '../authority/quorum.ts';
import { deputyOf, holders } from '../directory.ts';
import { owe, settleObligation, slaOf, wrongState, type Case } from './case.ts';
import { passLane } from './lane-clock.ts';
import { conflicts, isApproval, seatingOf, voicesOf, type Seen } from './lanes.ts';
import { rejectAtOnce } from './outcome.ts';
import { settleReview } from './settle.ts';
import { countingVotes, current, laneOf, type DeploymentState, type LaneState } from './state.ts';

/**
 * Attendance, chair and majority of a committee lane (§1.03). Abstentions count for attendance alone; a member and the
 * member's delegate take one place; who fills another lane takes none (§1.05).
 */
export function committeeResult(state: DeploymentState, lane: LaneState, attendance: readonly string[], seen: Seen) {
  const { members, placeOf, isQuorate } = quorumOf(seatingOf(state, lane, seen), seen);
  const voice = voicesOf(state);
  const elsewhere = new Set(state.votes.filter((v) => v.weight === 'counts' && v.lane !== lane.lane && isApproval(v)).map((v) => voice(v.person)));
  const votes = countingVotes(state, lane.lane).filter((v) => v.verdict !== 'recuse');
  const places = (verdict: (v: (typeof votes)[number]) => boolean) => new Set(votes.filter(verdict).map((v) => v.on_behalf_of ?? v.person));
  const attended = attendance.filter((person) => !elsewhere.has(voice(person))).flatMap((person) => placeOf(person) ?? []);
  const present = new Set([...places(() => true), ...attended]);
  const approvals = places(isApproval).size;
  const rejections = places((v) => v.verdict === 'reject').size;
  return { quorate: isQuorate(present), members, present: [...present], approvals, rejections, passed: approvals > rejections };
}

/** Once the committee is quorate its secretary owes the minutes, which conclude the lane (R-07, §1.03). */
export function oweMinutes(draft: Case): void {
  if (draft.state.status !== 'in_review') return;
  for (const lane of draft.state.lanes.filter((l) => l.committee && l.state === 'open')) {
    const owed = draft.state.obligations.some((o) => o.kind === 'minutes' && o.subject['lane'] === lane.lane && o.state === 'open');
    const config = draft.context.policy.lanes.lanes[lane.lane]?.committee;
    if (owed || !config || !committeeResult(draft.state, lane, [], draft.context).quorate) continue;
    owe(draft, {
      kind: 'minutes',
      subject: { lane: lane.lane },
      owed_by: { role: config.secretary_role },
      sla: slaOf(draft.state, draft.context.policy),
    });
  }
}

/** Secretary and chair, and who stands in for one who is away; nobody who made or asked for what is judged (§1.05). */
function mayMinute(draft: Case, roles: readonly string[]): string[] {
  const { state, context } = draft;
  const barred = conflicts(state, context.directory);
  const people = roles.flatMap((role) => holders(context.directory, role, context.now, state.unit).map(({ id }) => id));
  const deputies = people.flatMap((id) => deputyOf(context.directory, id, context.now) ?? []);
  return [...new Set([...people, ...deputies])].filter((id) => !barred.has(id));
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
  const may = mayMinute(draft, [config.secretary_role, config.chair_role]);
  if (actor.kind !== 'person' || !may.includes(actor.id)) return { refused: 'not_permitted', detail: `the minutes come from the secretary or the chair: ${may.join(', ')}`, extra: { may } };
  const weak = assuranceRefusal({ path: current(state).manifest.path, what: 'the minutes, which conclude the lane, are entered' }, context);
  if (weak) return weak;
  const result = committeeResult(state, lane, body.attendance, context);
  if (!result.quorate) {
    const enough = result.present.length > result.members.length * config.attendance_over;
    return {
      refused: 'not_quorate',
      detail: `${result.present.length} of ${result.members.length} members attended${enough ? ', without the chair' : ''}; more than ${config.attendance_over * 100} % and the chair are needed`,
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
    passLane(draft, lane, countingVotes(draft.state, lane.lane).filter(isApproval).map((v) => v.person));
    return settleReview(draft);
  }
  draft.add('lane.failed', { lane: lane.lane });
  rejectAtOnce(draft, lane.lane, lane.veto, 'committee_against');
}
