import type { z } from 'zod';
import { DEPLOYMENT_COMMANDS } from '../../contracts/deployment-approval.ts';
import { HOUSE_COMMANDS } from '../../contracts/house.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import type { StreamKind } from '../../contracts/ledger.ts';
import { NONCONFORMITY_COMMANDS } from '../../contracts/nonconformity-closure.ts';
import { SYSTEM_COMMANDS } from '../../contracts/system.ts';
import type { Command } from '../../domain/aggregate.ts';
import { findRecord } from '../../store/read.ts';
import type { Store, Target } from '../../store/store.ts';
import { problemsOf } from '../../store/zod-problems.ts';
import type { Act, Subject, Typed } from './act.ts';
import { extentAt } from './reach.ts';

const SCHEMAS: Readonly<Record<StreamKind, Readonly<Partial<Record<string, z.ZodType>>>>> = { deployment: DEPLOYMENT_COMMANDS, system: SYSTEM_COMMANDS, house: HOUSE_COMMANDS, nonconformity: NONCONFORMITY_COMMANDS, evidence: {} };

/** What is a record itself, and no part of one. */
const WHOLE: ReadonlySet<Subject> = new Set(['case', 'system', 'reach']);
/** What the house's record keeps. */
const OF_HOUSE: ReadonlySet<Subject> = new Set(['register', 'policy', 'delegation', 'absence', 'giver', 'absent', 'token', 'house', 'finding']);

/** What an act begins a new record of. */
export const BEGINS: Readonly<Partial<Record<Subject, StreamKind>>> = { system: 'deployment', register: 'system', finding: 'nonconformity' };

/** The record that takes the command, or the system for which it begins a new one; null when there is none, or it knows no such command. */
export async function targetOf(store: Store, act: Act, id: string, typed: Typed): Promise<Target | null> {
  if (OF_HOUSE.has(act.of)) return { kind: 'house', id: HOUSE_ID };
  if (act.of === 'reach' && extentAt(id).scope !== 'system') return { kind: 'house', id: HOUSE_ID };
  const found = await findRecord(store, id);
  if (!found || (WHOLE.has(act.of) && found.id !== id)) return null;
  if (act.of === 'system' || act.of === 'reach') return found.kind === 'system' ? found : null;
  const system = act.key === 'waiveBlocker' ? typed['system_id'] : undefined;
  const target: Target = system === undefined ? found : { kind: 'system', id: system };
  return SCHEMAS[target.kind][act.command] === undefined ? null : target;
}

/** How a command's body names what the address names; a case and the house are records themselves. */
const MEMBERS: Readonly<Record<Subject, string | null>> = {
  case: null,
  obligation: 'obligation_id',
  blocker: 'blocker_id',
  risk: 'risk_id',
  system: 'system_id',
  register: null,
  reach: 'extent',
  policy: 'digest',
  delegation: 'delegation_id',
  absence: 'absence_id',
  giver: 'from',
  absent: 'person',
  token: 'token_id',
  house: null,
  finding: null,
};

const named = (act: Act, id: string): Readonly<Record<string, unknown>> => {
  const member = MEMBERS[act.of];
  return member === null ? {} : { [member]: act.of === 'reach' ? extentAt(id) : id };
};

/** The field that a place in the body means; null for the form as a whole. */
export function fieldAt(act: Act, pointer: string | undefined, typed: Typed): string | null {
  if (pointer === undefined) return null;
  const name = act.fieldOf ? act.fieldOf(pointer, typed) : (pointer.split('/')[1] ?? null);
  return act.fields.some((field) => field.name === name) ? name : null;
}

/** The command as its contract reads it, or what is wrong with which field; faults of no field stand under ''. */
export function commandOf(act: Act, kind: StreamKind, id: string, typed: Typed): { readonly command: Command } | { readonly errors: Typed } {
  const schema = SCHEMAS[BEGINS[act.of] ?? kind][act.command];
  const value = { ...act.body(typed), ...named(act, id) };
  const parsed = schema?.safeParse(value);
  if (schema && parsed?.success === false) {
    const errors: Record<string, string> = {};
    for (const { path, message, allowed } of problemsOf(parsed.error, schema, value)) {
      const field = fieldAt(act, `/${path.join('/')}`, typed) ?? '';
      errors[field] ??= `${message}; ${allowed}`;
    }
    return { errors };
  }
  return { command: { name: act.command, body: parsed?.data as Command['body'] } };
}

/** The command as it would be, to ask the rules ahead. */
export const sampleOf = (act: Act, id: string, carried: Typed): Command => ({ name: act.command, body: { ...act.sample(carried), ...named(act, id) } });
