import type { Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import { gatePathOf } from '../authority/gate-path.ts';
import type { Decision } from '../aggregate.ts';
import { after, withdrawAll, wrongState, type Case } from './case.ts';
import { undecided } from './questions.ts';
import { correctionFirst } from './correct.ts';
import { reopenCase } from './reopen.ts';
import { isWorkedOn, type NonconformityState } from './state.ts';
import { independent } from './who.ts';

interface Acceptance {
  readonly until: Instant;
  readonly reason: string;
  readonly compensating_control: string;
}

/**
 * The risk of leaving it is accepted for a time (§3 `risk_accepted`): only where the class has roles for that, after the
 * correction, never against a legal or a clause requirement, never by whose case it is. It is reopened at the end.
 */
export function acceptRisk(draft: Case, { until, reason, compensating_control }: Acceptance): Decision {
  const { state, context } = draft;
  if (!isWorkedOn(state) || state.class === null || state.status === 'risk_accepted') return wrongState(state, 'one that is classified and worked on');
  const { risk_acceptance } = draft.row;
  if (risk_acceptance === null) return never(`a "${state.class}" one`);
  if (NEVER.includes(state.requirement)) return never(`a ${state.requirement} requirement`);
  const person = independent(draft, risk_acceptance.roles, 'accepting the risk of a nonconformity');
  if (typeof person !== 'string') return person;
  const latest = after(context, risk_acceptance.at_most, context.now, person);
  const fault = tooEarly(draft) ?? untilFault(draft, until, latest) ?? assuranceRefusal({ path: gatePathOf(context), what: 'the risk of a nonconformity is accepted' }, context);
  if (fault) return fault;
  draft.add('nonconformity.risk_accepted', { person, reason, until, compensating_control });
  withdrawAll(draft, 'risk_accepted');
  return draft.done({ state: draft.state.status, until });
}

/** Requirements that nobody here can excuse anybody from (§3). */
const NEVER: readonly NonconformityState['requirement'][] = ['legal', 'clause'];
const never = (what: string): Refusal => ({ refused: 'not_permitted', detail: `the risk of ${what} is accepted by nobody; it is closed by corrective action` });

/** What must be done before: the correction where the class asks for one, and everything that somebody still has to say of it. */
const tooEarly = (draft: Case): Refusal | null => correctionFirst(draft) ?? undecided(draft.state);

function untilFault({ state, context }: Case, until: Instant, latest: Instant): Refusal | null {
  if (until <= context.now) return { refused: 'invalid', detail: `an acceptance ends in the future, after ${context.now}`, pointer: '/until' };
  if (until > latest) return { refused: 'limit_reached', detail: `the risk of a "${state.class ?? ''}" one is accepted until ${latest} at most`, pointer: '/until' };
  const deadline = state.raised?.deadline ?? null;
  if (deadline === null || until <= deadline) return null;
  return { refused: 'limit_reached', detail: `the deadline from outside is ${deadline} and nobody here moves it; accept the risk until then at most`, pointer: '/until' };
}

/** Reopens it when the acceptance is over (§3); nothing before. */
export function endAcceptance(draft: Case): void {
  const { status, accepted } = draft.state;
  if (status !== 'risk_accepted' || accepted === null || accepted.until > draft.context.now) return;
  reopenCase(draft, { rule: '§3.acceptance_expired', person: null, reason: null });
}
