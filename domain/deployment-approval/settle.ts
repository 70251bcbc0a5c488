import { expiryNotices } from '../ladder/plan.ts';
import { addDuration } from '../time/calendar.ts';
import { calendarOf, currentPerson, holders, laneCalendar } from '../directory.ts';
import { earliest } from '../time/instant.ts';
import { holding, vacancies } from './blocking.ts';
import { owe, settleObligation, slaOf, type Case } from './case.ts';
import { requestChanges, resumeClocks } from './changes.ts';
import { openConditions } from './conditions.ts';
import { passing, prospect, referees } from './lanes.ts';
import { rejectAtOnce } from './outcome.ts';
import { countingVotes, current, laneOf, type LaneState } from './state.ts';

/**
 * Lets the case go on by itself as far as its record allows: checks judged, gate blocked or opened, lanes passed or
 * failed, approval given. Called after every command that can move an undecided case; does nothing when nothing moved.
 */
export function settleReview(draft: Case): void {
  if (draft.state.status === 'blocked') unblock(draft);
  if (draft.state.status === 'checking') open(draft);
  if (draft.state.status === 'changes_requested') resumeIfWithdrawn(draft);
  if (draft.state.status === 'in_review') judgeLanes(draft);
  if (draft.state.status === 'in_review') approve(draft);
}

/** What holds the gate: blockers, then vacancies. */
function obstacles(draft: Case): string[] {
  return [...holding(draft.state, draft.context, 'gate').map((b) => b.id), ...vacancies(draft.state, draft.context)];
}

function unblock(draft: Case): void {
  const now = obstacles(draft);
  if (now.length === 0) draft.add('gate.unblocked', {});
  else if (now.join() !== draft.state.blocked_by.join()) draft.add('gate.blocked', { blockers: now });
}

function open(draft: Case): void {
  const { state } = draft;
  if (state.checks === null) return;
  if (state.checks.results.some((r) => r.outcome === 'fail')) return requestChanges(draft, null, null, null);
  const held = obstacles(draft);
  if (held.length > 0) return draft.add('gate.blocked', { blockers: held });
  draft.add('review.opened', { revision: current(state).number });
  notify(draft);
  for (const lane of draft.state.lanes.filter((l) => l.state === 'waiting')) openLane(draft, lane);
}

/** Lanes that only hear of the request are told once, when the first review opens. */
function notify(draft: Case): void {
  const { state, context } = draft;
  if (current(state).number > 1) return;
  for (const lane of state.notices) {
    const role = context.policy.lanes.lanes[lane]?.role;
    const to = role === undefined ? [] : holders(context.directory, role, context.now, state.unit).map(({ id }) => id);
    draft.add('lane.noticed', { lane, to });
  }
}

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

/** Passes, reopens, refers or fails each lane on the votes that count (§1.03, §1.04, §1.05). */
function judgeLanes(draft: Case): void {
  const passed = passing(draft.state, draft.context);
  for (const { lane, committee } of draft.state.lanes) {
    const before = laneOf(draft.state, lane);
    if (!before || committee || before.state === 'overridden') continue;
    if (passed.has(lane) && before.state !== 'passed') pass(draft, before, passed.get(lane) ?? []);
    else if (!passed.has(lane) && before.state === 'passed') reopen(draft, before);
  }
  for (const { lane } of draft.state.lanes) {
    const now = laneOf(draft.state, lane);
    if (now?.state === 'open' && !now.committee && draft.state.status === 'in_review') judgeProspect(draft, now);
  }
}

function pass(draft: Case, lane: LaneState, by: readonly string[]): void {
  draft.add('lane.passed', { lane: lane.lane, by: [...by] });
  settleObligation(draft, lane.obligation_id, 'met', 'lane_passed');
}

/** A lane whose votes no longer carry it is open again, with its time anew (§0.05). */
export function reopen(draft: Case, lane: LaneState): void {
  draft.add('lane.reopened', { lane: lane.lane, rule: 'votes_no_longer_carry' });
  const waiting = laneOf(draft.state, lane.lane);
  if (waiting) openLane(draft, waiting);
}

function judgeProspect(draft: Case, lane: LaneState): void {
  const outlook = prospect(draft.state, lane, draft.context);
  if (outlook === 'refer') draft.add('lane.referred', { lane: lane.lane, to: [...referees(draft.state, lane, draft.context)], rule: referralRule(draft, lane) });
  const after = laneOf(draft.state, lane.lane) ?? lane;
  const next = outlook === 'refer' ? prospect(draft.state, after, draft.context) : outlook;
  if (next === 'stuck' && !after.stuck) {
    const tell = holders(draft.context.directory, draft.context.policy.ladders.levels.L3, draft.context.now).map(({ id }) => id);
    draft.add('lane.stuck', { lane: lane.lane, tell });
  }
  if (next !== 'failed') return;
  draft.add('lane.failed', { lane: lane.lane });
  rejectAtOnce(draft, lane.lane, false, 'lane_failed');
}

function referralRule(draft: Case, lane: LaneState): string {
  const votes = countingVotes(draft.state, lane.lane);
  if (votes.some((v) => v.verdict === 'recuse')) return 'recused';
  return votes.some((v) => v.verdict === 'abstain') ? 'abstained' : 'too_few_members';
}

function resumeIfWithdrawn(draft: Case): void {
  const { state } = draft;
  const asked = state.votes.some((v) => v.weight === 'counts' && v.verdict === 'request_changes');
  const failed = state.checks?.results.some((r) => r.outcome === 'fail') ?? true;
  if (asked || failed) return;
  for (const o of state.obligations) if (o.kind === 'revision') settleObligation(draft, o.id, 'withdrawn', 'request_withdrawn');
  resumeClocks(draft, 'request_withdrawn');
  draft.add('review.opened', { revision: current(state).number });
}

/** All lanes passed or overridden, consent given where one is needed, and nothing holds the gate (R-11, §1.21). */
function approve(draft: Case): void {
  const { state, context } = draft;
  if (!state.lanes.every((l) => l.state === 'passed' || l.state === 'overridden')) return;
  if (state.fixes !== null && state.consent === null) return;
  const held = obstacles(draft).filter((id) => !id.startsWith('vacancy/lane/'));
  if (held.length > 0) return draft.add('gate.blocked', { blockers: held });
  const revision = current(state);
  const path = context.policy.tiers.paths[revision.manifest.path ?? 'low'];
  const owner = currentPerson(context.directory, state.owner, context.now);
  const calendar = owner ? calendarOf(context.policy, owner) : laneCalendar(context.policy, '');
  const valid_until = earliest([addDuration(context.now, path.valid_for, calendar), ...state.lanes.map((l) => l.overridden_until)]) ?? context.now;
  const votes = state.votes.filter((v) => v.weight === 'counts');
  draft.add('deployment.approved', {
    conditional: state.conditions.some((c) => c.state === 'set'),
    package_digest: revision.package_digest,
    digests: revision.manifest.digests,
    valid_until,
    notices: expiryNotices(context.policy, context.now, valid_until, calendar),
    approvers: state.lanes.map((l) => ({
      lane: l.lane,
      people: [...new Set(votes.filter((v) => v.lane === l.lane && v.verdict.startsWith('approve')).map((v) => v.person))],
    })),
    dissent: votes.filter((v) => !v.verdict.startsWith('approve')).map((v) => ({ lane: v.lane, person: v.person, verdict: v.verdict })),
  });
  openConditions(draft, ['before_deploy']);
}
