import type { StreamKind } from '../contracts/ledger.ts';
import type { Instant } from '../contracts/primitives.ts';
import { addMs } from '../domain/time/instant.ts';
import { nowOf, type Store } from './store.ts';

/** What can be late: an agenda not handed over, an instant to escalate at, a long step, a message. */
export const LATE_KINDS = ['relay', 'wake', 'step', 'message'] as const;
export type LateKind = (typeof LATE_KINDS)[number];

/** What is later than this is shown as late, everywhere; the sweep acts on the same (design §3). Milliseconds. */
export const LATE_BY_MS = 30_000;

/** Something that should have happened at `since` and has not. */
export interface Late {
  readonly case_id: string;
  readonly kind: StreamKind;
  readonly what: LateKind;
  readonly since: Instant;
}

/** What is more than `byMs` milliseconds late, of one kind or of all, latest first, at most `limit` (200). The same view everywhere (design §3). */
export async function lateCases(store: Store, byMs: number, limit = 200, what: LateKind | null = null): Promise<Late[]> {
  const before = addMs(await nowOf(store), -byMs);
  const { rows } = await store.pool.query<Late>('SELECT case_id, kind, what, since FROM late WHERE since <= $1 AND ($3::text IS NULL OR what = $3) ORDER BY since, case_id, what LIMIT $2', [before, limit, what]);
  return rows;
}

/** How many are more than `byMs` milliseconds late, of each kind. */
export async function lateCounts(store: Store, byMs: number): Promise<Record<LateKind, number>> {
  const before = addMs(await nowOf(store), -byMs);
  const { rows } = await store.pool.query<{ what: LateKind; n: number }>('SELECT what, count(*)::int AS n FROM late WHERE since <= $1 GROUP BY what', [before]);
  const found = new Map(rows.map((row) => [row.what, row.n]));
  return { relay: found.get('relay') ?? 0, wake: found.get('wake') ?? 0, step: found.get('step') ?? 0, message: found.get('message') ?? 0 };
}
