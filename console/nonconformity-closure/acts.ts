import type { ObligationKind } from '../../contracts/policy.ts';
import type { Act } from '../acts/act.ts';
import { FINDING_ACTS } from './finding-acts.ts';
import { PLAN_ACT } from './plan-act.ts';
import { ROOT_CAUSE_ACT } from './root-cause-act.ts';
import { WORK_ACTS } from './work-acts.ts';

/** Every form about a nonconformity that is there already. */
export const CLOSURE_ACTS: readonly Act[] = [...WORK_ACTS, ROOT_CAUSE_ACT, PLAN_ACT, ...FINDING_ACTS];

/** What is owed, as far as it says which form meets it. */
export interface OwedHere {
  readonly id: string;
  readonly case_id: string;
  readonly kind: ObligationKind;
  readonly subject: Readonly<Record<string, string>>;
}

const OF_CASE: { readonly [K in ObligationKind]?: string } = {
  classification: 'classifyNonconformity',
  correction: 'recordCorrection',
  root_cause: 'recordRootCause',
  action_plan: 'submitActionPlan',
  plan_approval: 'approveActionPlan',
  effectiveness_check: 'checkEffect',
  finding_dispute: 'decideDispute',
};
const OF_OBLIGATION: { readonly [K in ObligationKind]?: string } = { corrective_action: 'completeObligation', risk_reassessment: 'completeObligation', extension_decision: 'decideExtension', escalation: 'completeObligation' };

/** The form that meets what is owed: its act, what its address names, and what it carries; null where the page of the case has several. */
export function formThatMeets({ id, case_id, kind, subject }: OwedHere): { readonly act: string; readonly id: string; readonly carried: Readonly<Record<string, string>> } | null {
  const [ofCase, ofObligation] = [OF_CASE[kind], OF_OBLIGATION[kind]];
  if (ofCase !== undefined) return { act: ofCase, id: case_id, carried: {} };
  if (ofObligation !== undefined) return { act: ofObligation, id, carried: {} };
  if (kind === 'second_person') return { act: subject['what'] === 'cancel' ? 'cancelNonconformity' : 'rejectNonconformity', id: case_id, carried: {} };
  return kind === 'evidence_verification' ? { act: 'verifyAction', id: case_id, carried: { action_id: subject['action'] ?? '' } } : null;
}
