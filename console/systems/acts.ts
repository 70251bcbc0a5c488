import { RESIDUALS } from '../../contracts/system.ts';
import type { Act, Field } from '../acts/act.ts';
import { EVIDENCE_FIELD, instantIn, LATER, listIn, pick, plain, REASON_FIELD, SAMPLE } from '../acts/plain.ts';
import { optionsOf } from '../parts/list.tsx';

const residual: Field = { name: 'residual', label: 'Residual risk', kind: 'choice', required: true, options: optionsOf(RESIDUALS) };
const OPTIONS = ['avoid', 'mitigate', 'transfer', 'accept'];

/** What can be done about the risk items of a system. */
export const RISK_ACTS: readonly Act[] = [
  plain({
    operation: 'treatRisk',
    command: 'treat-risk',
    of: 'risk',
    title: 'Record a treatment',
    button: 'Record the treatment',
    done: 'The treatment is recorded.',
    fields: [residual, REASON_FIELD, EVIDENCE_FIELD],
    body: (typed) => ({ ...pick('residual', 'reason')(typed), ...listIn(typed, 'evidence') }),
    sample: () => ({ residual: RESIDUALS[0], reason: SAMPLE, evidence: [] }),
  }),
  plain({
    operation: 'acceptRisk',
    command: 'accept-risk',
    of: 'risk',
    title: 'Accept for a time',
    button: 'Accept the risk',
    done: 'The risk is accepted; at the end of that time it is open again.',
    fields: [{ name: 'until', label: 'Until (UTC)', kind: 'instant', required: true }, REASON_FIELD],
    body: (typed) => ({ ...instantIn(typed, 'until'), ...pick('reason')(typed) }),
    sample: () => ({ until: LATER, reason: SAMPLE }),
  }),
  plain({ operation: 'closeRisk', command: 'close-risk', of: 'risk', title: 'Close', button: 'Close the risk', done: 'The risk is closed.', fields: [REASON_FIELD] }),
  plain({
    operation: 'addRisk',
    command: 'add-risk',
    of: 'case',
    title: 'Enter a risk',
    button: 'Enter the risk',
    done: 'The risk is entered.',
    fields: [
      { name: 'title', label: 'What may happen', kind: 'line', required: true },
      { name: 'owner', label: 'Owner', kind: 'person', required: true },
      residual,
      { name: 'option', label: 'What is meant to be done', kind: 'choice', required: true, options: optionsOf(OPTIONS) },
      { name: 'criteria', label: 'What will show that it is treated', kind: 'text' },
      { name: 'due_at', label: 'Treated by (UTC)', kind: 'instant', hint: 'empty: the time that the policy gives' },
    ],
    body: (typed) => ({ ...pick('title', 'owner', 'residual', 'option', 'criteria')(typed), ...instantIn(typed, 'due_at') }),
    sample: () => ({ title: SAMPLE, residual: RESIDUALS[0], option: OPTIONS[1] }),
  }),
];
