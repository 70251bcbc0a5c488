import { type RiskProfile, riskProfile, SYSTEM_TYPES, systemEntry } from '../../contracts/system.ts';
import { capital, spaced } from '../../render/words.ts';
import type { Field, Typed } from '../acts/act.ts';
import type { Option } from '../parts/list.tsx';

/** Keys to choose from, in words. */
export const words = (values: readonly string[]): readonly Option[] => values.map((value) => ({ value, label: capital(spaced(value)) }));
/** A yes to a question; left out it is a no. */
export const flag = (name: string, label: string, group?: string): Field => ({ name, label, kind: 'flag', options: [{ value: 'yes', label: '' }], ...(group === undefined ? {} : { group }) });

const scale = words(['1', '2', '3', '4', '5']);
const FLAGS = { personal_data: 'Personal data', special_category_data: 'Special categories of personal data', external_users: 'Users outside the organisation' } as const;
const flags = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

/** What a system is, and what we are to it. */
export const KIND_FIELDS: readonly Field[] = [
  { name: 'type', label: 'Type', kind: 'choice', required: true, options: words(SYSTEM_TYPES) },
  { name: 'our_role', label: 'Our role', kind: 'choice', required: true, options: words(systemEntry.shape.our_role.options) },
];

/** What the tier is computed from (R-02, §1.23). */
export const PROFILE_FIELDS: readonly Field[] = [
  { name: 'consequence', label: 'Consequence (1 to 5)', kind: 'choice', required: true, options: scale },
  { name: 'likelihood', label: 'Likelihood (1 to 5)', kind: 'choice', required: true, options: scale },
  { name: 'affected_people', label: 'People affected', kind: 'count', required: true },
  { name: 'oversight', label: 'Human oversight', kind: 'choice', required: true, options: words(riskProfile.shape.oversight.options) },
  ...flags.map((name) => flag(name, FLAGS[name])),
  { name: 'prohibited_practices', label: 'Prohibited practices answered with yes', kind: 'line', hint: 'keys with commas, e.g. social_scoring' },
];

const numberIn = (text: string | undefined): unknown => (text !== undefined && /^\d+$/.test(text) ? Number(text) : text);
/** Several keys, apart by blanks or commas. */
export const keysIn = (text: string | undefined): string[] => (text ?? '').split(/[\s,]+/).filter((each) => each !== '');

/** The risk profile that was typed, for the contract to judge. */
export const profileIn = (typed: Typed): Record<string, unknown> => ({
  consequence: numberIn(typed['consequence']),
  likelihood: numberIn(typed['likelihood']),
  affected_people: numberIn(typed['affected_people']),
  ...Object.fromEntries(flags.map((name) => [name, typed[name] === 'yes'])),
  oversight: typed['oversight'],
  prohibited_practices: keysIn(typed['prohibited_practices']),
});

/** A recorded profile as the form holds it. */
export const profileTyped = (profile: RiskProfile): Typed => ({
  consequence: String(profile.consequence),
  likelihood: String(profile.likelihood),
  affected_people: String(profile.affected_people),
  oversight: profile.oversight,
  ...Object.fromEntries(flags.filter((each) => profile[each]).map((each) => [each, 'yes'])),
  ...(profile.prohibited_practices.length === 0 ? {} : { prohibited_practices: profile.prohibited_practices.join(', ') }),
});
