import { ACTION_TYPES, EFFECT_METHODS, MOST_ACTIONS } from '../../contracts/nonconformity-closure.ts';
import { type NonconformityState, planNow } from '../../domain/nonconformity-closure/state.ts';
import type { Act, Field, Typed } from '../acts/act.ts';
import { fieldTime, filledWith, instantIn, listIn, numberIn, pick, plain } from '../acts/plain.ts';
import { type Rows, rowAt, rowFields, rowsIn, rowsTyped } from '../acts/rows.ts';
import { optionsOf } from '../parts/list.tsx';

const ACTIONS: Rows = {
  of: 'actions',
  label: 'Action',
  start: 1,
  step: 2,
  most: MOST_ACTIONS,
  parts: [
    { name: 'title', label: 'What will be done', kind: 'line' },
    { name: 'type', label: 'Type', kind: 'choice', options: optionsOf(ACTION_TYPES) },
    { name: 'owner', label: 'Owner: does it', kind: 'person' },
    { name: 'due_at', label: 'Due (UTC)', kind: 'instant' },
    { name: 'evidence_spec', label: 'What evidence will show it', kind: 'text' },
    { name: 'verifier', label: 'Verifier, not its owner', kind: 'person' },
    { name: 'accountable', label: 'Accountable', kind: 'person', hint: 'nobody chosen: the line manager of the owner' },
    { name: 'key', label: 'Key', kind: 'line', hint: 'its name in this plan, e.g. release-gate; empty: action-1, action-2 …' },
    { name: 'depends_on', label: 'Begins after', kind: 'line', hint: 'keys of other actions, with commas' },
    { name: 'deployment', label: 'Carried out by the deployment', kind: 'line', hint: 'only for a change of the model: the id of the request, dep_…' },
  ],
};

const EFFECT = 'How its effect will be checked';
const PARTS = ['measure', 'target', 'method', 'sample_size', 'checker'] as const;
const EFFECT_FIELDS: readonly Field[] = [
  { name: 'measure', label: 'What is measured', kind: 'line', group: EFFECT, unfolded: true, hint: 'a class with a check of effect needs all of this' },
  { name: 'target', label: 'Target', kind: 'line', group: EFFECT },
  { name: 'method', label: 'Method', kind: 'choice', group: EFFECT, options: optionsOf(EFFECT_METHODS) },
  { name: 'sample_size', label: 'How many are looked at, for a sample', kind: 'number', group: EFFECT },
  { name: 'checker', label: 'Checked by: neither owner nor verifier', kind: 'person', group: EFFECT },
];

const body = (typed: Typed): Record<string, unknown> => ({
  actions: rowsIn(ACTIONS, typed, (row, n) => ({
    key: `action-${n}`,
    ...pick('key', 'title', 'type', 'owner', 'accountable', 'evidence_spec', 'verifier', 'deployment')(row),
    ...instantIn(row, 'due_at'),
    ...listIn(row, 'depends_on'),
  })),
  ...(PARTS.some((part) => typed[part] !== undefined) ? { effectiveness: { ...pick('measure', 'target', 'method', 'checker')(typed), ...numberIn(typed, 'sample_size') } } : {}),
});

function fieldOf(pointer: string, typed: Typed): string | null {
  const [, first = '', second = 'measure'] = pointer.split('/');
  return rowAt(ACTIONS, pointer, typed) ?? (first === 'effectiveness' ? second : first);
}

/** The last plan while it was sent back, to be mended. */
function filled(state: unknown): Typed {
  const { actions, ...rest } = state as NonconformityState;
  const last = planNow({ actions, ...rest });
  if (last?.state !== 'returned') return {};
  const effect = last.effectiveness;
  return {
    ...(effect === null ? {} : filledWith({ measure: effect.measure, target: effect.target, method: effect.method, checker: effect.checker, sample_size: effect.sample_size === null ? null : String(effect.sample_size) })),
    ...rowsTyped(ACTIONS, actions.filter(({ plan }) => plan === last.number).map(({ key, type, title, owner, accountable, due_at, evidence_spec, verifier, depends_on, deployment }) =>
      filledWith({ key, type, title, owner, accountable, due_at: fieldTime(due_at), evidence_spec, verifier, depends_on: depends_on.join(', '), deployment }),
    )),
  };
}

/** Submits the plan: what removes the cause, by whom and until when, who verifies it, and how its effect is checked. */
export const PLAN_ACT: Act = plain({
  operation: 'submitActionPlan',
  command: 'plan',
  of: 'case',
  title: 'Submit the plan',
  button: 'Submit the plan',
  tone: 'primary',
  done: 'The plan is submitted; its approval is owed now.',
  fields: [...rowFields(ACTIONS), ...EFFECT_FIELDS],
  rows: [ACTIONS],
  body,
  sample: () => ({ actions: [] }),
  filled,
  fieldOf,
});
