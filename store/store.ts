import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import type { Agenda } from '../contracts/agenda.ts';
import type { Directory } from '../contracts/directory.ts';
import type { IdPrefix } from '../contracts/ids.ts';
import type { StreamKind } from '../contracts/ledger.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Aggregate } from '../domain/aggregate.ts';
import { newId } from './new-id.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import type { Database } from './schema.ts';
import { StateCache } from './state-cache.ts';

/** What the house's record says about everybody else. */
export interface HouseView {
  readonly directory: Directory;
  /** Digest of the policy in force; null before the first. */
  readonly active: string | null;
  /** Every policy that was ever proposed or in force. */
  readonly policies: readonly Policy[];
}

/** The rules of every kind of record, and the two things that the store must be able to read in their states. */
export interface Rules {
  readonly kinds: Readonly<Record<StreamKind, Aggregate<unknown>>>;
  readonly house: (state: unknown) => HouseView;
  /** The business unit of a system; null before it is registered. */
  readonly unitOf: (system: unknown) => string | null;
}

/** Where a record is found. */
export interface Target {
  readonly kind: StreamKind;
  readonly id: string;
}

/** What a commit changed, for the relay. */
export interface Committed extends Target {
  readonly agenda: Agenda;
  /** True when the record's own workflow gave the command: it has the agenda already. */
  readonly told: boolean;
  /** Other cases that this commit gives a reason to look again. */
  readonly woken: readonly string[];
}

/** The command path's surroundings; made once per process by {@link createStore}. */
export interface Store {
  readonly pool: Pool;
  readonly db: Kysely<Database>;
  readonly rules: Rules;
  /** Null: the database's clock. Tests give the test server's (design §4: one clock). */
  readonly clock: (() => Promise<Instant> | Instant) | null;
  /** Where the files lie that decisions rest on. Null: for tools that decide on none; there the records of the files stand for them. */
  readonly evidence: EvidenceFiles | null;
  readonly newId: (prefix: IdPrefix, now: Instant) => string;
  readonly states: StateCache;
  readonly policies: Map<string, Policy>;
  /** Called after each commit; must return at once and never throw. */
  readonly listeners: Set<(committed: Committed) => void>;
}

export interface StoreWish {
  readonly pool: Pool;
  readonly rules: Rules;
  /** Nobody forgets it: without it no decision looks at the files that it rests on. */
  readonly evidence: Store['evidence'];
  readonly clock?: Store['clock'];
  /** How many folded states are kept in memory; 2,000 by default. */
  readonly keptStates?: number;
}

export function createStore({ pool, rules, evidence, clock = null, keptStates = 2_000 }: StoreWish): Store {
  return {
    pool,
    db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }),
    rules,
    clock,
    evidence,
    newId: (prefix, now) => newId(prefix, Date.parse(now)),
    states: new StateCache(keptStates),
    policies: new Map(),
    listeners: new Set(),
  };
}

/** The one clock's present instant: the injected one, else the database's. */
export async function nowOf(store: Pick<Store, 'clock' | 'pool'>): Promise<Instant> {
  if (store.clock) return store.clock();
  const { rows } = await store.pool.query<{ now: Instant }>('SELECT clock_timestamp() AS now');
  return rows[0]?.now ?? '';
}
