import type { Decision, LiveVersion } from '../aggregate.ts';
import { fireDue, followPeople, isOpen } from '../obligations/index.ts';
import { matterOf, type Case } from './case.ts';
import { endPauses } from './changes.ts';
import { judgeConditions } from './conditions.ts';
import { openLane } from './lane-clock.ts';
import { hasLapsed } from './lapsing.ts';
import { meetNonconformityConditions } from './nonconformity-conditions.ts';
import { expire, lapse, supersede } from './outcome.ts';
import { settleReview } from './settle.ts';
import { watchStall } from './stalled.ts';
import { countingVotes, isApproved, isLive, isUndecided, laneOf } from './state.ts';

/**
 * What time, and what happened elsewhere, make true: one transaction answers a timer and a wake alike (design §4).
 * Repeating it changes nothing.
 */
export function escalate(draft: Case): Decision {
  if (!draft.state.exists) return draft.done();
  endPauses(draft);
  draft.push(...followPeople(draft.state.obligations, draft.context, matterOf(draft.state, draft.context.directory)));
  endOverrides(draft);
  draft.push(...fireDue(draft.state.obligations, draft.context, matterOf(draft.state, draft.context.directory)));
  lapseIfDue(draft);
  if (isUndecided(draft.state)) settleReview(draft);
  watchStall(draft);
  expirePermit(draft);
  if (isLive(draft.state) || isApproved(draft.state)) {
    meetNonconformityConditions(draft);
    watchApproval(draft);
  }
  if (isLive(draft.state)) judgeConditions(draft);
  supersedeIfReplaced(draft);
  closeIfDone(draft);
  return draft.done();
}

/** A lifted veto that ended before the approval must be signed again (§1.07). */
function endOverrides(draft: Case): void {
  if (!isUndecided(draft.state)) return;
  for (const lane of draft.state.lanes) {
    if (lane.state !== 'overridden' || lane.overridden_until === null || lane.overridden_until > draft.context.now) continue;
    for (const vote of countingVotes(draft.state, lane.lane).filter((v) => v.verdict === 'reject')) {
      draft.add('vote.voided', { vote_id: vote.id, lane: lane.lane, person: vote.person, rule: 'override_ended' });
    }
    draft.add('lane.reopened', { lane: lane.lane, rule: 'override_ended' });
    const waiting = laneOf(draft.state, lane.lane);
    if (draft.state.status === 'in_review' && waiting) openLane(draft, waiting);
  }
}

/** Ends the request with the first open sign-off whose cap is reached, never before the board was told (§1 timers). */
function lapseIfDue(draft: Case): void {
  const { state, context } = draft;
  if (!isUndecided(state)) return;
  const due = state.obligations.find((o) => hasLapsed(o, context));
  if (due) lapse(draft, due.id);
}

/** An unused permit that ends returns the case to approved (§1.24). */
function expirePermit(draft: Case): void {
  const { permit } = draft.state;
  if (permit?.state === 'issued' && permit.expires_at <= draft.context.now) draft.add('permit.expired', { permit_id: permit.id });
}

/** Notices before an approval ends, and its end: a blocker and a review of retirement (§1 states). */
function watchApproval(draft: Case): void {
  const { now } = draft.context;
  const decided = draft.state.decided;
  if (!decided) return;
  const due = decided.notices.filter((at) => at <= now && !draft.state.noticed.includes(at));
  for (const notice of due) draft.add('approval.expiring', { notice, valid_until: decided.valid_until });
  if (decided.valid_until <= now) expire(draft, decided.valid_until);
}

/** Another version was confirmed live in the same environment after this one (§1.18). */
function supersedeIfReplaced(draft: Case): void {
  const { state, context } = draft;
  const mine = state.live;
  const running = mine && state.status !== 'closed' && state.status !== 'superseded';
  if (!running) return;
  // confirmed in the same instant, one of the two must give way
  const isLater = (l: LiveVersion) => l.at > mine.at || (l.at === mine.at && l.case_id > state.id);
  const later = context.live.find((l) => l.environment === mine.environment && l.case_id !== state.id && isLater(l));
  if (later) supersede(draft, later.case_id);
}

function closeIfDone(draft: Case): void {
  const { state, context } = draft;
  const open = state.obligations.some(isOpen);
  if (state.closes_at === null || state.closes_at > context.now || open || state.outcome === null) return;
  draft.add('deployment.closed', { outcome: state.outcome });
}
