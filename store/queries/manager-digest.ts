import type { Policy } from '../../contracts/policy.ts';
import type { DigestItem, LineDigest, ManagerDigest } from '../../contracts/manager-digest.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Directory } from '../../contracts/directory.ts';
import { digestHorizon } from '../../domain/house/digest-rounds.ts';
import { digestReach, lineDigest } from '../../domain/nonconformity-closure/manager-digest.ts';
import { withRetry } from '../database.ts';
import type { Store } from '../store.ts';

/** For whom a digest is drawn, and how things stand. */
export interface DigestWish {
  /** The message that will carry it: what went out before it told last of these lines. */
  readonly key: string;
  readonly reader: string;
  readonly managers: readonly string[];
  readonly directory: Directory;
  readonly policy: Policy;
  readonly now: Instant;
}

const LAST = `SELECT max(sent_at) AS at FROM deliveries WHERE kind = 'digest' AND state = 'sent' AND key <> $2 AND string_to_array(about->>'managers', ',') @> ARRAY[$1]`;

// What a person owes is found by the list of what each owes, what somebody answers for by its own index.
const MINE = `(o.accountable = ANY ($1) OR o.owed_person = ANY ($2) OR (o.owed_person IS NULL AND o.to_people && $2) OR ($3 AND o.accountable IS NULL AND o.owed_person IS NULL AND o.to_people = '{}'))`;
const ITEMS = `WITH hit AS (
    SELECT id FROM obligations WHERE accountable = ANY ($1)
    UNION SELECT id FROM inbox WHERE person = ANY ($2)
    UNION SELECT id FROM action_board WHERE $3 AND owner IS NULL AND people = '{}')
  SELECT o.id, o.case_id, o.kind, o.opened_at, o.due_at, coalesce(n.data->>'title', '') AS title, n.class,
    CASE WHEN o.owed_person IS NULL THEN o.to_people ELSE ARRAY[o.owed_person] END AS owing
  FROM hit JOIN obligations o USING (id) LEFT JOIN nonconformities n ON n.id = o.case_id
  WHERE o.case_id LIKE 'nc\\_%' AND o.kind <> 'escalation' AND o.state = 'open' AND ${MINE}`;

const DONE = `SELECT count(*)::int AS n FROM obligations_closed o WHERE o.case_id LIKE 'nc\\_%' AND o.closed_at > $4 AND o.kind <> 'escalation' AND ${MINE}`;

// What one of them owes together with somebody of the direct line, or what the manager answers for, is named above.
const BELOW = `SELECT count(*)::int AS n FROM action_board o WHERE starts_with(o.case_id, 'nc_') AND o.due_at <= $4
    AND (o.owner = ANY ($3) OR (o.owner IS NULL AND o.people && $3 AND NOT o.people && $2)) AND (o.accountable IS NULL OR NOT o.accountable = ANY ($1))`;

async function one<T>({ pool }: Pick<Store, 'pool'>, name: string, text: string, values: readonly unknown[]): Promise<T | undefined> {
  const { rows } = await withRetry(() => pool.query<{ at: T } & { n: T }>({ name, text, values: [...values] }));
  return rows[0]?.at ?? rows[0]?.n;
}

async function lineNow(store: Pick<Store, 'pool'>, manager: string, { key, directory, policy, now }: DigestWish): Promise<LineDigest | null> {
  const rules = policy.nonconformities;
  if (rules === undefined) return null;
  const { people, answering, below, unowned } = digestReach({ directory, policy, now }, manager);
  const since = (await one<Instant | null>(store, 'last_digest', LAST, [manager, key])) ?? null;
  const items = await withRetry(() => store.pool.query<DigestItem>({ name: 'digest_items', text: ITEMS, values: [answering, people, unowned] }));
  const done = since === null ? 0 : await one<number>(store, 'digest_done', DONE, [answering, people, unowned, since]);
  const overdue_below = below.length === 0 ? 0 : await one<number>(store, 'digest_below', BELOW, [answering, people, below, now]);
  return lineDigest({ manager, items: items.rows, since, done: done ?? 0, overdue_below: overdue_below ?? 0, now, until: digestHorizon(rules, now) }, rules);
}

/** What a manager's digest tells now: read when it is sent, one line after another, so that memory holds one at a time. */
export async function readManagerDigest(store: Pick<Store, 'pool'>, wish: DigestWish): Promise<ManagerDigest> {
  const { policy, now, reader, managers } = wish;
  const lines: LineDigest[] = [];
  for (const manager of [...managers].sort((a, b) => Number(b === reader) - Number(a === reader))) {
    const line = await lineNow(store, manager, wish);
    if (line) lines.push(line);
  }
  return { at: now, until: policy.nonconformities ? digestHorizon(policy.nonconformities, now) : now, lines };
}
