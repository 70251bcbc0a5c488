import { FISHBONE, type RootCause, MOST_CAUSES, MOST_WHYS } from '../../contracts/nonconformity-closure.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { branchInWords } from '../../render/nonconformity-words.ts';
import { capital } from '../../render/words.ts';
import type { Act, Field, Typed } from '../acts/act.ts';
import { EVIDENCE_FIELD, filledWith, flag, listIn, pick, plain } from '../acts/plain.ts';
import { type Rows, rowAt, rowFields, rowsIn, rowsTyped } from '../acts/rows.ts';
import { optionsOf } from '../parts/list.tsx';

const evidence: Field = { ...EVIDENCE_FIELD, hint: 'digests of stored files (sha256:…), one a line; or files from this computer' };

const WHYS: Rows = {
  of: 'whys',
  label: 'Why',
  start: 3,
  step: 2,
  most: MOST_WHYS,
  parts: [{ name: 'because', label: 'Because', kind: 'text' }, evidence, flag('assumption', 'This is an assumption: there is no evidence for it')],
};
const BONES: Rows = {
  of: 'fishbone',
  label: 'Cause on the fishbone',
  start: 1,
  step: 3,
  most: MOST_CAUSES,
  parts: [
    { name: 'cause', label: 'Cause', kind: 'line' },
    { name: 'branch', label: 'Branch', kind: 'choice', options: FISHBONE.map((value) => ({ value, label: capital(branchInWords(value)) })) },
    { name: 'weight', label: 'Weight', kind: 'choice', options: optionsOf(['root', 'contributing']) },
    evidence,
  ],
};

const PROBLEM: readonly Field[] = [
  { name: 'what', label: 'What went wrong', kind: 'text', required: true },
  { name: 'where', label: 'Where', kind: 'line', required: true },
  { name: 'when', label: 'When', kind: 'line', required: true },
  { name: 'problem_extent', label: 'How far it reached', kind: 'line', required: true },
  { name: 'not_where', label: 'Where it did not happen, though it could have', kind: 'line', required: true },
];

const FIELDS: readonly Field[] = [
  ...PROBLEM,
  { name: 'root_cause', label: 'The root cause', kind: 'text', required: true, hint: 'what let it happen: something that somebody here controls, never a person' },
  { name: 'root_in', label: 'It lies in', kind: 'choice', required: true, options: [{ value: 'controllable_system', label: 'Something that somebody here controls' }, { value: 'person', label: 'A person' }] },
  { name: 'confidence', label: 'How sure that is', kind: 'choice', required: true, options: optionsOf(['low', 'medium', 'high']) },
  { name: 'cause_class', label: 'Class of the cause', kind: 'cause', required: true },
  flag('systemic', 'The cause lies in the management system itself'),
  { name: 'escape', label: 'Escape cause: why it was not caught earlier', kind: 'text', hint: 'a major one needs it' },
  { name: 'looked_at', label: 'Where the like was looked for', kind: 'text', required: true },
  { name: 'found_in', label: 'Systems in which the like was found; they join the extent', kind: 'systems' },
  ...rowFields(WHYS),
  ...rowFields(BONES),
];

const body = (typed: Typed): Record<string, unknown> => ({
  problem: { ...pick('what', 'where', 'when', 'not_where')(typed), ...(typed['problem_extent'] === undefined ? {} : { extent: typed['problem_extent'] }) },
  whys: rowsIn(WHYS, typed, (row) => ({ ...pick('because')(row), ...listIn(row, 'evidence'), assumption: row['assumption'] === 'yes' })),
  root: { ...(typed['root_cause'] === undefined ? {} : { cause: typed['root_cause'] }), ...(typed['root_in'] === undefined ? {} : { in: typed['root_in'] }), ...pick('confidence')(typed) },
  fishbone: rowsIn(BONES, typed, (row) => ({ ...pick('branch', 'cause', 'weight')(row), ...listIn(row, 'evidence') })),
  ...pick('cause_class', 'escape')(typed),
  extent: { ...pick('looked_at')(typed), found_in: listIn(typed, 'found_in')['found_in'] },
  systemic: typed['systemic'] === 'yes',
});

/** Where parts of the body have names of their own in the form. */
const NAMES: Readonly<Record<string, string>> = { '/problem/extent': 'problem_extent', '/root/cause': 'root_cause', '/root/in': 'root_in', '/root': 'root_cause', '/problem': 'what', '/extent': 'looked_at' };

function fieldOf(pointer: string, typed: Typed): string | null {
  const row = rowAt(WHYS, pointer, typed) ?? rowAt(BONES, pointer, typed);
  if (row !== null) return row;
  const [, first = '', second] = pointer.split('/');
  return NAMES[`/${first}${second === undefined ? '' : `/${second}`}`] ?? second ?? (first === '' ? null : first);
}

/** Enough for the rules to say who may record it and when; how deep it must go is said of what is typed. */
const SAMPLE_BODY = { problem: {}, whys: [], root: { in: 'controllable_system' }, fishbone: [], cause_class: '', extent: { looked_at: '', found_in: [] }, systemic: false };

/** The analysis of the cycle, to be changed and sent again while no plan is submitted. */
function filled(state: unknown): Typed {
  const { root_causes, cycle, raised } = state as NonconformityState;
  const before = root_causes.findLast((cause) => cause.cycle === cycle);
  if (before === undefined) return filledWith({ what: raised?.description });
  const linked = ({ evidence: digests }: { readonly evidence: readonly string[] }): string => digests.join('\n');
  const { problem, root, whys, fishbone, escape, cause_class, extent, systemic } = before;
  return {
    ...filledWith({ what: problem.what, where: problem.where, when: problem.when, problem_extent: problem.extent, not_where: problem.not_where, root_cause: root.cause, root_in: root.in, confidence: root.confidence, cause_class, escape, looked_at: extent.looked_at, found_in: extent.found_in.join(','), systemic: systemic ? 'yes' : null }),
    ...rowsTyped(WHYS, whys.map((why) => filledWith({ because: why.because, evidence: linked(why), assumption: why.assumption ? 'yes' : null }))),
    ...rowsTyped(BONES, fishbone.map((bone: RootCause['fishbone'][number]) => filledWith({ branch: bone.branch, cause: bone.cause, weight: bone.weight, evidence: linked(bone) }))),
  };
}

/** Records the analysis of the cause: the chain of whys, the fishbone, the escape cause and where the like was looked for (R-37). */
export const ROOT_CAUSE_ACT: Act = plain({
  operation: 'recordRootCause',
  command: 'root-cause',
  of: 'case',
  title: 'Record the root cause',
  button: 'Record the root cause',
  tone: 'primary',
  done: 'The root cause is recorded.',
  fields: FIELDS,
  rows: [WHYS, BONES],
  body,
  sample: () => SAMPLE_BODY,
  filled,
  fieldOf,
});
