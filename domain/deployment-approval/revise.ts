import type { Policy } from '../../contracts/policy.ts';
import { personOf, type Context, type Decision } from '../aggregate.ts';
import { addDuration } from '../time/calendar.ts';
import { laneCalendar } from '../directory.ts';
import { alreadyDecided, withdrawAll, wrongState, type Case } from './case.ts';
import { voidPermit } from './outcome.ts';
import { countingVotes, current, isApproved, isUndecided, laneOf, type DeploymentState } from './state.ts';
import { planRevision } from './submit.ts';
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

/** A new revision of the open case: the permit is void, and the materiality rule keeps or voids votes (§1.09, §1.24). */
export function revise(draft: Case, body: RevisionBody): Decision {
  const { state, context } = draft;
  if (!mayChange(state, context)) return notYours(state);
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
  const plan = planRevision(request, context, state.tier_next, Object.values(before.manifest.documents));
  if ('refused' in plan) return plan;
  const { components, documents } = differenceOf(before.manifest, plan.manifest);
  const changed = [...components.map((c) => c.name), ...(documents.length > 0 ? ['documents'] : [])];
  if (changed.length === 0 && !resubmitted && plan.package_digest === before.package_digest) {
    return { refused: 'invalid', detail: 'nothing differs from the current revision; name another version or other documents' };
  }
  const resign = lanesToResign(changed, context.policy);
  withdrawAll(draft, 'revised');
  voidPermit(draft, 'revised');
  draft.add('deployment.revised', {
    revision: before.number + 1,
    manifest: plan.manifest,
    package_digest: plan.package_digest,
    lanes: [...plan.lanes],
    notices: [...plan.notices],
    authors: [...plan.authors],
    signature_required: plan.signature_required,
    previous_digest: before.package_digest,
    changed,
    rule: ruleName(resign),
    reason: body.reason,
    resubmitted,
  });
  sortVotes(draft, resign, before.package_digest, resubmitted);
  return draft.done({ revision: before.number + 1, package_digest: plan.package_digest, resign: resign === 'all' ? draft.state.lanes.map((l) => l.lane) : [...resign] });
}

/** Lanes that sign again, from what differs and never from what is claimed (§1.09, R-14). */
export function lanesToResign(changed: readonly string[], policy: Policy): 'all' | readonly string[] {
  const rules = policy.lanes.materiality;
  const other = rules['other'] ?? 'all';
  const hit = changed.map((name) => rules[name] ?? (name === 'documents' ? (rules['documents'] ?? other) : other));
  return hit.includes('all') ? 'all' : [...new Set(hit.flat())];
}

const ruleName = (resign: 'all' | readonly string[]) => (resign === 'all' ? 'materiality_all' : resign.length === 0 ? 'materiality_none' : 'materiality_some');

/**
 * Voids or carries each vote that counted. A resubmission carries only approvals younger than the policy's age (§1.11);
 * what a case was rejected by, questions and requests for changes never carry.
 */
function sortVotes(draft: Case, resign: 'all' | readonly string[], old_digest: string, resubmitted: boolean): void {
  const { context } = draft;
  const { package_digest, number } = current(draft.state);
  const rule = ruleName(resign);
  for (const vote of draft.state.votes.filter((v) => v.weight === 'counts')) {
    const named = resign === 'all' || resign.includes(vote.lane);
    const favourable = vote.verdict === 'approve' || vote.verdict === 'approve_with_conditions';
    const young = addDuration(vote.at, context.policy.thresholds.carry_over_age, laneCalendar(context.policy, vote.lane)) > context.now;
    const planned = laneOf(draft.state, vote.lane) !== undefined;
    const keep = planned && !named && (favourable || (!resubmitted && vote.verdict !== 'request_changes')) && (!resubmitted || young);
    const why = keep ? rule : named ? rule : !planned ? 'lane_not_planned' : favourable ? 'too_old' : 'not_carried';
    if (keep) draft.add('vote.carried', { vote_id: vote.id, lane: vote.lane, person: vote.person, old_digest, new_digest: package_digest, rule: why });
    else draft.add('vote.voided', { vote_id: vote.id, lane: vote.lane, person: vote.person, rule: why });
  }
  for (const lane of draft.state.lanes.filter((l) => l.state === 'passed')) {
    if (countingVotes(draft.state, lane.lane).length === 0) draft.add('lane.reopened', { lane: lane.lane, rule: `revision_${number}` });
  }
}
