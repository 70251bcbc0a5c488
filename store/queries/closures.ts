import type { ClosureMetrics } from '../../contracts/closure-metrics.ts';
import { CLOSURE_EVENTS, type ClosureEvent, closureIn, dueIn } from '../../domain/metrics/closures.ts';
import { ClosureFlow, type ClosurePlace, type DueOfMonth, unitsCounted } from '../../domain/metrics/nonconformities.ts';
import type { Window } from '../../domain/metrics/decisions.ts';
import { withRetry } from '../database.ts';
import { nowOf, type Store } from '../store.ts';

/** Which nonconformities count; a unit with those below it. */
export interface ClosuresWish extends Window {
  /** In whose extent they are. */
  readonly system?: string | undefined;
  readonly unit?: string | undefined;
  readonly owner?: string | undefined;
}

/** So many are read at a time: memory stays flat however long the window is. */
const CHUNK = 500;

// The types stand in the text: only then does the planner know that the small indexes of 0016 hold every row asked for.
const TYPES = `(${CLOSURE_EVENTS.map((type) => `'${type}'`).join(', ')})`;

// A unit that the directory no longer names stands alone.
const TOUCHED = `SELECT n.id, coalesce(u.path, array_remove(ARRAY[coalesce(n.unit, s.unit)], NULL)) AS units, n.systems, n.owner
  FROM nonconformities n JOIN cases c ON c.id = n.id LEFT JOIN cases s ON s.id = c.system_id LEFT JOIN units u ON u.id = coalesce(n.unit, s.unit)
  WHERE n.id IN (
      SELECT l.stream FROM ledger l WHERE l.type IN ${TYPES} AND l.at >= $1 AND l.at < $2
      UNION SELECT o.case_id FROM obligations_closed o WHERE o.case_id LIKE 'nc\\_%' AND o.due_at >= $1::timestamptz AND o.due_at < $6::timestamptz
      UNION SELECT o.case_id FROM obligations o WHERE o.case_id LIKE 'nc\\_%' AND o.due_at >= $1::timestamptz AND o.due_at < $6::timestamptz)
    AND ($3::text IS NULL OR n.systems @> ARRAY[$3::text]) AND ($5::text IS NULL OR n.owner = $5)
    AND ($4::text IS NULL OR coalesce(n.unit, s.unit) IN (SELECT id FROM units WHERE id = $4 OR $4 = ANY (path)))
  ORDER BY n.id`;

const EVENTS = `SELECT l.stream AS id, json_agg(json_build_object('at', l.at, 'type', l.type, 'verdict', b.verdict, 'near_miss', coalesce(b.near_miss, false), 'rule', b.rule,
    'cost', CASE WHEN l.type = 'cost.recorded' THEN json_build_object('kind', b.kind, 'currency', b.currency, 'amount', b.amount) END) ORDER BY l.seq) AS events
  FROM ledger l, LATERAL json_to_record(l.body::json) AS b (verdict text, near_miss boolean, rule text, kind text, currency text, amount double precision)
  WHERE l.stream = ANY ($1) AND l.type IN ${TYPES} GROUP BY l.stream`;

// What fell due and is still open was not done in time; what nobody needs any more is not counted.
const DUE = `SELECT o.case_id AS id, to_char(o.due_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
    json_build_object('due', count(*) FILTER (WHERE o.state <> 'withdrawn'), 'overdue', count(*) FILTER (WHERE o.closed_at IS NULL OR (o.closed_at > o.due_at AND o.state <> 'withdrawn'))) AS steps,
    json_build_object('due', count(*) FILTER (WHERE o.kind = 'risk_reassessment' AND o.state <> 'withdrawn'), 'in_time', count(*) FILTER (WHERE o.kind = 'risk_reassessment' AND o.state = 'met' AND o.closed_at <= o.due_at)) AS risk
  FROM (SELECT case_id, kind, state, due_at, NULL::timestamptz AS closed_at FROM obligations WHERE case_id = ANY ($1)
    UNION ALL SELECT case_id, kind, state, due_at, closed_at FROM obligations_closed WHERE case_id = ANY ($1)) o
  WHERE o.kind <> 'escalation' AND o.due_at >= $2::timestamptz AND o.due_at < $3::timestamptz GROUP BY 1, 2`;

const OPEN = `SELECT count(*)::int AS n FROM nonconformities n LEFT JOIN cases c ON c.id = n.id LEFT JOIN cases s ON s.id = c.system_id
  WHERE n.until_at = 'infinity' AND ($1::text IS NULL OR n.systems @> ARRAY[$1::text]) AND ($3::text IS NULL OR n.owner = $3)
    AND ($2::text IS NULL OR coalesce(n.unit, s.unit) IN (SELECT id FROM units WHERE id = $2 OR $2 = ANY (path)))`;

interface Touched extends ClosurePlace {
  readonly id: string;
}

/** The window of what happened, that of what fell due, and the unit asked for. */
interface Asked {
  readonly window: Window;
  readonly due: Window;
  readonly unit: string | null;
}

/** How nonconformities were closed in the window (R-47, R-48; docs/metrics.md), read from the ledger and the obligations in parts. */
export async function closures(store: Pick<Store, 'pool' | 'clock'>, wish: ClosuresWish): Promise<ClosureMetrics> {
  const { from, to, system = null, unit = null, owner = null } = wish;
  const { pool } = store;
  const asked: Asked = { window: { from, to }, due: dueIn({ from, to }, await nowOf(store)), unit };
  const flow = new ClosureFlow(asked.window);
  const { rows } = await withRetry(() => pool.query<Touched>({ name: 'closures_touched', text: TOUCHED, values: [from, to, system, unit, owner, asked.due.to] }));
  for (let at = 0; at < rows.length; at += CHUNK) await addChunk(pool, flow, rows.slice(at, at + CHUNK), asked);
  const open = await withRetry(() => pool.query<{ n: number }>({ name: 'closures_open', text: OPEN, values: [system, unit, owner] }));
  return flow.figures(open.rows[0]?.n ?? 0);
}

async function addChunk(pool: Store['pool'], flow: ClosureFlow, rows: readonly Touched[], { window, due, unit }: Asked): Promise<void> {
  const ids = rows.map(({ id }) => id);
  const read = <R extends object>(name: string, text: string, values: unknown[]) => withRetry(async () => (await pool.query<R & { id: string }>({ name, text, values })).rows);
  const events = new Map((await read<{ events: readonly ClosureEvent[] }>('closures_events', EVENTS, [ids])).map((row) => [row.id, row.events]));
  const fell = new Map<string, DueOfMonth[]>(ids.map((id) => [id, []]));
  for (const row of await read<DueOfMonth>('closures_due', DUE, [ids, due.from, due.to])) fell.get(row.id)?.push(row);
  for (const { id, units, systems, owner } of rows) flow.add({ units: unitsCounted(units, unit), systems, owner, closure: closureIn(events.get(id) ?? [], window), due: fell.get(id) ?? [] });
}
