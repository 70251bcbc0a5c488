import type { VoteInput } from '../../contracts/deployment-approval.ts';
import type { PackageManifest } from '../../contracts/deployment-events.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Context, Decision } from '../aggregate.ts';
import { grounds, voices, type Standing } from '../authority/eligibility.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import { currentPerson } from '../directory.ts';
import { alreadyDecided, wrongState, type Case } from './case.ts';
import { reopenLane } from './lane-clock.ts';
import { conflicts, isApproval, isLent, questionOf, standings } from './lanes.ts';
import { triggerBoard } from '../obligations/index.ts';
import { requestChanges } from './changes.ts';
import { rejectAtOnce, undoApproval } from './outcome.ts';
import { settleReview } from './settle.ts';
import { countingVotes, current, isApproved, isUndecided, laneOf, type DeploymentState, type LaneState, type Vote } from './state.ts';

/** One person's word in a lane (§0.05). Refused, in this order: not a person, case decided, an old package, lane decided, not entitled, twice, too weak, no reason. */
export function vote(draft: Case, input: VoteInput & { readonly obligation_id: string }): Decision {
  const { state, context } = draft;
  const lane = state.lanes.find((l) => l.obligation_id === input.obligation_id) ?? laneOfClosed(state, input.obligation_id);
  if (!lane) return { refused: 'unknown_obligation', detail: `case ${state.id} has no sign-off ${input.obligation_id}` };
  if (context.meta.actor.kind !== 'person') return { refused: 'machine_cannot_sign', detail: 'a machine never signs; a person does, with a token or session of their own' };
  const person = context.meta.actor.id;
  if (input.verdict === 'withdraw') return withdrawVote(draft, lane, person, input.reason ?? null);
  if (!isUndecided(state)) return alreadyDecided(state);
  if (input.package_digest !== current(state).package_digest) return stalePackage(state, input.package_digest);
  const takes = lane.state === 'open' || (lane.state === 'passed' && input.verdict.startsWith('approve') && isLent(state, lane));
  if (!takes || lane.obligation_id !== input.obligation_id) return laneClosed(state, lane);
  const standing = entitled(state, lane, person, input, context);
  if ('refused' in standing) return standing;
  const fault = alreadyVoted(state, lane, standing) ?? faultOf(state, lane, input, context);
  if (fault) return fault;
  cast(draft, lane, standing, input);
  return consequences(draft, lane, input, person);
}

/** What the vote makes true at once; the rest follows from `settleReview`. */
function consequences(draft: Case, lane: LaneState, input: VoteInput, person: string): Decision {
  const suspects = input.ground === 'prohibited_practice';
  if (suspects) draft.push(...triggerBoard('prohibited_practice', { case: draft.state.id, lane: lane.lane }, draft.context));
  if (input.verdict === 'reject' && lane.veto && !lane.committee) {
    draft.add('lane.failed', { lane: lane.lane });
    // nobody may lift a veto for a prohibited practice, so it is recorded as none that could be
    rejectAtOnce(draft, lane.lane, !suspects, suspects ? 'prohibited_practice' : 'veto');
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
    ...(context.meta.proof === undefined ? {} : { proof: { ...context.meta.proof, amr: [...context.meta.proof.amr] } }),
    ...(context.meta.development === undefined ? {} : { development: context.meta.development }),
    reason: input.reason ?? null,
    ground: input.ground ?? null,
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
  const extra = { may: who.map((s) => s.person) };
  const conflict = conflicts(state, context.directory).get(person);
  if (conflict) return { refused: 'separation_of_duties', detail: `${person} ${conflict} and can't approve it; ${mayText(who)}`, extra };
  const own = grounds(questionOf(state, lane, context), context.policy, context.directory).filter((g) => g.person === person);
  const recused = alreadyVoted(state, lane, { person, standing: 'member', on_behalf_of: null });
  if (own.length === 0) return recused ?? { refused: 'not_eligible', detail: `${person} may not sign for ${lane.lane}; ${mayText(who)}`, extra };
  const found = input.on_behalf_of === undefined ? ownGround(state, lane, own) : own.find((g) => g.on_behalf_of === input.on_behalf_of);
  if (!found) return { refused: 'not_eligible', detail: `no delegation of ${lane.lane} from ${input.on_behalf_of ?? 'anybody'} to ${person} is in force`, pointer: '/on_behalf_of', extra };
  return oneSeat(state, lane, found) ?? found;
}

/** In one's own right if possible, else for a delegator who has not spoken yet. */
function ownGround(state: DeploymentState, lane: LaneState, own: readonly Standing[]): Standing | undefined {
  const free = own.filter((ground) => alreadyVoted(state, lane, ground) === null);
  return own.find((ground) => ground.on_behalf_of === null) ?? free[0] ?? own[0];
}

const mayText = (who: readonly Standing[]) => (who.length > 0 ? `these may: ${who.map((s) => s.person).join(', ')}` : 'nobody may at present; the lane head has been told');
/** A committee counts heads, so whoever takes a place there is kept apart from the other lanes, and the reverse (§1.05). */
function oneSeat(state: DeploymentState, lane: LaneState, { person, on_behalf_of }: Standing): Refusal | null {
  const voice = voices([...state.votes.filter((v) => v.weight === 'counts' && v.verdict !== 'recuse'), { person, on_behalf_of }]);
  const sits = (v: Vote) => (laneOf(state, v.lane)?.committee ? v.verdict !== 'recuse' && v.verdict !== 'request_changes' : isApproval(v) || v.verdict === 'reject');
  const apart = (v: Vote) => v.lane !== lane.lane && (lane.committee || laneOf(state, v.lane)?.committee === true);
  const other = state.votes.find((v) => v.weight === 'counts' && apart(v) && sits(v) && voice(v.person) === voice(person));
  return other ? { refused: 'separation_of_duties', detail: `${other.person} already signs in the lane ${other.lane}; one person fills one lane only` } : null;
}

/** A person speaks once in a lane, and delegator and delegate once together (§1.03); who asked for changes may still vote. */
function alreadyVoted(state: DeploymentState, lane: LaneState, { person, on_behalf_of }: Standing): Refusal | null {
  const votes = countingVotes(state, lane.lane).filter((v) => v.verdict !== 'request_changes');
  const own = votes.find((v) => v.person === person);
  if (own) return { refused: 'already_voted', detail: `${person} already said "${own.verdict}" in ${lane.lane} at ${own.at}; withdraw that vote first`, extra: { vote: own.id } };
  const spoken = votes.filter((v) => v.verdict !== 'recuse');
  const voice = voices([...spoken, { person, on_behalf_of }]);
  const other = spoken.find((v) => voice(v.person) === voice(person));
  return other ? { refused: 'already_voted', detail: `${other.person} already voted; delegator and delegate count once together`, extra: { vote: other.id } } : null;
}

function faultOf(state: DeploymentState, lane: LaneState, input: VoteInput, context: Context): Refusal | null {
  const path = context.policy.tiers.paths[current(state).manifest.path ?? 'low'];
  const command = `gatehouse vote ${lane.obligation_id ?? ''} ${input.verdict.replaceAll('_', '-')}`;
  const weak = assuranceRefusal({ path: current(state).manifest.path ?? 'low', what: `tier ${current(state).manifest.tier} needs a sign-off`, command }, context);
  if (weak) return weak;
  const needsReason = input.verdict !== 'approve' || path.reason_for_approval;
  if (needsReason && input.reason === undefined) return { refused: 'invalid', detail: `"${input.verdict}" needs a reason`, pointer: '/reason' };
  if (input.ground !== undefined && input.verdict !== 'reject') return { refused: 'invalid', detail: `a ground is given with "reject", not with "${input.verdict}"`, pointer: '/ground' };
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
  if (isApproved(state)) undoApproval(draft, 'vote_withdrawn');
  // the minutes are about votes that are no longer the same
  if (lane.committee && lane.state === 'passed') reopenLane(draft, lane);
  settleReview(draft);
  return draft.done({ vote: 'withdraw', state: draft.state.status });
}
