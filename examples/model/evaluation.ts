import { score, type Applicant, type Scorecard } from './scorecard.ts';

/** An application with a higher probability of default goes to a person instead of being approved. */
export const REFER_ABOVE = 0.25;

/** What the documents say about the model, measured on applicants that it was not trained on. */
export interface Evaluation {
  readonly applicants: number;
  readonly default_rate: number;
  /** Area under the ROC curve: how often a defaulter scores above somebody who pays. */
  readonly auc: number;
  /** Mean squared difference between probability and outcome. */
  readonly brier: number;
  readonly approved: Readonly<Record<Applicant['age_band'], number>>;
  /** The lower approval rate divided by the higher one. */
  readonly approval_ratio: number;
}

/** Measures a model on applicants. */
export function evaluate(model: Scorecard, applicants: readonly Applicant[]): Evaluation {
  const scored = applicants.map((applicant) => ({ ...applicant, p: score(model, applicant.features) }));
  const approvalRate = (band: Applicant['age_band']) => {
    const group = scored.filter(({ age_band }) => age_band === band);
    return group.filter(({ p }) => p <= REFER_ABOVE).length / group.length;
  };
  const approved = { under_30: approvalRate('under_30'), '30_and_over': approvalRate('30_and_over') };
  const rates = Object.values(approved);
  return {
    applicants: scored.length,
    default_rate: scored.filter(({ defaulted }) => defaulted).length / scored.length,
    auc: auc(scored),
    brier: scored.reduce((sum, { p, defaulted }) => sum + (p - Number(defaulted)) ** 2, 0) / scored.length,
    approved,
    approval_ratio: Math.min(...rates) / Math.max(...rates),
  };
}

/** From the ranks of the defaulters (Mann–Whitney); two equal scores are as good as impossible here. */
function auc(scored: readonly { p: number; defaulted: boolean }[]): number {
  const ranked = [...scored].sort((a, b) => a.p - b.p);
  const ranks = ranked.flatMap(({ defaulted }, i) => (defaulted ? [i + 1] : []));
  const [bad, good] = [ranks.length, ranked.length - ranks.length];
  return (ranks.reduce((sum, rank) => sum + rank, 0) - (bad * (bad + 1)) / 2) / (bad * good);
}
