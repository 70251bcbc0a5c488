import type { Instant } from '../../contracts/primitives.ts';
import { expiryNotices } from '../ladder/plan.ts';
import { addDuration } from '../time/calendar.ts';
import { calendarOf, currentPerson, holders, laneCalendar } from '../directory.ts';
import { earliest } from '../time/instant.ts';
import { holding, vacancies } from './blocking.ts';
import { settleObligation, withdrawAll, type Case } from './case.ts';
import { requestChanges, resumeClocks } from './changes.ts';
import { openConditions } from './conditions.ts';
import { flagVotes, judgeLanes } from './judge.ts';
import { openLane } from './lane-clock.ts';
import { setNonconformityConditions } from './nonconformity-conditions.ts';
import { current, isUndecided, type LaneState } from './state.ts';

/**
 * Lets the case go on by itself as far as its record allows: checks judged, gate blocked or opened, lanes passed or
 * failed, approval given. Called after every command that can move an undecided case; does nothing when nothing moved.
 */
export function settleReview(draft: Case): void {
  if (isUndecided(draft.state)) flagVotes(draft);
  if (draft.state.status === 'blocked') unblock(draft);
  if (draft.state.status === 'checking') open(draft);
  if (draft.state.status === 'changes_requested') resumeIfWithdrawn(draft);
  if (draft.state.status === 'in_review') judge(draft);
  if (draft.state.status === 'in_review') approve(draft);
}

/** Lanes that pass may open the next stage, which may hold votes that were carried over. */
function judge(draft: Case): void {
  do judgeLanes(draft);
  while (draft.state.status === 'in_review' && openStage(draft) > 0);
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
  openReview(draft);
}

function openReview(draft: Case): void {
  draft.add('review.opened', { revision: current(draft.state).number });
  notify(draft);
  openStage(draft);
}

const hasPassed = (lane: LaneState, now: Instant): boolean => lane.state === 'passed' || (lane.state === 'overridden' && (lane.overridden_until ?? '') > now);

/** Opens the lanes that wait for no other lane of this request; how many those were. */
function openStage(draft: Case): number {
  const { state, context } = draft;
  const { after } = context.policy.tiers.paths[current(state).manifest.path ?? 'low'];
  const unpassed = new Set(state.lanes.filter((lane) => !hasPassed(lane, context.now)).map(({ lane }) => lane));
  const next = state.lanes.filter((each) => each.state === 'waiting' && !after[each.lane]?.some((lane) => unpassed.has(lane)));
  for (const lane of next) openLane(draft, lane);
  return next.length;
}

/** Lanes that only hear of the request are told once, when a review first opens. */
function notify(draft: Case): void {
  const { state, context } = draft;
  for (const lane of state.notices.filter((each) => !state.lanes_noticed.includes(each))) {
    const role = context.policy.lanes.lanes[lane]?.role;
    const to = role === undefined ? [] : holders(context.directory, role, context.now, state.unit).map(({ id }) => id);
    draft.add('lane.noticed', { lane, to });
  }
}

function resumeIfWithdrawn(draft: Case): void {
  const { state } = draft;
  const asked = state.votes.some((v) => v.weight === 'counts' && v.verdict === 'request_changes');
  const failed = state.checks?.results.some((r) => r.outcome === 'fail') ?? false;
  if (asked || failed) return;
  for (const o of state.obligations) if (o.kind === 'revision') settleObligation(draft, o.id, 'withdrawn', 'request_withdrawn');
  resumeClocks(draft, 'request_withdrawn');
  // without checks the tier was raised meanwhile: they come first
  if (state.checks === null) draft.add('gate.unblocked', {});
  else openReview(draft);
}

/** All lanes passed or overridden, consent given where one is needed, and nothing holds the gate (R-11, §1.21). */
function approve(draft: Case): void {
  const { state, context } = draft;
  // no lanes at all is no approval: that is a prohibited practice
  if (state.lanes.length === 0 || !state.lanes.every((lane) => hasPassed(lane, context.now))) return;
  if (state.fixes !== null && state.consent === null) return;
  const held = obstacles(draft).filter((id) => !id.startsWith('vacancy/lane/'));
  if (held.length > 0) return draft.add('gate.blocked', { blockers: held });
  const revision = current(state);
  const path = context.policy.tiers.paths[revision.manifest.path ?? 'low'];
  const owner = currentPerson(context.directory, state.owner, context.now);
  const calendar = owner ? calendarOf(context.policy, owner) : laneCalendar(context.policy, '');
  const valid_until = earliest([addDuration(context.now, path.valid_for, calendar), ...state.lanes.map((l) => l.overridden_until)]) ?? context.now;
  const votes = state.votes.filter((v) => v.weight === 'counts');
  // questions and minutes that somebody still owes are about a review that is over
  withdrawAll(draft, 'approved');
  setNonconformityConditions(draft);
  draft.add('deployment.approved', {
    conditional: draft.state.conditions.some((c) => c.state === 'set' || c.state === 'open'),
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
