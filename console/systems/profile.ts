import { type RiskProfile, riskProfile, SYSTEM_TYPES, systemEntry } from '../../contracts/system.ts';
import type { Field, Typed } from '../acts/act.ts';
import { flag, listIn, numberIn } from '../acts/plain.ts';
import { optionsOf } from '../parts/list.tsx';

const scale = optionsOf(['1', '2', '3', '4', '5']);
const FLAGS = { personal_data: 'Personal data', special_category_data: 'Special categories of personal data', external_users: 'Users outside the organisation' } as const;
const flags = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

/** What a system is, and what we are to it. */
export const KIND_FIELDS: readonly Field[] = [
  { name: 'type', label: 'Type', kind: 'choice', required: true, options: optionsOf(SYSTEM_TYPES) },
  { name: 'our_role', label: 'Our role', kind: 'choice', required: true, options: optionsOf(systemEntry.shape.our_role.options) },
];

/** What the tier is computed from (R-02, §1.23). */
export const PROFILE_FIELDS: readonly Field[] = [
  { name: 'consequence', label: 'Consequence (1 to 5)', kind: 'choice', required: true, options: scale },
  { name: 'likelihood', label: 'Likelihood (1 to 5)', kind: 'choice', required: true, options: scale },
  { name: 'affected_people', label: 'People affected', kind: 'count', required: true },
  { name: 'oversight', label: 'Human oversight', kind: 'choice', required: true, options: optionsOf(riskProfile.shape.oversight.options) },
  ...flags.map((name) => flag(name, FLAGS[name])),
  { name: 'prohibited_practices', label: 'Prohibited practices answered with yes', kind: 'line', hint: 'keys with commas, e.g. social_scoring' },
];

/** The risk profile that was typed, for the contract to judge. */
export const profileIn = (typed: Typed): Record<string, unknown> => ({
  ...numberIn(typed, 'consequence'),
  ...numberIn(typed, 'likelihood'),
  ...numberIn(typed, 'affected_people'),
  ...Object.fromEntries(flags.map((name) => [name, typed[name] === 'yes'])),
  oversight: typed['oversight'],
  ...listIn(typed, 'prohibited_practices'),
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
