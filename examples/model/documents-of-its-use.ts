import { percent } from './documents-of-the-model.ts';
import type { Subject } from './documents.ts';
import { REFER_ABOVE } from './evaluation.ts';

export const environmentalLimits = (): string => `# Environmental limits

- **Runs on** one CPU core; a score takes less than a millisecond and less than 1 MB of memory. No accelerator.
- **Inputs within**: income 100–50,000 EUR per month, debt ratio and utilisation 0–1.5, months 0–720, late payments
  0–24. Outside of these the application is referred.
- **Load**: up to 50 applications a second; above that the caller queues. Nothing is approved because of a time-out.
- **Needs**: the weights file with the approved digest. It reads nothing else and calls nobody.
- **Footprint**: training takes about a second on a laptop; a year of scoring takes less than 1 kWh.
`;

export const impactAssessment = ({ evaluation }: Subject): string => `# Impact assessment

**Who is affected.** Applicants for consumer credit: access to a loan, and the time that a decision takes. Creditworthiness
of natural persons is a high-risk use under Annex III, point 5(b) of Regulation (EU) 2024/1689.

| harm | how likely | how bad | what keeps it small |
|---|---|---|---|
| unfair refusal | possible | serious | no automatic refusal; a credit officer decides every referred application |
| younger applicants fare worse (${percent(evaluation.approved.under_30)} against ${percent(evaluation.approved['30_and_over'])} approved) | likely | moderate | ratio watched monthly, floor 0.80; officer sees the length of the history |
| over-indebtedness after a wrong approval | possible | serious | loan limit, affordability check outside of the model |
| personal data disclosed | rare | serious | the model holds no personal data; inputs are not stored by it |

**Rights.** Applicants are told that a model is used, get the two main reasons, and may ask for a person to look again
(Article 22 GDPR).

**Left over after these measures:** medium. **Looked at again:** with every new version, and yearly.
`;

export const rollbackPlan = (): string => `# Rollback plan

1. **When**: approval ratio below 0.80 in a month, share of defaults outside of the assumptions, more than 1 % of scores
   failing in an hour, or an order by the AI governance lead.
2. **Who**: the engineer on call alone; the system owner is told at once and reviews within one working day.
3. **How**: point the scoring service at the digest of the version before, which stays deployed next to this one, and
   confirm the digest observed. Takes less than five minutes.
4. **If there is no version before**: switch scoring off. Every application is then referred to a credit officer.
5. **After**: list the applications approved since the fault began; a credit officer looks at each within five working days.
6. **Practised**: before the first deployment and every six months.
`;

export const oversightPlan = (): string => `# Oversight plan

- **A person decides** every application with a score above ${REFER_ABOVE}; below it the system approves and a person may
  overturn within a day.
- **What the officer sees**: the score, its two largest terms, the length of the history, and the known failures. The
  score is not shown before the officer has noted a first opinion on a sample of one in twenty.
- **Power to stop**: any credit officer can switch automatic approval off; the system owner switches it on again.
- **Watched**: approval rates by age band, share of defaults, share of referrals overturned, monthly by the risk function.
- **Trained**: officers take the course on automation bias before their first case and yearly.
- **Complaints** go to the customer ombudsperson and count as a signal for an incident review.
`;
