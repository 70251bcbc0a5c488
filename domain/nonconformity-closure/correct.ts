import type { NonconformityCommandBody } from '../../contracts/nonconformity-closure.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import { somebody } from '../actors.ts';
import type { Decision } from '../aggregate.ts';
import { settle, wrongState, type Case } from './case.ts';
import { settleClosure } from './closure.ts';
import { isWorkedOn, openOf } from './state.ts';
import { evidenceRefusal, notOwing, owes, weakToRelease } from './who.ts';

/**
 * Records what was put right at once, and what followed from it (clause 10.2 a): before its cause is known, and not its
 * removal (§3 immediate action). Where the class asks for none it may still be recorded.
 */
export function correct(draft: Case, { correction, consequences, evidence }: NonconformityCommandBody<'correct'>): Decision {
  const { state } = draft;
  if (state.correction !== null) return { refused: 'already_decided', detail: `the correction was recorded by ${state.correction.person} at ${state.correction.at}; what removes the cause belongs into the plan` };
  if (!isWorkedOn(state) || state.classified === null || state.status === 'risk_accepted') return wrongState(state, 'one that is classified and worked on');
  const person = doing(draft, 'correction', 'the correction');
  if (typeof person !== 'string') return person;
  const wrong = evidenceRefusal(draft, evidence) ?? (state.evidence_verified_at === null ? null : weakToRelease(draft, 'what a nonconformity that holds a gate is about is put right last'));
  if (wrong) return wrong;
  draft.add('correction.recorded', { person, correction, consequences, evidence: [...evidence] });
  settle(draft, openOf(draft.state, 'correction')?.id, 'met', 'corrected');
  settleClosure(draft);
  return draft.done({ state: draft.state.status });
}

/** Why nothing further is analysed, planned or accepted yet: the class asks for a correction and none is recorded (clause 10.2 a). */
export const correctionFirst = ({ state, row }: Case): Refusal | null =>
  state.correction !== null || row.correct === null ? null : wrongState(state, `the correction first, by ${state.owner ?? 'its owner'}: what is wrong is put right at once, its cause is removed afterwards`);

/** The person who acts, also through a machine, when they own the case or owe the step; else a refusal that names who could. */
export function doing(draft: Case, kind: ObligationKind, what: string): string | Refusal {
  const { state, context } = draft;
  const person = somebody(context);
  if (typeof person !== 'string' || person === state.owner) return person;
  const owed = openOf(state, kind);
  if (owed) return owes(draft, owed, person) ? person : notOwing(draft, owed, what);
  return { refused: 'not_permitted', detail: `${what} is for the owner: ${state.owner ?? 'nobody yet'}`, extra: { may: state.owner === null ? [] : [state.owner] } };
}
