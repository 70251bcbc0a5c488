import type { HouseCommandBody } from '../../contracts/house.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { holdsAny, inPerson, somebody } from '../actors.ts';
import { personOf } from '../aggregate.ts';
import type { Context, Decision, NewEvent } from '../aggregate.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import { holders } from '../directory.ts';
import { isReachable } from '../ladder/recipients.ts';
import { meetObligation, openObligation, withdrawObligation } from '../obligations/index.ts';
import { checkPolicy } from '../policy/check.ts';
import { diffPolicies } from '../policy/diff.ts';
import { formatProblem } from '../policy/problem.ts';
import { fact } from './facts.ts';
import type { HouseState, Proposal } from './state.ts';

/*
 * How a policy comes into force (design §8):
 * 1. an empty store takes the one that it finds; afterwards the last activated one stays in force, whatever lies on disk;
 * 2. any other is a proposal, by a person, or found on disk and then taken up by a person;
 * 3. a second person with a role of the policy in force activates it; silence climbs the ladder and activates nothing.
 */

/** An empty store takes the policy that it finds. Refuses when another one is in force; a repeat is a no-op. */
export function bootstrapPolicy(state: HouseState, { policy, source }: HouseCommandBody<'bootstrap-policy'>): Decision {
  if (state.active === null) return { events: [fact('policy.bootstrapped', { digest: policy.digest, source, policy })] };
  if (state.active === policy.digest) return { events: [] };
  return { refused: 'last_activation_stands', detail: `policy ${state.active} is in force; ${policy.digest} is a proposal until a second person activates it` };
}

const pending = (state: HouseState): readonly Proposal[] => state.proposals.filter((proposal) => proposal.state === 'pending');

/**
 * Proposes a policy: by a person who works here, or with nobody behind it what was found on disk. Taking up what lies
 * there already makes that person the proposer. Finding the policy in force on disk ends what was found there before.
 */
export function proposePolicy(state: HouseState, body: HouseCommandBody<'propose-policy'>, context: Context): Decision {
  const person = personOf(context.meta.actor) === null ? null : somebody(context);
  if (person !== null && typeof person !== 'string') return person;
  const { digest } = body;
  if (state.active === null) return { refused: 'wrong_state', detail: 'no policy is in force yet: the first one that is found is taken at once' };
  if (digest === state.active) {
    if (person === null) return { events: supersede(state, foundBefore(state, digest), digest) };
    return { refused: 'wrong_state', detail: `${digest} is the policy in force`, pointer: '/digest' };
  }
  const lying = pending(state).find((proposal) => proposal.digest === digest);
  if (lying) return takeUp(lying, person);
  const policy = body.policy ?? state.policies.find((one) => one.digest === digest);
  if (!policy) return { refused: 'unknown_policy', detail: `no policy ${digest} is known here; send its files with the proposal`, pointer: '/digest' };
  if (policy.digest !== digest) return { refused: 'digest_mismatch', detail: `the policy sent is ${policy.digest}, not ${digest}`, pointer: '/digest' };
  const faults = faultsOf(policy, context);
  if (faults) return faults;
  const known = state.policies.some((one) => one.digest === digest);
  const stale = person === null ? supersede(state, foundBefore(state, digest), digest) : [];
  return { events: [...propose(policy, known, body.source, person, context), ...stale], result: { digest } };
}

/** What was found on disk before, and nobody took up. */
const foundBefore = (state: HouseState, digest: string) => pending(state).filter((proposal) => proposal.person === null && proposal.digest !== digest);

function takeUp(lying: Proposal, person: string | null): Decision {
  if (person === null) return { events: [] };
  if (lying.person !== null) {
    return { refused: 'already_exists', detail: `${lying.digest} was proposed by ${lying.person}; another person with the role activates it`, pointer: '/digest' };
  }
  const { digest, source, changed, obligation_id } = lying;
  return { events: [fact('policy.proposed', { digest, source, changed: [...changed], policy: null, person, adopted: true, obligation_id })], result: { digest } };
}

/** Why nobody could work by this policy with the people of now: roles that nobody holds, a quorum that nobody can meet (design §8). */
function faultsOf(policy: Policy, { directory, now }: Context): Refusal | null {
  const errors = checkPolicy(policy, directory, now).map((each) => ({ pointer: `/files/${each.file}`, detail: formatProblem(each) }));
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return errors.length === 0 ? null : { refused: 'invalid', detail: `the policy can't be taken: ${errors[0]?.detail ?? ''}${more}`, errors };
}

/** The proposal, and the obligation of those who may activate it to do so or to say why not. */
function propose(policy: Policy, known: boolean, source: string, person: string | null, context: Context): NewEvent[] {
  const { roles, due } = context.policy.thresholds.policy_activation;
  const obligation_id = context.newId('obl');
  const changed = diffPolicies(context.policy, policy).map(({ file, key }) => `${file}: ${key}`);
  const proposed = fact('policy.proposed', {
    digest: policy.digest,
    source,
    changed,
    policy: known ? null : policy,
    person,
    adopted: false,
    obligation_id,
  });
  const may = roles.flatMap((role) => holders(context.directory, role, context.now)).map(({ id }) => id);
  const to = [...new Set(may)].filter((id) => id !== person && isReachable(context.directory, id, context.now));
  const [role = ''] = roles;
  return [proposed, ...openObligation({ id: obligation_id, kind: 'ratify_policy', subject: { policy: policy.digest }, owed_by: { role }, to, sla: due }, context)];
}

const supersede = (state: HouseState, proposals: readonly Proposal[], by: string): NewEvent[] =>
  proposals.flatMap(({ digest, obligation_id }) => [
    fact('policy.proposal_superseded', { digest, by }),
    ...withdrawObligation(state.obligations, obligation_id, 'policy.proposal_superseded'),
  ]);

/** The proposal that this digest names, if it can still be activated. */
function proposalOf(state: HouseState, digest: string): (Proposal & { readonly person: string }) | Refusal {
  if (digest === state.active) return { refused: 'already_decided', detail: `${digest} is in force already`, pointer: '/digest' };
  const proposal = pending(state).find((one) => one.digest === digest);
  if (proposal && proposal.person !== null) return { ...proposal, person: proposal.person };
  if (proposal) {
    return { refused: 'second_person_needed', detail: `${digest} was found on disk: one person proposes it first (gatehouse policy propose), another activates it` };
  }
  if (!state.policies.some((policy) => policy.digest === digest)) {
    return { refused: 'unknown_policy', detail: `no policy ${digest} was proposed; GET /v1/policies lists the proposals`, pointer: '/digest' };
  }
  return { refused: 'wrong_state', detail: `${digest} is no longer proposed; propose it again first`, pointer: '/digest' };
}

/** A second person with a role of the policy in force activates a proposal; every other proposal is superseded. */
export function activatePolicy(state: HouseState, { digest }: HouseCommandBody<'activate-policy'>, context: Context): Decision {
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const { roles } = context.policy.thresholds.policy_activation;
  if (!holdsAny(context.directory, person, roles, context.now)) {
    return { refused: 'not_permitted', detail: `a policy is activated by a role of: ${roles.join(', ')}` };
  }
  const proposal = proposalOf(state, digest);
  if ('refused' in proposal) return proposal;
  if (proposal.person === person) return { refused: 'second_person_needed', detail: `${person} proposed it; another person with a role of ${roles.join(', ')} activates it` };
  const weak = assuranceRefusal({ path: null, what: 'a policy, which rules every tier, is activated' }, context);
  if (weak) return weak;
  const policy = state.policies.find((one) => one.digest === digest);
  const faults = policy ? faultsOf(policy, context) : null;
  if (faults) return faults;
  const others = pending(state).filter((one) => one.digest !== digest);
  return {
    events: [
      fact('policy.activated', { digest, previous: state.active, proposed_by: proposal.person, activated_by: person }),
      ...meetObligation(state.obligations, proposal.obligation_id, 'policy.activated'),
      ...supersede(state, others, digest),
    ],
    result: { digest },
  };
}
