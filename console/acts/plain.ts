import type { Act, Field, Typed } from './act.ts';

/** The field for why somebody does something. */
export const REASON_FIELD: Field = { name: 'reason', label: 'Reason', kind: 'text', required: true };
/** The field for files that show something: digests of stored ones, or files to store now. */
export const EVIDENCE_FIELD: Field = { name: 'evidence', label: 'Evidence', kind: 'text', files: 'many', hint: 'Digests of stored files (sha256:…), one a line; or files from this computer, which are stored when you send the form' };
/** Stands for whatever is typed, to ask the rules ahead. */
export const SAMPLE = 'Because';
/** Far enough ahead for any rule that asks for a later time, and near enough that a ladder of many times that span still ends before the year 9999; only ever used to ask the rules ahead. */
export const LATER = '3500-01-01T00:00:00.000Z';

/** What was typed of these fields, under their own names. */
export const pick =
  (...names: readonly string[]) =>
  (typed: Typed): Record<string, unknown> =>
    Object.fromEntries(names.flatMap((name) => (typed[name] === undefined ? [] : [[name, typed[name]]])));

/** A time typed without a zone is UTC, as its label says. */
export const instantIn = (typed: Typed, name: string): Record<string, unknown> => {
  const text = typed[name];
  if (text === undefined) return {};
  return { [name]: /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) ? `${text.length === 16 ? `${text}:00` : text}Z` : text };
};
/** Several values, apart by blanks, commas or lines. */
export const listIn = (typed: Typed, name: string): Record<string, unknown> => ({ [name]: (typed[name] ?? '').split(/[\s,]+/).filter((each) => each !== '') });

/** An act of which the rest follows from its fields. */
export type Plain = Omit<Act, 'body' | 'sample' | 'key'> & Partial<Pick<Act, 'body' | 'sample' | 'key'>>;
/** An act whose fields are the body's members as they stand. */
export const plain = (act: Plain): Act => ({
  key: act.operation,
  body: pick(...act.fields.map(({ name }) => name)),
  sample: () => Object.fromEntries(act.fields.map(({ name }) => [name, SAMPLE])),
  ...act,
});
