import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { z } from 'zod';
import { canonicalJson } from '../../../contracts/json.ts';
import { HOUSE_EVENTS } from '../../../contracts/house-events.ts';
import type { Actor, RecordedEvent } from '../../../contracts/ledger.ts';
import { OBLIGATION_EVENTS } from '../../../contracts/obligation-events.ts';
import type { Directory } from '../../../contracts/directory.ts';
import type { Policy } from '../../../contracts/policy.ts';
import { SYSTEM_EVENTS } from '../../../contracts/system-events.ts';
import { isRefusal } from '../../../domain/aggregate.ts';
import type { Context, Decision, NewEvent } from '../../../domain/aggregate.ts';
import { loadDirectoryFile } from '../../../store/directory-file.ts';
import { loadPolicyDir } from '../../../store/policy-files.ts';

const root = join(import.meta.dirname, '../../..');
function good<T>(loaded: T): Exclude<T, readonly unknown[]> {
  if (Array.isArray(loaded)) throw new Error(JSON.stringify(loaded, null, 2));
  return loaded as Exclude<T, readonly unknown[]>;
}

/** The shipped policy and the example organisation: what a newcomer has. */
export const policy: Policy = good(loadPolicyDir(join(root, 'policy'), [2026, 2027]));
export const directory: Directory = good(loadDirectoryFile(join(root, 'examples/organisation/directory.yaml')));

/** A Monday morning in Berlin. */
export const MONDAY = '2026-11-02T09:00:00.000Z';
export const later = (from: string, ms: number): string => new Date(Date.parse(from) + ms).toISOString();
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const someone = (id: string): Actor => ({ kind: 'person', id });
export const workflow: Actor = { kind: 'workflow', id: 'house/house' };
export const pipeline = (on_behalf_of: string | null): Actor => ({ kind: 'machine', id: 'ci', on_behalf_of });

let minted = 0;
/** A context of a command at an instant, by a person or another actor. Ids are new ones. */
export function at(now: string, by: string | Actor = workflow, change: Partial<Context> = {}): Context {
  const actor = typeof by === 'string' ? someone(by) : by;
  return {
    directory,
    policy,
    system: null,
    blockers: [],
    waivers: [],
    live: [],
    rollouts: [],
    approvals: 0,
    stored_evidence: [],
    now,
    meta: { command_id: 'cmd_1', actor, door: 'api', assurance: 'mfa' },
    id: 'house',
    newId: (kind) => `${kind}_${String((minted += 1)).padStart(26, '0')}`,
    digestOf: (value) => `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`,
    ...change,
  };
}

const SCHEMAS: Readonly<Record<string, z.ZodType | undefined>> = { ...SYSTEM_EVENTS, ...HOUSE_EVENTS, ...OBLIGATION_EVENTS };
let seq = 0;

/** The events as recorded, each checked against the schema of its type. */
export function recorded(events: readonly NewEvent[], context: Context): RecordedEvent[] {
  return events.map(({ type, body }) => {
    const schema = SCHEMAS[type];
    if (!schema) throw new Error(`no schema for ${type}`);
    schema.parse(body);
    if (JSON.stringify(body, (_, value: unknown) => (value === undefined ? '\u0000' : value)).includes('\\u0000')) throw new Error(`${type} holds undefined`);
    seq += 1;
    return { type, body, at: context.now, seq, actor: context.meta.actor };
  });
}

/** The events of a decision that must have been accepted. */
export function accepted(decision: Decision): readonly NewEvent[] {
  if (isRefusal(decision)) throw new Error(`${decision.refused}: ${decision.detail}`);
  return decision.events;
}

/** `code pointer` of a decision that must have been refused; the detail must say something. */
export function refusal(decision: Decision): string {
  if (!isRefusal(decision)) throw new Error(`accepted: ${JSON.stringify(decision.events.map(({ type }) => type))}`);
  if (decision.detail.length < 10) throw new Error(`"${decision.detail}" says too little`);
  return [decision.refused, decision.pointer].filter(Boolean).join(' ');
}

/** The organisation with some people changed. */
export const withPeople = (change: (person: Directory['people'][number]) => Directory['people'][number]): Directory => ({
  ...directory,
  people: directory.people.map(change),
});

/** The organisation in which nobody holds these roles. */
export const without = (...roles: string[]): Directory =>
  withPeople((person) => ({ ...person, roles: person.roles.filter((held) => !roles.includes(typeof held === 'string' ? held : held.role)) }));
