import type { Obligation } from '../../contracts/obligation.ts';
import { handTo, isOpen } from '../obligations/index.ts';
import { matterOf, type Case } from './case.ts';
import { unfitFor } from './separation.ts';
import { heirTo, holdersOf, roleBeside, standIns } from './who.ts';

type Owed = Pick<Obligation, 'kind' | 'subject'>;

/** The roles that may owe each judgment of a case, in the order in which they are asked (§3 own process, R-43, R-44, R-46). */
const JUDGES: { readonly [K in Obligation['kind']]?: (draft: Case) => readonly string[] } = {
  classification: standIns,
  recurrence_decision: standIns,
  evidence_verification: standIns,
  effectiveness_check: standIns,
  plan_approval: ({ row, rules }) => [...row.plan_approvers, ...rules.second_roles],
  second_person: ({ rules }) => rules.second_roles,
  finding_dispute: ({ rules }) => rules.reviewer_roles,
  risk_reassessment: ({ rules }) => [rules.risk_reassessment.role, ...rules.second_roles],
};

/** The role that owes a judgment: the first with somebody whose own case it is not; the first of all where nobody is, so that its ladder climbs. */
export const judgeOf = (draft: Case, owed: Owed): string => roleBeside(draft, JUDGES[owed.kind]?.(draft) ?? standIns(draft), unfitFor(draft.state, owed));

/** Whether who is asked for a judgment can't give it (any more), and somebody else could. */
function isMisplaced(draft: Case, owed: Obligation): boolean {
  const unfit = unfitFor(draft.state, owed);
  if (owed.to.some((id) => unfit.includes(id))) return true;
  const { owed_by } = owed;
  if ('person' in owed_by) return unfit.includes(heirTo(draft, owed_by.person) ?? owed_by.person);
  const role = judgeOf(draft, owed);
  return role !== owed_by.role && !holdersOf(draft, [owed_by.role]).some((id) => !unfit.includes(id));
}

/**
 * Judgments on what has become the own case or work of who was to give them are owed by a role that stands in, due as they
 * were (R-43, R-44, §0.03). For after a step, an action or the case was given to somebody else. Repeating it changes nothing.
 */
export function standInForJudges(draft: Case, reason: string | null): void {
  const { context } = draft;
  const person = context.meta.actor.kind === 'person' ? context.meta.actor.id : null;
  for (const owed of draft.state.obligations.filter((o) => isOpen(o) && JUDGES[o.kind] !== undefined)) {
    if (!isMisplaced(draft, owed)) continue;
    draft.push(...handTo(owed, { role: judgeOf(draft, owed) }, { person, reason }, context, matterOf(draft.state, context)));
  }
}
