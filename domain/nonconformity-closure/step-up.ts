import { NC_CLASSES, type Likeness } from '../../contracts/nonconformity-closure.ts';
import type { Case } from './case.ts';
import { oweInTime } from './clock.ts';
import { judgeOf } from './judges.ts';
import { openOf, raiseProposed } from './state.ts';

/**
 * Proposes the next graver class; the coordinator owes a decision, which is to classify (§3 class, R-46). Nothing for a major
 * one, for one without a class, and where the same rule has proposed it already and nobody has decided on it.
 */
export function proposeStepUp(draft: Case, rule: string, alike: readonly Likeness[] = []): void {
  const { class: now, class_proposals } = draft.state;
  const next = now === null ? undefined : NC_CLASSES[NC_CLASSES.indexOf(now) - 1];
  if (next === undefined || class_proposals.some((one) => one.class === next && one.rule === rule)) return;
  draft.add('class.proposed', { class: next, rule, alike: [...alike] });
  oweRaise(draft);
}

/**
 * The coordinator's word on a raise that is proposed: to class it so, or as it is, in the policy's time. On the ladder
 * of the class that is proposed, since it may be that grave. One at a time, whatever rules propose it.
 */
export function oweRaise(draft: Case): void {
  const raise = raiseProposed(draft.state);
  if (raise === undefined || openOf(draft.state, 'classification')) return;
  const { recurrence, classes } = draft.rules;
  const owed = { kind: 'classification', subject: { raise } } as const;
  oweInTime(draft, { ...owed, owed_by: { role: judgeOf(draft, owed) }, sla: recurrence.decide_within, ladder: classes[raise].ladder });
}
