import type { Policy } from '../../contracts/policy.ts';
import { personOf, type Context, type Decision } from '../aggregate.ts';
import { addDuration } from '../time/calendar.ts';
import { laneCalendar } from '../directory.ts';
import { alreadyDecided, owing, settleObligation, withdrawAll, wrongState, type Case } from './case.ts';
import { conflicts } from './lanes.ts';
import { voidPermit } from './outcome.ts';
import { countingVotes, current, isApproved, isUndecided, laneOf, type DeploymentState, type LaneState, type Vote } from './state.ts';
import { followFreezing, planRevision } from './submit.ts';
import { differenceOf } from './vote.ts';

interface RevisionBody {
  readonly version_id?: string | undefined;
  readonly documents?: DeploymentState['revisions'][number]['manifest']['documents'] | undefined;
  readonly validated_by?: readonly string[] | undefined;
  readonly reason: string;
}

/** Requester or owner; a machine on behalf of the requester too. */
export function mayChange(state: DeploymentState, context: Context): boolean {
  const person = personOf(context.meta.actor);
  return person !== null && (person === state.requester || person === state.owner);
}
export const notYours = (state: DeploymentState) => ({ refused: 'not_permitted' as const, detail: `only the requester ${state.requester} or the owner ${state.owner} may do this`, extra: { may: [state.requester, state.owner] } });

/** Who stands in for the requester, or was given the revision to make (§1.02, R-78). */
function owesRevision(state: DeploymentState, context: Context): boolean {
  const person = personOf(context.meta.actor);
  return person !== null && state.obligations.some((o) => o.kind === 'revision' && owing(state, o.id).includes(person));
}

/** A new revision of the open case: the permit is void, and the materiality rule keeps or voids votes (§1.09, §1.24). */
export function revise(draft: Case, body: RevisionBody): Decision {
  const { state, context } = draft;
  if (!mayChange(state, context) && !owesRevision(state, context)) return notYours(state);
  if (!isUndecided(state) && !isApproved(state)) return alreadyDecided(state);
  if (state.permit?.state === 'used') return wrongState(state, 'a case whose permit was not used yet; open a new request for the new version');
  return newRevision(draft, body, false);
}

/** Reopens a lapsed, withdrawn or rejected case with a new revision; the history stays (§1.11, §1.24). */
export function resubmit(draft: Case, body: RevisionBody): Decision {
  const { state, context } = draft;
  if (!mayChange(state, context)) return notYours(state);
  const ended = state.outcome === 'lapsed' || state.outcome === 'withdrawn' || state.outcome === 'rejected';
  return ended ? newRevision(draft, body, true) : wrongState(state, 'a lapsed, withdrawn or rejected case; use "revise" while it is open');
}

function newRevision(draft: Case, body: RevisionBody, resubmitted: boolean): Decision {
  const { state, context } = draft;
  const before = current(state);
  const request = {
    ...before.manifest,
    version_id: body.version_id ?? before.manifest.version_id,
    documents: body.documents ? { ...before.manifest.documents, ...body.documents } : before.manifest.documents,
    validated_by: [...(body.validated_by ?? before.manifest.validated_by)],
  };
  const plan = planRevision(request, context, { documents: Object.values(before.manifest.documents), tier: state.tier_set, conditions: state.conditions, requester: state.requester });
  if ('refused' in plan) return plan;
  const { components, documents } = differenceOf(before.manifest, plan.manifest);
  const changed = [...components.map((c) => c.name), ...(documents.length > 0 ? ['documents'] : [])];
  if (changed.length === 0 && !resubmitted && plan.package_digest === before.package_digest) {
    return { refused: 'invalid', detail: 'nothing differs from the current revision; name another version or other documents' };
  }
  const resign = lanesToResign(changed, context.policy);
  for (const o of state.obligations) if (o.kind === 'revision') settleObligation(draft, o.id, 'met', 'revised');
  withdrawAll(draft, 'revised');
  voidPermit(draft, 'revised');
  draft.add('deployment.revised', {
    revision: before.number + 1,
    ...plan,
    previous_digest: before.package_digest,
    changed,
    rule: ruleName(resign),
    reason: body.reason,
    resubmitted,
  });
  sortVotes(draft, resign, before.package_digest, resubmitted);
  reopenLanes(draft, resign);
  followFreezing(draft);
  const planned = plan.lanes.map((l) => l.lane);
  return draft.done({ revision: before.number + 1, package_digest: plan.package_digest, resign: planned.filter((lane) => isNamed(lane, resign)) });
}

/** Lanes that sign again, from what differs and never from what is claimed (§1.09, R-14). */
export function lanesToResign(changed: readonly string[], policy: Policy): Resign {
  const rules = policy.lanes.materiality;
  // own keys only: a component may have any name, also "constructor"
  const hit = changed.map((name) => (Object.hasOwn(rules, name) ? rules[name] : rules['other']) ?? 'all');
  return hit.includes('all') ? 'all' : [...new Set(hit.flat())];
}

const ruleName = (resign: Resign) => (resign === 'all' ? 'materiality_all' : resign.length === 0 ? 'materiality_none' : 'materiality_some');

type Resign = 'all' | readonly string[];
const isNamed = (lane: string, resign: Resign): boolean => resign === 'all' || resign.includes(lane);

/** Voids or carries each vote that counted, naming the rule. */
function sortVotes(draft: Case, resign: Resign, old_digest: string, resubmitted: boolean): void {
  const new_digest = current(draft.state).package_digest;
  for (const vote of draft.state.votes.filter((v) => v.weight === 'counts')) {
    const { id: vote_id, lane, person } = vote;
    const fault = isNamed(lane, resign) ? ruleName(resign) : notCarried(draft, vote, resubmitted);
    if (fault === null) draft.add('vote.carried', { vote_id, lane, person, old_digest, new_digest, rule: ruleName(resign) });
    else draft.add('vote.voided', { vote_id, lane, person, rule: fault });
  }
}

/**
 * Why a vote that the materiality rule leaves alone is void all the same. A resubmission carries only approvals younger
 * than the policy's age (§1.11); a request for changes never carries, nor the word of who made or validated what is new (§1.05).
 */
function notCarried({ state, context }: Case, { lane, person, on_behalf_of, verdict, at }: Vote, resubmitted: boolean): string | null {
  const favourable = verdict === 'approve' || verdict === 'approve_with_conditions';
  if (laneOf(state, lane) === undefined) return 'lane_not_planned';
  const barred = conflicts(state, context.directory);
  if (barred.has(person) || barred.has(on_behalf_of ?? '')) return 'separation_of_duties';
  if (!favourable && (resubmitted || verdict === 'request_changes')) return 'not_carried';
  const old = addDuration(at, context.policy.thresholds.carry_over_age, laneCalendar(context.policy, lane)) <= context.now;
  return resubmitted && old ? 'too_old' : null;
}

/** A lane that passed on votes now void is open again, and a committee's with any of them; a lifted veto was lifted for what was judged then (§1.07). */
function reopenLanes(draft: Case, resign: Resign): void {
  const { state, context } = draft;
  const lostVotes = ({ lane, committee }: LaneState) =>
    committee ? draft.events.some((e) => e.type === 'vote.voided' && e.body['lane'] === lane) : countingVotes(state, lane).length === 0;
  const ended = (lane: LaneState) => isNamed(lane.lane, resign) || (lane.overridden_until ?? '') <= context.now;
  for (const lane of state.lanes) {
    const overridden = lane.state === 'overridden' && ended(lane);
    if (!overridden && (lane.state !== 'passed' || !lostVotes(lane))) continue;
    // the veto that was lifted is signed again, not counted again
    const vetoes = overridden ? countingVotes(state, lane.lane).filter((v) => v.verdict === 'reject') : [];
    for (const { id, person } of vetoes) draft.add('vote.voided', { vote_id: id, lane: lane.lane, person, rule: 'override_ended' });
    draft.add('lane.reopened', { lane: lane.lane, rule: `revision_${current(state).number}` });
  }
}
