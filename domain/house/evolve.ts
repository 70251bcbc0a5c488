import type { HouseEventBody, HouseEventType } from '../../contracts/house-events.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { Policy } from '../../contracts/policy.ts';
import { evolveBlockers } from '../blockers/book.ts';
import { evolveObligations } from '../obligations/evolve.ts';
import { digestsAfter, digestsBegun } from './digest-rounds.ts';
import type { HouseState, Proposal } from './state.ts';

type Step<T extends HouseEventType> = (state: HouseState, body: HouseEventBody<T>, event: RecordedEvent) => HouseState;

const known = (policies: readonly Policy[], policy: Policy | null): readonly Policy[] =>
  policy === null || policies.some(({ digest }) => digest === policy.digest) ? policies : [...policies, policy];

const withProposal = (state: HouseState, digest: string, change: Partial<Proposal>): HouseState => ({
  ...state,
  proposals: state.proposals.map((proposal) => (proposal.digest === digest && proposal.state === 'pending' ? { ...proposal, ...change } : proposal)),
});

const STEPS: { readonly [T in HouseEventType]?: Step<T> } = {
  'policy.bootstrapped': (state, { digest, policy }) => ({ ...state, active: digest, policies: known(state.policies, policy) }),
  'policy.proposed': (state, { digest, source, changed, policy, person, adopted, obligation_id }, { at }) => {
    if (adopted) return withProposal(state, digest, { person });
    const proposal: Proposal = { digest, source, changed, person, proposed_at: at, obligation_id, state: 'pending' };
    return { ...state, policies: known(state.policies, policy), proposals: [...state.proposals, proposal] };
  },
  'policy.activated': (state, { digest }) => ({ ...withProposal(state, digest, { state: 'activated' }), active: digest }),
  'policy.proposal_superseded': (state, { digest }) => withProposal(state, digest, { state: 'superseded' }),
  'directory.loaded': (state, { digest, directory }) => ({ ...state, file: directory, file_digest: digest }),
  'delegation.granted': (state, body, { at }) => {
    const { delegation_id, from, to, lane, tier_cap, unit, starts_at, until, keep_informed, person } = body;
    const delegation = { from, to, lane, starts_at, until, keep_informed, ...(tier_cap === null ? {} : { tier_cap }), ...(unit === null ? {} : { unit }) };
    // those that are over say nothing to any rule any more
    const standing = state.delegations.filter((given) => given.delegation.until > at);
    return { ...state, delegations: [...standing, { id: delegation_id, delegation, granted_by: person }] };
  },
  'delegation.ended': (state, { delegation_id }) => ({ ...state, delegations: state.delegations.filter(({ id }) => id !== delegation_id) }),
  'absence.added': (state, { absence_id, absent, starts_at, until, deputy, person }, { at }) => {
    const absence = { person: absent, starts_at, until, ...(deputy === null ? {} : { deputy }) };
    const standing = state.absences.filter((each) => each.absence.until > at);
    return { ...state, absences: [...standing, { id: absence_id, absence, added_by: person }] };
  },
  'token.created': (state, { token_id, machine, scopes, expires_at }, { at }) => {
    const standing = (state.tokens ?? []).filter((token) => token.expires_at === null || token.expires_at > at);
    return { ...state, tokens: [...standing, { id: token_id, machine, scopes, expires_at }] };
  },
  'token.revoked': (state, { token_id }) => ({ ...state, tokens: (state.tokens ?? []).filter(({ id }) => id !== token_id) }),
  'digests.begun': (state, _body, { at }) => ({ ...state, digests: digestsBegun(at) }),
  'digests.due': (state, body, { at }) => ({ ...state, digests: digestsAfter(state.digests, body, at) }),
  'absence.ended': (state, { absence_id }) => ({ ...state, absences: state.absences.filter(({ id }) => id !== absence_id) }),
};

/** Folds one event into the house's record; an event that it does not know changes nothing but the clock (design §4). */
export function evolve(state: HouseState, event: RecordedEvent): HouseState {
  const step = STEPS[event.type as HouseEventType] as Step<HouseEventType> | undefined;
  const next = step ? step(state, event.body as never, event) : state;
  return { ...next, ...evolveBlockers(next, event), obligations: evolveObligations(next.obligations, event), last_at: event.at };
}
