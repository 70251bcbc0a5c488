import { NC_CLASSES, NC_SEVERITIES, REQUIREMENTS } from '../../contracts/nonconformity-closure.ts';
import { capital, spaced } from '../../render/words.ts';
import type { Field, Typed } from '../acts/act.ts';
import type { Option } from '../parts/list.tsx';

/** Enumerated values as options, in words. */
export const optionsOf = (values: readonly string[]): readonly Option[] => values.map((value) => ({ value, label: capital(spaced(value)) }));

export const CLASS_OPTIONS = optionsOf(NC_CLASSES);
export const SEVERITY: Field = { name: 'severity', label: 'Severity', kind: 'choice', options: optionsOf(NC_SEVERITIES) };
export const REQUIREMENT: Field = { name: 'requirement', label: 'What was not fulfilled', kind: 'choice', options: optionsOf(REQUIREMENTS), hint: 'the risk of a legal requirement or of a clause can never be accepted' };

/** A mark that is there or not. */
export const flag = (name: string, label: string, more: Partial<Field> = {}): Field => ({ name, label, kind: 'flag', options: [{ value: 'yes', label: '' }], ...more });
/** Two answers, of which one must be given. */
export const eitherOr = (name: string, label: string, yes: string, no: string): Field => ({ name, label, kind: 'radio', required: true, options: [{ value: 'yes', label: yes }, { value: 'no', label: no }] });

/** The answer as the contract has it; left out when none was given. */
export const saidIn = (typed: Typed, name: string): Record<string, unknown> => (typed[name] === undefined ? {} : { [name]: typed[name] === 'yes' });
/** A number as it was typed; what is none is for the contract to refuse. */
export const numberIn = (typed: Typed, name: string): Record<string, unknown> => (typed[name] === undefined ? {} : { [name]: Number.isNaN(Number(typed[name])) ? typed[name] : Number(typed[name]) });
/** Values that are there, for a form to be filled in with. */
export const typedOf = (values: Readonly<Record<string, string | null | undefined>>): Typed => Object.fromEntries(Object.entries(values).filter((each): each is [string, string] => each[1] != null && each[1] !== ''));
/** An instant as a field for times holds it; the field is in UTC. */
export const fieldTime = (at: string): string => at.slice(0, 16);
