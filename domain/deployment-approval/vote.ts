import type { VoteInput } from '../../contracts/deployment-approval.ts';
import type { PackageManifest } from '../../contracts/deployment-events.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Context, Decision } from '../aggregate.ts';
import { isStrongEnough, voices, type Standing } from '../authority/eligibility.ts';
import { currentPerson } from '../directory.ts';
import { alreadyDecided, wrongState, type Case } from './case.ts';
import { conflicts, standings } from './lanes.ts';
import { requestChanges } from './changes.ts';
import { rejectAtOnce, undoApproval } from './outcome.ts';
import { reopen, settleReview } from './settle.ts';
import { countingVotes, current, isApproved, isUndecided, laneOf, type DeploymentState, type LaneState, type Vote } from './state.ts';

/** One person's word in a lane (§0.05). Refused, in this order: too late, not a person, an old package, not entitled, twice, too weak, no reason. */
export function vote(draft: Case, input: VoteInput & { readonly obligation_id: string }): Decision {
  const { state, context } = draft;
  const lane = state.lanes.find((l) => l.obligation_id === input.obligation_id) ?? laneOfClosed(state, input.obligation_id);
  if (!lane) return { refused: 'unknown_obligation', detail: `case ${state.id} has no sign-off ${input.obligation_id}` };
  if (context.meta.actor.kind !== 'person') return { refused: 'machine_cannot_sign', detail: 'a machine never signs; a person does, with a token or session of their own' };
  const person = context.meta.actor.id;
  if (input.verdict === 'withdraw') return withdrawVote(draft, lane, person, input.reason ?? null);
  if (!isUndecided(state)) return alreadyDecided(state);
  if (lane.state !== 'open' || lane.obligation_id !== input.obligation_id) return laneClosed(state, lane);
  if (input.package_digest !== current(state).package_digest) return stalePackage(state, input.package_digest);
  const standing = entitled(state, lane, person, input, context);
  if ('refused' in standing) return standing;
  const fault = faultOf(state, lane, person, input, context);
  if (fault) return fault;
  cast(draft, lane, standing, input);
  return consequences(draft, lane, input, person);
}

/** What the vote makes true at once; the rest follows from `settleReview`. */
function consequences(draft: Case, lane: LaneState, input: VoteInput, person: string): Decision {
  if (input.verdict === 'reject' && lane.veto) {
    draft.add('lane.failed', { lane: lane.lane });
    rejectAtOnce(draft, lane.lane, true, 'veto');
  } else if (input.verdict === 'request_changes') requestChanges(draft, lane.lane, person, input.reason ?? null);
  else settleReview(draft);
  return draft.done({ vote: input.verdict, state: draft.state.status });
}

function cast(draft: Case, lane: LaneState, standing: Standing, input: VoteInput): void {
  const { state, context } = draft;
  const revision = current(state);
  const taken = countingVotes(state, lane.lane).find((v) => v.person === standing.person && v.verdict === 'request_changes');
  if (taken) draft.add('vote.voided', { vote_id: taken.id, lane: lane.lane, person: taken.person, rule: 'revoted' });
  draft.add('vote.cast', {
    vote_id: context.newId('vot'),
    lane: lane.lane,
    obligation_id: lane.obligation_id ?? '',
    person: standing.person,
    on_behalf_of: standing.on_behalf_of,
    standing: standing.standing,
    verdict: input.verdict,
    revision: revision.number,
    package_digest: revision.package_digest,
    digests: revision.manifest.digests,
    policy_digest: context.policy.digest,
    door: context.meta.door,
    assurance: context.meta.assurance,
    reason: input.reason ?? null,
    conditions: input.conditions.map((c) => ({
      condition_id: context.newId('cnd'),
      type: c.type,
      title: c.title,
      owner: c.owner,
      criteria: c.criteria,
      within: c.within ?? null,
      every: c.every ?? null,
    })),
  });
}

/** Why this person may sign here, or why not and who may (§1.01, §1.05, §1.20). */
function entitled(state: DeploymentState, lane: LaneState, person: string, input: VoteInput, context: Context): Standing | Refusal {
  const who = standings(state, lane, context);
  const conflict = conflicts(state).get(person);
  if (conflict) return { refused: 'separation_of_duties', detail: `${person} ${conflict} and can't approve it; ${mayText(who)}`, extra: { may: who.map((s) => s.person) } };
  const found = who.find((s) => s.person === person && (input.on_behalf_of === undefined || s.on_behalf_of === input.on_behalf_of || s.standing !== 'delegate'));
  if (!found) return { refused: 'not_eligible', detail: `${person} may not sign for ${lane.lane}; ${mayText(who)}`, extra: { may: who.map((s) => s.person) } };
  if (input.on_behalf_of !== undefined && found.on_behalf_of !== input.on_behalf_of) {
    return { refused: 'not_eligible', detail: `no delegation of ${lane.lane} from ${input.on_behalf_of} to ${person} is in force`, pointer: '/on_behalf_of' };
  }
  return lane.committee || elsewhereInCommittee(state, person) ? oneSeat(state, lane, person) ?? found : found;
}

const mayText = (who: readonly Standing[]) => (who.length > 0 ? `these may: ${who.map((s) => s.person).join(', ')}` : 'nobody may at present; the lane head has been told');
const elsewhereInCommittee = (state: DeploymentState, person: string) => state.lanes.some((l) => l.committee && countingVotes(state, l.lane).some((v) => v.person === person));

/** A committee counts heads, so its members are kept apart from the other lanes (§1.05). */
function oneSeat(state: DeploymentState, lane: LaneState, person: string): Refusal | null {
  const other = state.votes.find((v) => v.person === person && v.weight === 'counts' && v.lane !== lane.lane && v.verdict !== 'recuse');
  return other ? { refused: 'separation_of_duties', detail: `${person} already signs in the lane ${other.lane}; one person fills one lane only` } : null;
}

function faultOf(state: DeploymentState, lane: LaneState, person: string, input: VoteInput, context: Context): Refusal | null {
  const votes = countingVotes(state, lane.lane);
  const voice = voices(state.votes.filter((v) => v.weight === 'counts'));
  const own = votes.find((v) => v.person === person && v.verdict !== 'request_changes');
  if (own) return { refused: 'already_voted', detail: `${person} already said "${own.verdict}" in ${lane.lane} at ${own.at}; withdraw that vote first`, extra: { vote: own.id } };
  const principal = votes.find((v) => v.verdict !== 'request_changes' && voice(v.person) === voice(person));
  if (principal) return { refused: 'already_voted', detail: `${principal.person} already voted; delegator and delegate count once together`, extra: { vote: principal.id } };
  const path = context.policy.tiers.paths[current(state).manifest.path ?? 'low'];
  if (!isStrongEnough(context.meta.assurance, path.assurance)) {
    return {
      refused: 'assurance_too_weak',
      detail: `tier ${current(state).manifest.tier} needs a sign-off with assurance "${path.assurance}", this came with "${context.meta.assurance}"; sign with: gatehouse vote ${lane.obligation_id ?? ''} ${input.verdict.replaceAll('_', '-')} --reason "…"`,
      extra: { needed: path.assurance, command: `gatehouse vote ${lane.obligation_id ?? ''} ${input.verdict.replaceAll('_', '-')}` },
    };
  }
  const needsReason = input.verdict !== 'approve' || path.reason_for_approval;
  if (needsReason && input.reason === undefined) return { refused: 'invalid', detail: `"${input.verdict}" needs a reason`, pointer: '/reason' };
  return faultOfConditions(input, context);
}

function faultOfConditions(input: VoteInput, context: Context): Refusal | null {
  const conditional = input.verdict === 'approve_with_conditions';
  if (conditional && input.conditions.length === 0) return { refused: 'invalid', detail: '"approve_with_conditions" needs at least one condition with type, title, owner and criteria', pointer: '/conditions' };
  if (!conditional && input.conditions.length > 0) return { refused: 'invalid', detail: `"${input.verdict}" takes no conditions; use "approve_with_conditions"`, pointer: '/conditions' };
  const at = input.conditions.findIndex((c) => !currentPerson(context.directory, c.owner, context.now));
  return at < 0 ? null : { refused: 'unknown_person', detail: `nobody called ${input.conditions[at]?.owner ?? ''} is in the directory`, pointer: `/conditions/${at}/owner` };
}

/** A vote on an older package is refused with the difference (§1.10). */
export function stalePackage(state: DeploymentState, seen: string): Refusal {
  const revision = current(state);
  const old = state.revisions.find((r) => r.package_digest === seen);
  return {
    refused: 'stale_package',
    detail: old ? `you saw revision ${old.number}; the case is at revision ${revision.number} (${revision.package_digest})` : `${seen} is no package of this case; the current one is ${revision.package_digest}`,
    pointer: '/package_digest',
    extra: { current: revision.package_digest, seen, difference: old ? differenceOf(old.manifest, revision.manifest) : null, link: `/v1/deployments/${state.id}` },
  };
}

/** What differs between two packages: components, documents, and the rest of the manifest. */
export function differenceOf(before: PackageManifest, after: PackageManifest) {
  const changed = (a: Readonly<Record<string, string | undefined>>, b: Readonly<Record<string, string | undefined>>) =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key]).sort().map((key) => ({ name: key, before: a[key] ?? null, after: b[key] ?? null }));
  const fields = (['version_id', 'environment', 'change_type', 'tier', 'path', 'policy_digest'] as const)
    .filter((key) => before[key] !== after[key])
    .map((key) => ({ name: key, before: before[key], after: after[key] }));
  return { components: changed(before.digests, after.digests), documents: changed(before.documents, after.documents), fields };
}

function laneOfClosed(state: DeploymentState, obligation_id: string): LaneState | undefined {
  const lane = state.obligations.find((o) => o.id === obligation_id && o.kind === 'sign_off')?.subject['lane'];
  return lane === undefined ? undefined : laneOf(state, lane);
}

function laneClosed(state: DeploymentState, lane: LaneState): Refusal {
  const last = countingVotes(state, lane.lane).at(-1);
  if (lane.state === 'passed' && last) return { refused: 'already_decided', detail: `the lane ${lane.lane} was already decided by ${last.person} (${last.verdict}) at ${last.at}`, extra: { by: last.person, at: last.at } };
  return { refused: 'already_decided', detail: `this sign-off for ${lane.lane} is no longer open; the lane is "${lane.state}" and the case "${state.status}"` };
}

/** Takes one's own vote back, until a permit is issued; the lane reopens (§0.05). */
function withdrawVote(draft: Case, lane: LaneState, person: string, reason: string | null): Decision {
  const { state } = draft;
  const own: Vote | undefined = countingVotes(state, lane.lane).find((v) => v.person === person);
  if (!own) return { refused: 'unknown_obligation', detail: `${person} has no vote in ${lane.lane} to withdraw` };
  if (!isUndecided(state) && !isApproved(state)) return alreadyDecided(state);
  if (state.status === 'permit_issued') return wrongState(state, 'a case without a permit: a vote can be withdrawn until the permit is issued');
  draft.add('vote.withdrawn', { vote_id: own.id, lane: lane.lane, person, reason });
  if (lane.committee && lane.state === 'passed') reopen(draft, lane);
  if (isApproved(state)) undoApproval(draft, 'vote_withdrawn');
  settleReview(draft);
  return draft.done({ vote: 'withdraw', state: draft.state.status });
}
