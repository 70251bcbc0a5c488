import { CHANGE_TYPES } from '../../contracts/deployment-approval.ts';
import { SYSTEM_TYPES, type SystemEntry } from '../../contracts/system.ts';
import { type WouldBeRequest, wouldBeRequest } from '../../contracts/would-be-request.ts';
import { capital, spaced } from '../../render/words.ts';
import { problemsOf } from '../../store/zod-problems.ts';
import type { Field, Typed } from '../acts/act.ts';
import { pick } from '../acts/plain.ts';
import type { Visit } from '../visit.ts';

const words = (values: readonly string[]) => values.map((value) => ({ value, label: capital(spaced(value)) }));
const scale = ['1', '2', '3', '4', '5'].map((value) => ({ value, label: value }));
const flag = (name: string, label: string): Field => ({ name, label, kind: 'flag', options: [{ value: 'yes', label: '' }] });
const AUTHORS = ['author_1', 'author_2', 'author_3'] as const;

/** The facts of a request that nobody made yet, as a form asks for them. */
export const explainFields = ({ house: { directory } }: Visit): readonly Field[] => [
  { name: 'requester', label: 'Who asks', kind: 'person', required: true },
  { name: 'environment', label: 'Environment', kind: 'line', required: true },
  { name: 'change_type', label: 'Kind of change', kind: 'choice', required: true, options: words(CHANGE_TYPES) },
  flag('known', 'A deployment of the system was approved before'),
  { name: 'name', label: 'Name of the system', kind: 'line', required: true },
  { name: 'owner', label: 'Owner of the system', kind: 'person', required: true },
  { name: 'unit', label: 'Unit', kind: 'choice', required: true, options: directory.units.map(({ id, name }) => ({ value: id, label: name })) },
  { name: 'consequence', label: 'Consequence (1 to 5)', kind: 'choice', required: true, options: scale },
  { name: 'likelihood', label: 'Likelihood (1 to 5)', kind: 'choice', required: true, options: scale },
  { name: 'affected_people', label: 'People affected', kind: 'line', required: true },
  { name: 'type', label: 'Type', kind: 'choice', required: true, options: words(SYSTEM_TYPES) },
  { name: 'our_role', label: 'Our role', kind: 'choice', required: true, options: words(['provider', 'deployer', 'importer', 'distributor']) },
  { name: 'oversight', label: 'Human oversight', kind: 'choice', required: true, options: words(['in_the_loop', 'on_the_loop', 'out_of_the_loop']) },
  flag('personal_data', 'Personal data'),
  flag('special_category_data', 'Special categories of personal data'),
  flag('external_users', 'Users outside the organisation'),
  { name: 'prohibited_practices', label: 'Prohibited practices answered with yes', kind: 'line', hint: 'keys with commas, e.g. social_scoring' },
  ...AUTHORS.map((name, i): Field => ({ name, label: `Author of the version ${i + 1}`, kind: 'person' })),
  { name: 'from', label: 'Rehearse from (UTC)', kind: 'instant', hint: 'empty: now' },
];

/** What the form holds before anybody typed: a small example, in the reader's name. */
export const blank = ({ person }: Visit): Typed => ({ requester: person.id, owner: person.id, unit: person.unit, environment: 'production', change_type: 'new', name: 'A would-be system', consequence: '3', likelihood: '3', affected_people: '1000', type: 'predictive', our_role: 'provider', oversight: 'in_the_loop' });

/** The facts of a registered system as the form holds them. */
export function typedOf(entry: SystemEntry, approved: boolean): Typed {
  const { name, owner, unit, type, our_role, risk_profile: profile } = entry;
  const flags = (['personal_data', 'special_category_data', 'external_users'] as const).filter((each) => profile[each]).map((each) => [each, 'yes'] as const);
  const practices = profile.prohibited_practices.length === 0 ? {} : { prohibited_practices: profile.prohibited_practices.join(', ') };
  const set = Object.fromEntries<string>([...flags, ...(approved ? [['known', 'yes'] as const] : [])]);
  return { name, owner, unit, type, our_role, consequence: String(profile.consequence), likelihood: String(profile.likelihood), affected_people: String(profile.affected_people), oversight: profile.oversight, ...set, ...practices };
}

const numberIn = (text: string | undefined): unknown => (text !== undefined && /^\d+$/.test(text) ? Number(text) : text);
const list = (text: string | undefined): string[] => (text ?? '').split(/[\s,]+/).filter((each) => each !== '');

function bodyOf(typed: Typed): unknown {
  const yes = (name: string): boolean => typed[name] === 'yes';
  const risk_profile = {
    consequence: numberIn(typed['consequence']),
    likelihood: numberIn(typed['likelihood']),
    affected_people: numberIn(typed['affected_people']),
    personal_data: yes('personal_data'),
    special_category_data: yes('special_category_data'),
    external_users: yes('external_users'),
    oversight: typed['oversight'],
    prohibited_practices: list(typed['prohibited_practices']),
  };
  const unsaid = 'A would-be request';
  const system = { ...pick('name', 'owner', 'unit', 'type', 'our_role')(typed), use_case: unsaid, intended_use: unsaid, risk_profile };
  const authors = AUTHORS.flatMap((name) => (typed[name] === undefined ? [] : [typed[name]]));
  return { system, ...pick('environment', 'change_type', 'requester')(typed), authors, novel: !yes('known') };
}

/** The request as the contract reads it, or what is wrong with which field. */
export function requestIn(typed: Typed): { readonly request: WouldBeRequest } | { readonly errors: Typed } {
  const body = bodyOf(typed);
  const parsed = wouldBeRequest.safeParse(body);
  if (parsed.success) return { request: parsed.data };
  const errors: Record<string, string> = {};
  for (const { path, message, allowed } of problemsOf(parsed.error, wouldBeRequest, body)) {
    const [first, second] = path;
    const name = first === 'authors' ? (AUTHORS[Number(second)] ?? '') : (path.findLast((part): part is string => typeof part === 'string' && Number.isNaN(Number(part))) ?? '');
    errors[name] ??= `${message}; ${allowed}`;
  }
  return { errors };
}
