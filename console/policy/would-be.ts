import { CHANGE_TYPES } from '../../contracts/deployment-approval.ts';
import type { SystemEntry } from '../../contracts/system.ts';
import { type WouldBeRequest, wouldBeRequest } from '../../contracts/would-be-request.ts';
import { problemsOf } from '../../store/zod-problems.ts';
import type { Field, Typed } from '../acts/act.ts';
import { flag, pick } from '../acts/plain.ts';
import { optionsOf } from '../parts/list.tsx';
import { KIND_FIELDS, PROFILE_FIELDS, profileIn, profileTyped } from '../systems/profile.ts';
import type { Visit } from '../visit.ts';

const AUTHORS = ['author_1', 'author_2', 'author_3'] as const;

/** The facts of a request that nobody made yet, as a form asks for them. */
export const explainFields = ({ house: { directory } }: Visit): readonly Field[] => [
  { name: 'requester', label: 'Who asks', kind: 'person', required: true },
  { name: 'environment', label: 'Environment', kind: 'line', required: true },
  { name: 'change_type', label: 'Kind of change', kind: 'choice', required: true, options: optionsOf(CHANGE_TYPES) },
  flag('known', 'A deployment of the system was approved before'),
  { name: 'name', label: 'Name of the system', kind: 'line', required: true },
  { name: 'owner', label: 'Owner of the system', kind: 'person', required: true },
  { name: 'unit', label: 'Unit', kind: 'choice', required: true, options: directory.units.map(({ id, name }) => ({ value: id, label: name })) },
  ...KIND_FIELDS,
  ...PROFILE_FIELDS,
  ...AUTHORS.map((name, i): Field => ({ name, label: `Author of the version ${i + 1}`, kind: 'person' })),
  { name: 'from', label: 'Rehearse from (UTC)', kind: 'instant', hint: 'empty: now' },
];

/** What the form holds before anybody typed: a small example, in the reader's name. */
export const blank = ({ person }: Visit): Typed => ({ requester: person.id, owner: person.id, unit: person.unit, environment: 'production', change_type: 'new', name: 'A would-be system', consequence: '3', likelihood: '3', affected_people: '1000', type: 'predictive', our_role: 'provider', oversight: 'in_the_loop' });

/** The facts of a registered system as the form holds them. */
export function typedOf(entry: SystemEntry, approved: boolean): Typed {
  const { name, owner, unit, type, our_role, risk_profile: profile } = entry;
  return { name, owner, unit, type, our_role, ...profileTyped(profile), ...(approved ? { known: 'yes' } : {}) };
}

function bodyOf(typed: Typed): unknown {
  const yes = (name: string): boolean => typed[name] === 'yes';
  const unsaid = 'A would-be request';
  const system = { ...pick('name', 'owner', 'unit', 'type', 'our_role')(typed), use_case: unsaid, intended_use: unsaid, risk_profile: profileIn(typed) };
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
