import type { Pool, PoolClient } from 'pg';
import type { Instant } from '../contracts/primitives.ts';
import type { Command, NonconformityFact, NonconformityRow } from '../domain/aggregate.ts';

/** What a nonconformity is compared by. */
export interface Comparable {
  readonly title: string;
  readonly systems: readonly string[];
  readonly controls: readonly string[];
  readonly clauses: readonly string[];
  readonly cause_class: string | null;
}

/** What the rules of a nonconformity see of everything else. */
export interface Others {
  readonly nonconformities: readonly NonconformityFact[];
  readonly known_systems: readonly string[];
}

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : [];
};
const SYSTEM = /^sys_[0-9a-z]{1,40}$/;
const NONCONFORMITY = /^nc_[0-9a-z]{1,40}$/;
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : typeof value === 'string' ? [value] : []);

/** Systems that an analysis of the cause adds to the extent. */
const foundIn = (extent: unknown): string[] => (extent !== null && typeof extent === 'object' && 'found_in' in extent ? texts(extent.found_in) : []);

/** The record as it stands together with what the command says of it. */
function comparable(own: NonconformityRow | null, { body }: Command): Comparable {
  const { title, cause_class } = body;
  const both = (key: 'controls' | 'clauses'): string[] => [...new Set([...(own?.[key] ?? []), ...texts(body[key])])];
  return {
    title: own?.title ?? texts(title)[0] ?? '',
    systems: [...new Set([...(own?.systems ?? []), ...texts(body['system_id']), ...texts(body['systems']), ...foundIn(body['extent'])])],
    controls: both('controls'),
    clauses: both('clauses'),
    cause_class: texts(cause_class)[0] ?? own?.cause_class ?? null,
  };
}

const BOTH = 'SELECT 1 FROM cases WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE';

/**
 * Before a merge is decided, takes the rows of both cases, sorted: two that are merged into each other at the same time would
 * else both be carried on by nobody. Nothing for any other command, which changes what it locks and relies on no other case.
 */
export async function lockMerging(client: PoolClient, id: string, { name, body }: Command): Promise<void> {
  if (name !== 'merge' || typeof body['into'] !== 'string') return;
  await client.query({ name: 'lock_merging', text: BOTH, values: [[id, body['into']]] });
}

const BESIDE = 'SELECT data FROM nonconformities_beside($1, $2, $3, $4)';
const SYSTEMS = "SELECT id FROM cases WHERE id = ANY ($1::text[]) AND kind = 'system'";

/**
 * Those nonconformities that one is compared with, newest first: of each way to be alike (system, control or clause, class of the
 * cause, words of the title) some hundreds of the newest that were not over by `since`, so that a great many cost no more
 * than a few; and those named.
 */
export async function besideOf(client: Pool | PoolClient, id: string, since: Instant, one: Comparable, named: readonly string[] = []): Promise<NonconformityFact[]> {
  const { rows } = await client.query<{ data: NonconformityFact }>({ name: 'nonconformities_beside', text: BESIDE, values: [id, since, JSON.stringify(one), named] });
  return rows.map(({ data }) => data);
}

/** What a command on a nonconformity needs to be decided; `own` is its row, null before it was raised. */
export async function othersFor(client: PoolClient, id: string, own: NonconformityRow | null, command: Command, since: Instant): Promise<Others> {
  const said = stringsIn(command.body);
  const named = said.filter((text) => NONCONFORMITY.test(text));
  const systems = said.filter((text) => SYSTEM.test(text));
  const nonconformities = await besideOf(client, id, since, comparable(own, command), named);
  if (systems.length === 0) return { nonconformities, known_systems: [] };
  const { rows } = await client.query<{ id: string }>({ name: 'known_systems', text: SYSTEMS, values: [systems] });
  return { nonconformities, known_systems: rows.map((row) => row.id) };
}
