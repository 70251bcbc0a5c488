import type { PathName } from '../../contracts/policy.ts';
import type { Tier } from '../../contracts/primitives.ts';
import { TIERS } from '../../contracts/primitives.ts';
import { personOf, type Context, type Decision } from '../aggregate.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import { currentPerson, deputyOf, holdsRole, laneCalendar } from '../directory.ts';
import { lanesFor, pathFor } from '../tier.ts';
import { addDuration } from '../time/calendar.ts';
import { alreadyDecided, settleObligation, withdrawAll, wrongState, type Case } from './case.ts';
import { conflicts } from './lanes.ts';
import { revoke, undoApproval, withdrawCase } from './outcome.ts';
import { mayChange, notYours } from './revise.ts';
import { settleReview } from './settle.ts';
import { curedKind, oweConsent } from './submit.ts';
import { current, isApproved, isLive, isUndecided, laneOf } from './state.ts';

/** The person who acts, when they are a person of the house and hold one of the roles; otherwise who would have to. */
function holding(context: Context, roles: readonly string[], unit: string): string | { readonly refused: 'not_permitted' | 'machine_cannot_sign'; readonly detail: string } {
  const { actor } = context.meta;
  if (actor.kind !== 'person') return { refused: 'machine_cannot_sign', detail: 'a person does this, with a token or session of their own' };
  const person = currentPerson(context.directory, actor.id, context.now);
  if (person && roles.some((role) => holdsRole(context.directory, person, role, unit))) return person.id;
  return { refused: 'not_permitted', detail: `${actor.id} holds none of the roles that may do this: ${roles.join(', ')}` };
}

/** The path on which the votes of the case are cast, and so what its surroundings take (R-75); null for one that has none. */
const pathOf = ({ state }: Case): PathName | null => current(state).manifest.path;

/** §1.12: by requester or owner, with a reason, until it is live. */
export function withdraw(draft: Case, reason: string): Decision {
  const { state, context } = draft;
  if (!mayChange(state, context)) return notYours(state);
  if (!isUndecided(state) && !isApproved(state)) return alreadyDecided(state);
  if (state.permit?.state === 'used') return wrongState(state, 'a case whose permit was not used; revoke the approval instead');
  withdrawCase(draft, personOf(context.meta.actor) ?? state.requester, reason);
  return draft.done({ state: draft.state.status });
}

/** Takes an approval back at any time (§1 states). It only stops, as a pause order does, so it asks for no stronger sign-in. */
export function revokeApproval(draft: Case, reason: string): Decision {
  const { state, context } = draft;
  const person = holding(context, context.policy.thresholds.revoke_roles, state.unit);
  if (typeof person !== 'string') return person;
  if (!isApproved(state) && !isLive(state)) return state.decided_by ? alreadyDecided(state) : wrongState(state, 'an approved or live case');
  revoke(draft, person, 'revoked_by_hand', reason);
  return draft.done({ state: draft.state.status });
}

/** Recorded consent for the case that the request says it fixes, by its commander or coordinator, not the requester (§1.21). */
export function consent(draft: Case, reason: string): Decision {
  const { state, context } = draft;
  if (state.fixes === null) return wrongState(state, 'a request that names the case it fixes');
  if (state.consent) return { refused: 'already_decided', detail: `${state.consent.person} consented at ${state.consent.at}` };
  if (!isUndecided(state)) return alreadyDecided(state);
  const person = holding(context, [context.policy.thresholds.cure_consent[curedKind(state.fixes)]], state.unit);
  if (typeof person !== 'string') return person;
  const conflict = conflicts(state, context.directory).get(person);
  if (conflict) return { refused: 'separation_of_duties', detail: `${person} ${conflict}; somebody else consents` };
  const weak = assuranceRefusal({ path: pathOf(draft), what: 'consent to the request is given' }, context);
  if (weak) return weak;
  draft.add('consent.given', { person, fixes: state.fixes, reason });
  for (const o of state.obligations) if (o.kind === 'consent') settleObligation(draft, o.id, 'met', 'consented');
  settleReview(draft);
  return draft.done({ state: draft.state.status });
}

/** Executives lift a veto within the policy's time; not one for a prohibited practice (§1.07, R-68). */
export function overrideVeto(draft: Case, reason: string): Decision {
  const { state, context } = draft;
  const { veto_override } = context.policy.thresholds;
  const rejected = state.rejected;
  if (!rejected?.veto || rejected.lane === null) return wrongState(state, rejected ? `a rejection by veto; this one is by "${rejected.rule}", which cannot be overridden` : 'a case rejected by veto');
  if (rejected.override_until === null || rejected.override_until <= context.now) return { refused: 'not_due', detail: `the veto could be overridden until ${rejected.override_until ?? rejected.at}; resubmit the request` };
  const person = holding(context, veto_override.roles, state.unit);
  if (typeof person !== 'string') return person;
  const conflict = conflicts(state, context.directory).get(person);
  if (conflict) return { refused: 'separation_of_duties', detail: `${person} ${conflict} and can't override a veto on it` };
  if (state.override_given.some((g) => g.person === person)) return { refused: 'already_voted', detail: `${person} did so already; ${veto_override.executives} different executives are needed` };
  const weak = assuranceRefusal({ path: pathOf(draft), what: 'a veto here is overridden' }, context);
  if (weak) return weak;
  draft.add('veto.override_given', { lane: rejected.lane, person, reason });
  if (draft.state.override_given.length >= veto_override.executives) {
    const lane = rejected.lane;
    draft.add('lane.overridden', { lane, until: addDuration(context.now, veto_override.holds_for, laneCalendar(context.policy, lane)) });
    draft.add('deployment.reopened', { rule: 'veto_overridden' });
    oweConsent(draft);
  }
  return draft.done({ given: draft.state.override_given.length, needed: veto_override.executives, state: draft.state.status });
}

/** A tier set by hand: reason and a second person (R-02). Raising re-plans now; lowering waits for the next revision (§1.23). */
export function setTier(draft: Case, tier: Exclude<Tier, 'prohibited'>, reason: string): Decision {
  const { state, context } = draft;
  if (!isUndecided(state) && !isApproved(state)) return alreadyDecided(state);
  const person = holding(context, context.policy.thresholds.tier_override.roles, state.unit);
  if (typeof person !== 'string') return person;
  const conflict = conflicts(state, context.directory).get(person);
  if (conflict) return { refused: 'separation_of_duties', detail: `${person} ${conflict} and can't set its tier` };
  const { manifest } = current(state);
  if (tier === manifest.tier) return { refused: 'invalid', detail: `the tier is "${tier}" already`, pointer: '/tier' };
  const weak = assuranceRefusal({ path: pathOf(draft), what: 'the tier here is set by hand' }, context);
  if (weak) return weak;
  const first = state.tier_overrides.find((o) => o.tier === tier && o.revision === state.revisions.length);
  if (!first) {
    draft.add('tier.override_proposed', { person, tier, reason });
    return draft.done({ state: state.status, second_person_needed: true });
  }
  if (first.person === person) return { refused: 'second_person_needed', detail: `${person} proposed it; a second person confirms by setting the same tier` };
  const raise = TIERS.indexOf(tier) > TIERS.indexOf(manifest.tier);
  const effective = raise ? ('now' as const) : ('next_revision' as const);
  const path = raise ? pathFor(tier, manifest.traits, context.policy) : manifest.path;
  const signature_required = path !== null && context.policy.tiers.paths[path].signature;
  if (raise && isApproved(state)) undoApproval(draft, 'tier_raised');
  draft.add('tier.changed', { from: manifest.tier, to: tier, person: first.person, second: person, effective, path, signature_required });
  if (raise && path !== null) addLanes(draft, path);
  return draft.done({ state: draft.state.status, effective });
}

/** More lanes and higher quorums; votes cast keep counting. What is new opens once the package was checked for the higher tier. */
function addLanes(draft: Case, path: PathName): void {
  for (const lane of lanesFor(path, current(draft.state).manifest.traits, draft.context.policy).lanes) {
    const known = laneOf(draft.state, lane.lane);
    const needed = Math.max(lane.needed, known?.needed ?? 0);
    if (known?.needed !== needed || known.veto !== lane.veto) draft.add('lane.added', { ...lane, needed });
  }
}

/** The owner says what became of what ran without a valid approval; only then can the case close. */
export function completeRetirementReview(draft: Case, body: { readonly obligation_id: string; readonly comment: string }, closes_at: string): Decision {
  const { state, context } = draft;
  const person = personOf(context.meta.actor);
  const owed = state.obligations.find((o) => o.id === body.obligation_id);
  const owing = owed && 'person' in owed.owed_by ? owed.owed_by.person : state.owner;
  const deputy = deputyOf(context.directory, owing, context.now);
  if (person === null || (person !== owing && person !== deputy)) return { refused: 'not_permitted', detail: `${owing} owes this review${deputy === null ? '' : `, or the deputy ${deputy}`}` };
  settleObligation(draft, body.obligation_id, 'met', 'reviewed');
  draft.add('review.completed', { obligation_id: body.obligation_id, person, comment: body.comment, closes_at });
  withdrawAll(draft, 'reviewed');
  return draft.done();
}
