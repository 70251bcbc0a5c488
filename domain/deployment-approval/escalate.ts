import type { Instant } from '../../contracts/primitives.ts';
import type { Decision, Facts } from '../aggregate.ts';
import { calendarNamed, fact, matterFor } from '../obligations/list.ts';
import { fireDue, reassign } from '../obligations/index.ts';
import { currentPerson, managerOf } from '../directory.ts';
import { ladderFor, lapseAt } from '../ladder/plan.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import { eligible } from '../authority/eligibility.ts';
import { after, matterOf, withdrawAll, type Case } from './case.ts';
import { endPauses } from './changes.ts';
import { judgeConditions } from './conditions.ts';
import { lapse, oweRetirementReview, supersede, voidPermit } from './outcome.ts';
import { isRefusal } from '../aggregate.ts';
import { reopen, settleReview } from './settle.ts';
import { current, isApproved, isLive, isUndecided, laneOf, type DeploymentState } from './state.ts';
import { conflicts } from './lanes.ts';

/**
 * What time, and what happened elsewhere, make true: one transaction answers a timer and a wake alike (design §4).
 * Repeating it changes nothing.
 */
export function escalate(draft: Case): Decision {
  if (!draft.state.exists) return draft.done();
  endPauses(draft);
  leavers(draft);
  reroute(draft);
  flagVotes(draft);
  endOverrides(draft);
  draft.push(...fireDue(draft.state.obligations, draft.context, matterOf(draft.state)));
  lapseIfDue(draft);
  if (isUndecided(draft.state)) settleReview(draft);
  expirePermit(draft);
  if (isLive(draft.state) || isApproved(draft.state)) watchApproval(draft);
  if (isLive(draft.state)) judgeConditions(draft);
  supersedeIfReplaced(draft);
  closeIfDone(draft);
  return draft.done();
}

/** An obligation of somebody who left passes to the manager at once. */
function leavers(draft: Case): void {
  const { context } = draft;
  for (const o of draft.state.obligations.filter((each) => each.state === 'open' && 'person' in each.owed_by && each.kind !== 'escalation')) {
    const owing = 'person' in o.owed_by ? o.owed_by.person : '';
    const manager = managerOf(context.directory, owing, context.now);
    if (currentPerson(context.directory, owing, context.now) || manager === null) continue;
    const decision = reassign(draft.state.obligations, o.id, { to: manager, person: null, reason: null }, context, matterOf(draft.state));
    if (!isRefusal(decision)) draft.push(...decision.events);
  }
}

/** What is routed to one person reaches the deputy while that person is away, also when the absence begins later (§1.02). */
function reroute(draft: Case): void {
  const { context } = draft;
  for (const o of draft.state.obligations.filter((each) => each.state === 'open' && 'person' in each.owed_by && each.kind !== 'escalation')) {
    const to = recipientsFor('L0', matterFor(o, context, matterOf(draft.state)), context.policy, context.directory);
    if (to.length === 0 || to.join() === o.to.join()) continue;
    draft.push(fact('obligation.reassigned', { obligation_id: o.id, version: o.version + 1, owed_by: o.owed_by, to, person: null, reason: null }));
  }
}

/** Votes of people who could not vote now stay valid but are flagged; the policy may void them (§1.06). */
function flagVotes(draft: Case): void {
  const { context } = draft;
  if (!isUndecided(draft.state)) return;
  for (const vote of draft.state.votes.filter((v) => v.weight === 'counts' && v.flagged === null)) {
    const lane = laneOf(draft.state, vote.lane);
    if (!lane) continue;
    const question = { lane: vote.lane, unit: draft.state.unit, tier: current(draft.state).manifest.tier, at: context.now, conflicts: conflicts(draft.state), recused: new Set<string>(), referred: true };
    if (eligible(question, context.policy, context.directory).some((s) => s.person === vote.person)) continue;
    draft.add('vote.flagged', { vote_id: vote.id, lane: vote.lane, person: vote.person, rule: 'no_longer_eligible', void: context.policy.thresholds.revote_when_quorum_changes });
  }
}

/** A lifted veto that ended before the approval must be signed again (§1.07). */
function endOverrides(draft: Case): void {
  if (!isUndecided(draft.state)) return;
  for (const lane of draft.state.lanes) {
    if (lane.state !== 'overridden' || lane.overridden_until === null || lane.overridden_until > draft.context.now) continue;
    if (draft.state.status === 'in_review') reopen(draft, lane);
    else draft.add('lane.reopened', { lane: lane.lane, rule: 'override_ended' });
  }
}

/** When an undecided request lapses: with the first open sign-off whose cap is reached (§1 timers). */
export function lapseInstant(draft: { readonly state: DeploymentState; readonly context: Pick<Facts, 'policy'> }, id: string): Instant | null {
  const { policy } = draft.context;
  const o = draft.state.obligations.find((each) => each.id === id);
  const ladder = o && ladderFor(policy, o.kind);
  const board = o?.fired.find((r) => r.level === 'L5')?.at ?? null;
  return o && ladder && o.state === 'open' ? lapseAt(o, ladder, board, calendarNamed(policy, o.calendar)) : null;
}

function lapseIfDue(draft: Case): void {
  if (!isUndecided(draft.state)) return;
  for (const o of draft.state.obligations.filter((each) => each.kind === 'sign_off' || each.kind === 'revision')) {
    const at = lapseInstant(draft, o.id);
    if (at !== null && at <= draft.context.now) return lapse(draft, o.id);
  }
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
  if (decided.valid_until > now) return;
  const live = isLive(draft.state);
  withdrawAll(draft, 'expired');
  voidPermit(draft, 'approval_expired');
  draft.add('approval.expired', { valid_until: decided.valid_until, closes_at: live ? null : after(draft, draft.context.policy.thresholds.closing_grace) });
  if (live) oweRetirementReview(draft);
}

/** Another version was confirmed live in the same environment after this one (§1.18). */
function supersedeIfReplaced(draft: Case): void {
  const { state, context } = draft;
  const mine = state.live;
  const running = mine && state.status !== 'closed' && state.status !== 'superseded';
  if (!running) return;
  const later = context.live.find((l) => l.environment === mine.environment && l.case_id !== state.id && l.at > mine.at);
  if (later) supersede(draft, later.case_id);
}

function closeIfDone(draft: Case): void {
  const { state, context } = draft;
  const open = state.obligations.some((o) => o.state === 'open' || o.state === 'paused');
  if (state.closes_at === null || state.closes_at > context.now || open || state.outcome === null) return;
  draft.add('deployment.closed', { outcome: state.outcome });
}
