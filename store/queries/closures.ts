import type { ClosureMetrics } from '../../contracts/closure-metrics.ts';
import { type ClosureEvent, closureIn } from '../../domain/metrics/closures.ts';
import { ClosureFlow, type ClosurePlace, type EndedSteps } from '../../domain/metrics/nonconformities.ts';
import type { Window } from '../../domain/metrics/decisions.ts';
import { withRetry } from '../database.ts';
import type { Store } from '../store.ts';

/** Which nonconformities count; a unit with those below it. */
export interface ClosuresWish extends Window {
  /** In whose extent they are. */
  readonly system?: string | undefined;
  readonly unit?: string | undefined;
  readonly owner?: string | undefined;
}

/** So many are read at a time: memory stays flat however long the window is. */
const CHUNK = 500;

// The types are written out: only then does the planner know that the small indexes of 0016 hold every row asked for.
const TYPES = `('nonconformity.raised', 'near_miss.promoted', 'correction.recorded', 'root_cause.recorded', 'effectiveness.checked', 'nonconformity.closed', 'nonconformity.reopened', 'cost.recorded')`;

const TOUCHED = `SELECT n.id, coalesce(n.unit, s.unit) AS unit, c.system_id AS system, n.owner
  FROM nonconformities n JOIN cases c ON c.id = n.id LEFT JOIN cases s ON s.id = c.system_id
  WHERE n.id IN (
      SELECT l.stream FROM ledger l WHERE l.type IN ${TYPES} AND l.at >= $1 AND l.at < $2
      UNION SELECT o.case_id FROM obligations_closed o WHERE o.case_id LIKE 'nc\\_%' AND o.closed_at >= $1::timestamptz AND o.closed_at < $2::timestamptz
      UNION SELECT o.case_id FROM obligations_closed o WHERE o.kind = 'risk_reassessment' AND o.due_at >= $1::timestamptz AND o.due_at < $2::timestamptz
      UNION SELECT o.case_id FROM obligations o WHERE o.kind = 'risk_reassessment' AND o.due_at >= $1::timestamptz AND o.due_at < $2::timestamptz)
    AND ($3::text IS NULL OR n.systems @> ARRAY[$3::text]) AND ($5::text IS NULL OR n.owner = $5)
    AND ($4::text IS NULL OR coalesce(n.unit, s.unit) IN (SELECT id FROM units WHERE id = $4 OR $4 = ANY (path)))
  ORDER BY n.id`;

const EVENTS = `SELECT l.stream AS id, json_agg(json_build_object('at', l.at, 'type', l.type, 'verdict', b.verdict, 'near_miss', coalesce(b.near_miss, false),
    'cost', CASE WHEN l.type = 'cost.recorded' THEN json_build_object('kind', b.kind, 'currency', b.currency, 'amount', b.amount) END) ORDER BY l.seq) AS events
  FROM ledger l, LATERAL json_to_record(l.body::json) AS b (verdict text, near_miss boolean, kind text, currency text, amount double precision)
  WHERE l.stream = ANY ($1) AND l.type IN ${TYPES} GROUP BY l.stream`;

const STEPS = `SELECT o.case_id AS id, to_char(o.closed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*)::int AS ended, (count(*) FILTER (WHERE o.closed_at > o.due_at))::int AS overdue
  FROM obligations_closed o WHERE o.case_id = ANY ($1) AND o.kind <> 'escalation' AND o.state IN ('met', 'failed') AND o.closed_at >= $2::timestamptz AND o.closed_at < $3::timestamptz
  GROUP BY 1, 2`;

// One that is still open after it was due was not done in time; one that nobody needs any more is not counted.
const RISKS = `SELECT o.case_id AS id, count(*)::int AS due, (count(*) FILTER (WHERE o.state = 'met' AND o.closed_at <= o.due_at))::int AS in_time
  FROM (SELECT case_id, kind, state, due_at, closed_at FROM obligations WHERE case_id = ANY ($1) UNION ALL SELECT case_id, kind, state, due_at, closed_at FROM obligations_closed WHERE case_id = ANY ($1)) o
  WHERE o.kind = 'risk_reassessment' AND o.state <> 'withdrawn' AND o.due_at >= $2::timestamptz AND o.due_at < $3::timestamptz GROUP BY 1`;

const OPEN = `SELECT count(*)::int AS n FROM nonconformities n LEFT JOIN cases c ON c.id = n.id LEFT JOIN cases s ON s.id = c.system_id
  WHERE n.until_at = 'infinity' AND ($1::text IS NULL OR n.systems @> ARRAY[$1::text]) AND ($3::text IS NULL OR n.owner = $3)
    AND ($2::text IS NULL OR coalesce(n.unit, s.unit) IN (SELECT id FROM units WHERE id = $2 OR $2 = ANY (path)))`;

interface Touched extends ClosurePlace {
  readonly id: string;
}

/** How nonconformities were closed in the window (R-47, R-48; docs/metrics.md), read from the ledger and the ended obligations in parts. */
export async function closures({ pool }: Pick<Store, 'pool'>, wish: ClosuresWish): Promise<ClosureMetrics> {
  const { from, to, system = null, unit = null, owner = null } = wish;
  const flow = new ClosureFlow({ from, to });
  const { rows } = await withRetry(() => pool.query<Touched>({ name: 'closures_touched', text: TOUCHED, values: [from, to, system, unit, owner] }));
  for (let at = 0; at < rows.length; at += CHUNK) await addChunk(pool, flow, rows.slice(at, at + CHUNK), { from, to });
  const open = await withRetry(() => pool.query<{ n: number }>({ name: 'closures_open', text: OPEN, values: [system, unit, owner] }));
  return flow.figures(open.rows[0]?.n ?? 0);
}

async function addChunk(pool: Store['pool'], flow: ClosureFlow, rows: readonly Touched[], window: Window): Promise<void> {
  const { from, to } = window;
  const ids = rows.map(({ id }) => id);
  const read = <R extends object>(name: string, text: string, values: unknown[]) => withRetry(async () => (await pool.query<R & { id: string }>({ name, text, values })).rows);
  const events = new Map((await read<{ events: readonly ClosureEvent[] }>('closures_events', EVENTS, [ids])).map((row) => [row.id, row.events]));
  const risks = new Map((await read<{ due: number; in_time: number }>('closures_risks', RISKS, [ids, from, to])).map((row) => [row.id, row]));
  const steps = new Map<string, EndedSteps[]>();
  for (const row of await read<EndedSteps>('closures_steps', STEPS, [ids, from, to])) steps.set(row.id, [...(steps.get(row.id) ?? []), row]);
  for (const { id, unit, system, owner } of rows) {
    flow.add({ unit, system, owner, closure: closureIn(events.get(id) ?? [], window), steps: steps.get(id) ?? [], risk: risks.get(id) ?? { due: 0, in_time: 0 } });
  }
}
