import { NC_CLASSES, type Likeness } from '../../contracts/nonconformity-closure.ts';
import type { Case } from './case.ts';

/**
 * Proposes the next graver class; the coordinator classifies (§3 class). Nothing for a major one, for one without a class,
 * and where the same rule has proposed it already and nobody has decided on it.
 */
export function proposeStepUp(draft: Case, rule: string, alike: readonly Likeness[] = []): void {
  const { class: now, class_proposals } = draft.state;
  const next = now === null ? undefined : NC_CLASSES[NC_CLASSES.indexOf(now) - 1];
  if (next === undefined || class_proposals.some((one) => one.class === next && one.rule === rule)) return;
  draft.add('class.proposed', { class: next, rule, alike: [...alike] });
}
