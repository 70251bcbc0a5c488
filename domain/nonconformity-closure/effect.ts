import { type EffectVerdict, INEFFECTIVE } from '../../contracts/nonconformity-closure.ts';
import type { OwedBy } from '../../contracts/obligation.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { inPerson } from '../actors.ts';
import type { Decision } from '../aggregate.ts';
import { owe, settle, wrongState, type Case } from './case.ts';
import { beginWait, isEffective, settleClosure } from './closure.ts';
import { judgeOf } from './judges.ts';
import { oweReassessment } from './reassess.ts';
import { reopenCase } from './reopen.ts';
import { checkerConflict } from './separation.ts';
import { openOf, planNow } from './state.ts';
import { proposeStepUp } from './step-up.ts';
import { evidenceRefusal, heirTo, notOwing, owes, owing, weakToRelease } from './who.ts';

/** Opens the check of the effect once the wait is over; nothing before, and nothing twice. */
export function openCheckIfDue(draft: Case): void {
  const { status, wait_until } = draft.state;
  if (status !== 'effectiveness_wait' || wait_until === null || wait_until > draft.context.now) return;
  const obligation_id = owe(draft, { kind: 'effectiveness_check', subject: {}, owed_by: checkerOf(draft), sla: draft.row.effectiveness_check });
  draft.add('effectiveness.opened', { obligation_id });
}

/** Who checks: as planned, or the heir; where that one has come to own, do or verify something since, somebody who stands in. */
function checkerOf(draft: Case): OwedBy {
  const planned = planNow(draft.state)?.effectiveness?.checker;
  const meant = planned === undefined ? null : heirTo(draft, planned);
  if (meant !== null && checkerConflict(draft.state, meant) === null) return { person: meant };
  return { role: judgeOf(draft, { kind: 'effectiveness_check', subject: {} }) };
}

interface Checked {
  readonly verdict: EffectVerdict;
  readonly measured: string;
  readonly evidence: readonly string[];
  readonly sample_size?: number | undefined;
  readonly comment: string;
}

/**
 * The checker's verdict on the effect of the actions: effective closes, as soon as nothing else blocks it;
 * inconclusive waits once more, as often as the policy lets it; ineffective begins a new cycle, proposes a graver class
 * and has the risk judged anew. Refuses owners, doers and verifiers of the actions.
 */
export function checkEffect(draft: Case, body: Checked): Decision {
  const person = checking(draft);
  if (typeof person !== 'string') return person;
  const fault = evidenceRefusal(draft, body.evidence) ?? verdictFault(draft, body);
  if (fault) return fault;
  const { verdict, measured, evidence, sample_size = null, comment } = body;
  const owed = openOf(draft.state, 'effectiveness_check');
  draft.add('effectiveness.checked', { person, verdict, measured, evidence: [...evidence], sample_size, comment });
  settle(draft, owed?.id, 'met', verdict);
  FOLLOWS[verdict](draft);
  return draft.done({ state: draft.state.status });
}

const FOLLOWS: Readonly<Record<EffectVerdict, (draft: Case) => void>> = {
  effective: settleClosure,
  inconclusive: (draft) => {
    const { effectiveness_wait, effectiveness_check } = draft.row;
    beginWait(draft, effectiveness_wait ?? effectiveness_check, true);
  },
  ineffective: (draft) => {
    reopenCase(draft, { rule: INEFFECTIVE, person: null, reason: null });
    proposeStepUp(draft, INEFFECTIVE);
    oweReassessment(draft, INEFFECTIVE);
  },
};

/** The person who may give the verdict now, or why not. */
function checking(draft: Case): string | Refusal {
  const { state, context } = draft;
  if (state.status === 'effectiveness_wait') return { refused: 'not_due', detail: `the check opens at ${state.wait_until ?? ''}; before, the actions had no time to show an effect` };
  if (state.status !== 'effectiveness_check') return wrongState(state, 'a case whose wait for the effect is over');
  const owed = openOf(state, 'effectiveness_check');
  if (!owed) return { refused: 'already_decided', detail: isEffective(state) ? 'found effective; it closes as soon as nothing else blocks it' : 'the check is decided' };
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const conflict = checkerConflict(state, person);
  if (conflict === null) return owes(draft, owed, person) ? person : notOwing(draft, owed, 'the check of the effect');
  const may = owing(draft, owed);
  return { refused: 'separation_of_duties', detail: `${person} ${conflict}; somebody else checks the effect: ${may.join(', ') || 'nobody at present, so reassign it'}`, extra: { may } };
}

/** What the plan fixed and the verdict lacks. */
function verdictFault(draft: Case, { verdict, evidence, sample_size }: Checked): Refusal | null {
  const { state, rules } = draft;
  if (verdict === 'inconclusive') {
    if (state.waits_extended < rules.inconclusive_waits) return null;
    return { refused: 'limit_reached', detail: `the wait was extended ${state.waits_extended} times, the most that the policy lets it; decide "effective", or "ineffective", which begins a new cycle`, pointer: '/verdict' };
  }
  if (verdict === 'ineffective') return null;
  if (evidence.length === 0) return { refused: 'evidence_missing', detail: 'an effective verdict needs the evidence that was measured: upload it with POST /v1/evidence and name its digest', pointer: '/evidence' };
  const planned = planNow(state)?.effectiveness;
  const least = planned?.method === 'sample' ? (planned.sample_size ?? 1) : 0;
  if ((sample_size ?? 0) < least) return { refused: 'invalid', detail: `the plan fixed a sample of at least ${least}; say "sample_size", or decide "inconclusive"`, pointer: '/sample_size' };
  return weakToRelease(draft, 'a nonconformity that holds a gate is found effective');
}
