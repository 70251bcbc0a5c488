import type { Policy } from '../../contracts/policy.ts';
import type { DigestItem, LineDigest, ManagerDigest } from '../../contracts/manager-digest.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Directory } from '../../contracts/directory.ts';
import { digestHorizon } from '../../domain/house/digest-rounds.ts';
import { lineDigest, lineOf } from '../../domain/nonconformity-closure/manager-digest.ts';
import { withRetry } from '../database.ts';
import type { Store } from '../store.ts';

/** For whom a digest is drawn, and how things stand. */
export interface DigestWish {
  /** The message that will carry it: digests that went out before it were the reader's last. */
  readonly key: string;
  readonly reader: string;
  readonly managers: readonly string[];
  readonly directory: Directory;
  readonly policy: Policy;
  readonly now: Instant;
}

const LAST = `SELECT max(sent_at) AS at FROM deliveries WHERE kind = 'digest' AND recipient = $1 AND state = 'sent' AND key <> $2`;

// What a person owes is found by the list of what each owes, what somebody answers for by its own index.
const ITEMS = `WITH hit AS (
    SELECT id FROM obligations WHERE accountable = $1
    UNION SELECT id FROM inbox WHERE person = ANY ($2))
  SELECT o.id, o.case_id, o.kind, o.opened_at, o.due_at, coalesce(n.data->>'title', '') AS title, n.class,
    CASE WHEN o.owed_person IS NULL THEN o.to_people ELSE ARRAY[o.owed_person] END AS owing
  FROM hit JOIN obligations o USING (id) LEFT JOIN nonconformities n ON n.id = o.case_id
  WHERE o.case_id LIKE 'nc\\_%' AND o.kind <> 'escalation' AND o.state = 'open'
    AND (o.accountable = $1 OR o.owed_person = ANY ($2) OR (o.owed_person IS NULL AND o.to_people && $2))`;

const DONE = `SELECT count(*)::int AS n FROM obligations_closed o
  WHERE o.case_id LIKE 'nc\\_%' AND o.closed_at > $3 AND o.kind <> 'escalation'
    AND (o.accountable = $1 OR o.owed_person = ANY ($2) OR (o.owed_person IS NULL AND o.to_people && $2))`;

async function lastDigest({ pool }: Pick<Store, 'pool'>, { reader, key }: DigestWish): Promise<Instant | null> {
  const { rows } = await withRetry(() => pool.query<{ at: Instant | null }>({ name: 'last_digest', text: LAST, values: [reader, key] }));
  return rows[0]?.at ?? null;
}

async function lineNow(store: Pick<Store, 'pool'>, manager: string, since: Instant | null, { directory, policy, now }: DigestWish): Promise<LineDigest | null> {
  const rules = policy.nonconformities;
  if (rules === undefined) return null;
  const people = lineOf(directory, manager, now);
  const items = await withRetry(() => store.pool.query<DigestItem>({ name: 'digest_items', text: ITEMS, values: [manager, people] }));
  const done = since === null ? null : await withRetry(() => store.pool.query<{ n: number }>({ name: 'digest_done', text: DONE, values: [manager, people, since] }));
  return lineDigest({ manager, items: items.rows, since, done: done?.rows[0]?.n ?? 0, now, until: digestHorizon(rules, now) }, rules);
}

/** What a manager's digest tells now: read when it is sent, one line after another, so that memory holds one at a time. */
export async function readManagerDigest(store: Pick<Store, 'pool'>, wish: DigestWish): Promise<ManagerDigest> {
  const { policy, now, reader, managers } = wish;
  const since = await lastDigest(store, wish);
  const lines: LineDigest[] = [];
  for (const manager of [...managers].sort((a, b) => Number(b === reader) - Number(a === reader))) {
    const line = await lineNow(store, manager, since, wish);
    if (line) lines.push(line);
  }
  return { at: now, until: policy.nonconformities ? digestHorizon(policy.nonconformities, now) : now, lines };
}
