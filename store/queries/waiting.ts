import { sql } from 'kysely';
import type { Instant } from '../../contracts/primitives.ts';
import { withRetry } from '../database.ts';
import { nowOf, type Store } from '../store.ts';

/** How much a person owes, and how much of it is overdue. */
export interface Waiting {
  readonly open: number;
  readonly overdue: number;
}

/** What waits for each of these people; whoever owes nothing is left out. */
export async function waitingFor(store: Store, people: readonly string[]): Promise<ReadonlyMap<string, Waiting>> {
  const now = await nowOf(store);
  const { rows } = await withRetry(() =>
    sql<Waiting & { readonly person: string }>`SELECT person, count(*)::int AS open, (count(*) FILTER (WHERE due_at <= ${now}))::int AS overdue
      FROM inbox WHERE person = ANY (${sql.val(people)}::text[]) GROUP BY person`.execute(store.db),
  );
  return new Map(rows.map(({ person, open, overdue }) => [person, { open, overdue }]));
}

/** A request that waits for a signature. */
export interface WaitingRequest {
  readonly case_id: string;
  readonly title: string;
  readonly due_at: Instant | null;
  readonly people: readonly string[];
}

/** The sign-off that was owed first and is still open; null when none is. */
export async function firstWaiting({ db }: Store): Promise<WaitingRequest | null> {
  const { rows } = await withRetry(() =>
    sql<WaitingRequest>`SELECT o.case_id, c.title, iso(o.due_at) AS due_at, o.to_people AS people
      FROM obligations o JOIN cases c ON c.id = o.case_id WHERE o.kind = 'sign_off' AND c.kind = 'deployment' ORDER BY o.id LIMIT 1`.execute(db),
  );
  return rows[0] ?? null;
}

/** Folded states of these records, by id, for lists that say what can be done about each entry. */
export async function statesOf({ db }: Store, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  if (ids.length === 0) return new Map();
  const rows = await withRetry(() => db.selectFrom('cases').select(['id', 'state']).where('id', 'in', [...new Set(ids)]).execute());
  return new Map(rows.map(({ id, state }) => [id, state]));
}
