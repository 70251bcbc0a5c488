import type { Subject } from './documents.ts';
import { REFER_ABOVE } from './evaluation.ts';
import { FEATURES } from './scorecard.ts';

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export const modelCard = ({ seed, trainedOn, evaluation }: Subject): string => `# Model card: consumer credit scorecard

**What it is.** A logistic regression that estimates the probability that an applicant for a consumer loan of up to
EUR 15,000 defaults within twelve months. ${FEATURES.length} inputs, ${FEATURES.length + 1} learned numbers, stored as safetensors.

**Meant for.** Sorting applications: up to ${REFER_ABOVE} it proposes approval, above it the application goes to a credit
officer. It never declines anybody by itself.

**Not meant for.** Setting prices, business loans, applicants without twelve months of credit history, employment or
insurance decisions.

**Inputs.** ${FEATURES.join(', ')}.

**Trained on** ${trainedOn} applications (see the datasheet; seed ${seed}). **Measured on** ${evaluation.applicants} others:

| measure | value | needed |
|---|---|---|
| area under the ROC curve | ${evaluation.auc.toFixed(3)} | 0.700 |
| Brier score | ${evaluation.brier.toFixed(3)} | below ${(evaluation.default_rate * (1 - evaluation.default_rate)).toFixed(3)}, a constant guess |
| approved, applicants under 30 | ${percent(evaluation.approved.under_30)} | reported |
| approved, applicants of 30 and over | ${percent(evaluation.approved['30_and_over'])} | reported |
| lower approval rate over the higher | ${evaluation.approval_ratio.toFixed(2)} | 0.80, else the risk lane decides |

**Licence and contact.** Apache-2.0; an example that ships with Gatehouse, not a model to lend money by.
`;

export const datasheet = ({ seed, trainedOn, evaluation }: Subject): string => `# Datasheet: applications

**Why it exists.** To train and measure the scorecard without using anybody's data.

**What is in it.** ${trainedOn} rows, one per application: ${FEATURES.length} inputs, the age band and whether the loan defaulted.
All of it is drawn from a random generator with seed ${seed}; no row describes a person, and none can be traced to one.

**How it was made.** Inputs are normal around figures typical of a European retail bank and cut at zero. The outcome is
drawn from a known logistic rule. 30 % of the applicants are under 30 and have shorter employment and credit histories.

**Share of defaults** in the part held back: ${percent(evaluation.default_rate)}.

**Split.** Training and measuring use different draws; no application is in both.

**What is missing.** Income changes, joint applications, anything about health, origin, religion or family.

**Upkeep.** The file is never edited. Another seed is another data set with another digest.
`;

export const assumptions = ({ evaluation }: Subject): string => `# Assumptions

1. Applicants resemble those of the datasheet: about ${percent(evaluation.default_rate)} default. Checked monthly; a share
   outside half to twice of it stops automatic approval.
2. Inputs arrive in the units of the datasheet (EUR per month, months, shares from 0 to 1). The caller checks ranges.
3. Late payments are reported within 60 days. Later reports make scores too good.
4. The relation between inputs and default is stable for a year; the approval ends before that.
5. A credit officer is on duty for referred applications on every working day.
`;

export const limitations = ({ evaluation }: Subject): string => `# Limitations

- It is linear: it cannot see that high utilisation matters less with a high income.
- It ranks ${percent(evaluation.auc)} of pairs of a defaulter and a payer rightly, so it errs in the others.
- Younger applicants have shorter histories and are approved at ${percent(evaluation.approved.under_30)} against
  ${percent(evaluation.approved['30_and_over'])}. Age is not an input; the histories stand in for it.
- It gives a probability and no reason. The reasons shown to an applicant are the two largest terms of the sum.
- It was measured on made-up data only. A pilot on real applications is a condition for wider use.
`;

export const knownFailures = ({ evaluation }: Subject): string => `# Known failures

| what happens | when | what is done |
|---|---|---|
| score near 0.5 whatever the inputs | inputs given in thousands of EUR | the range check refuses incomes under 100 |
| a payer is referred to an officer | short credit history (approval ratio ${evaluation.approval_ratio.toFixed(2)}) | the officer sees the history's length beside the score |
| a defaulter is approved | first default after years without a late payment | limit of EUR 15,000 per loan |
| score cannot be computed | an input is missing | no default value is used; the application is referred |
`;
