import type { Act, Field, Typed } from './act.ts';

/** A mark that is there or not; left out it is a no. */
export const flag = (name: string, label: string, more: Partial<Field> = {}): Field => ({ name, label, kind: 'flag', options: [{ value: 'yes', label: '' }], ...more });
/** Two answers, of which one must be given. */
export const eitherOr = (name: string, label: string, yes: string, no: string): Field => ({ name, label, kind: 'radio', required: true, options: [{ value: 'yes', label: yes }, { value: 'no', label: no }] });

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
/** Several values in a text, apart by blanks, commas or lines. */
export const listed = (text: string | undefined): string[] => (text ?? '').split(/[\s,]+/).filter((each) => each !== '');
/** Lines that hold something. */
export const linesIn = (text: string | undefined): string[] => (text ?? '').split('\n').map((each) => each.trim()).filter((each) => each !== '');
/** Several values of a field; none where nothing was typed. */
export const listIn = (typed: Typed, name: string): Record<string, unknown> => ({ [name]: listed(typed[name]) });
/** A number as it was typed; what is none is for the contract to refuse. */
export const numberIn = (typed: Typed, name: string): Record<string, unknown> => (typed[name] === undefined ? {} : { [name]: Number.isNaN(Number(typed[name])) ? typed[name] : Number(typed[name]) });
/** The answer to {@link eitherOr} as the contract has it; left out when none was given. */
export const saidIn = (typed: Typed, name: string): Record<string, unknown> => (typed[name] === undefined ? {} : { [name]: typed[name] === 'yes' });

/** Values that are there, for a form to be filled in with. */
export const filledWith = (values: Readonly<Record<string, string | null | undefined>>): Typed => Object.fromEntries(Object.entries(values).filter((each): each is [string, string] => each[1] != null && each[1] !== ''));
/** An instant as a field for times holds it; the field is in UTC. */
export const fieldTime = (at: string): string => at.slice(0, 16);

/** An act of which the rest follows from its fields. */
export type Plain = Omit<Act, 'body' | 'sample' | 'key'> & Partial<Pick<Act, 'body' | 'sample' | 'key'>>;
/** An act whose fields are the body's members as they stand. */
export const plain = (act: Plain): Act => ({
  key: act.operation,
  body: pick(...act.fields.map(({ name }) => name)),
  sample: () => Object.fromEntries(act.fields.map(({ name }) => [name, SAMPLE])),
  ...act,
});
