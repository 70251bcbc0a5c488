import type { Obligation } from '../../contracts/obligation.ts';
import { inPerson } from '../actors.ts';
import type { Decision } from '../aggregate.ts';
import { settle, type Case } from './case.ts';
import { oweInTime } from './clock.ts';
import { settleClosure } from './closure.ts';
import { judgeOf } from './judges.ts';
import { ownConflict } from './separation.ts';
import { openOf } from './state.ts';
import { evidenceRefusal, named, notOwing, owes, owing } from './who.ts';

/** The rule by which a finding asks by itself to have the risk judged anew: its source, by the policy, or that it was a near-miss; null for none. */
export function asksReassessment({ state: { raised }, rules }: Case): string | null {
  if (raised === null) return null;
  if (rules.risk_reassessment.sources.includes(raised.source)) return 'risk_reassessment.sources';
  return raised.near_miss ? 'near_miss.promoted' : null;
}

/** The risk must be judged anew, by the policy's role, before the case can be closed. One at a time: nothing while one is open. */
export function oweReassessment(draft: Case, rule: string): void {
  if (openOf(draft.state, 'risk_reassessment')) return;
  const owed = { kind: 'risk_reassessment', subject: {} } as const;
  const obligation_id = oweInTime(draft, { ...owed, owed_by: { role: judgeOf(draft, owed) }, sla: draft.rules.risk_reassessment.due });
  draft.add('risk.reassessment_due', { rule, obligation_id });
}

/** The re-assessment is done; evidence is optional, its outcome is said in the comment. */
export function completeReassessment(draft: Case, owed: Obligation, body: { readonly evidence: readonly string[]; readonly comment: string }): Decision {
  const { state, context } = draft;
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const conflict = ownConflict(state, person);
  if (conflict !== null) return { refused: 'separation_of_duties', detail: `${person} ${conflict}; its risk is judged by somebody else: ${named(owing(draft, owed))}` };
  if (!owes(draft, owed, person)) return notOwing(draft, owed, 'the re-assessment of the risk');
  const missing = evidenceRefusal(draft, body.evidence);
  if (missing) return missing;
  draft.add('risk.reassessed', { person, evidence: [...body.evidence], comment: body.comment });
  settle(draft, owed.id, 'met', 'reassessed');
  settleClosure(draft);
  return draft.done({ state: draft.state.status });
}
