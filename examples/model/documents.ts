import type { DocumentName } from '../../contracts/policy.ts';
import { modelCard, datasheet, assumptions, limitations, knownFailures } from './documents-of-the-model.ts';
import { environmentalLimits, impactAssessment, oversightPlan, rollbackPlan } from './documents-of-its-use.ts';
import type { Evaluation } from './evaluation.ts';

/** What the documents tell of: one model and how it did. */
export interface Subject {
  readonly seed: number;
  readonly trainedOn: number;
  readonly evaluation: Evaluation;
}

/** The documents of the decision package as Markdown, with the figures of this very model. */
export const documentsOf = (subject: Subject): Record<DocumentName, string> => ({
  model_card: modelCard(subject),
  datasheet: datasheet(subject),
  assumptions: assumptions(subject),
  limitations: limitations(subject),
  known_failures: knownFailures(subject),
  environmental_limits: environmentalLimits(),
  impact_assessment: impactAssessment(subject),
  rollback_plan: rollbackPlan(),
  oversight_plan: oversightPlan(),
});
