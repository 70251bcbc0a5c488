import { sql } from 'kysely';
import type { InboxEntry } from '../../render/inbox.ts';
import { withRetry } from '../../store/database.ts';
import type { ListenerDeps } from './ports.ts';

/** So many are listed; the command line has all. */
const LISTED = 10;

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly case_id: string;
  readonly title: string;
  readonly due_at: string | null;
  readonly lane: string | null;
  readonly all: number;
}

/** What the person owes now, those due first in front, and how much it is in all. */
export async function owedBy({ store, house, url }: ListenerDeps, person: string): Promise<{ readonly entries: readonly InboxEntry[]; readonly all: number }> {
  const found = await withRetry(() =>
    sql<Row>`SELECT o.id, o.kind, o.case_id, c.title, iso(o.due_at) AS due_at, o.data->'subject'->>'lane' AS lane, (count(*) OVER ())::int AS all
      FROM obligations o JOIN cases c ON c.id = o.case_id WHERE o.to_people @> ARRAY[${person}] ORDER BY o.due_at NULLS LAST, o.id LIMIT ${LISTED}`.execute(store.db),
  );
  const { at, policies, active } = await house.get();
  const lanes = policies.find(({ digest }) => digest === active)?.lanes.lanes ?? {};
  const entries = found.rows.map(({ id, kind, case_id, title, due_at, lane }) => ({
    id,
    kind,
    lane_name: lane === null ? null : (lanes[lane]?.name ?? lane),
    title,
    url: `${url}/v1/cases/${case_id}`,
    due_at,
    overdue: due_at !== null && due_at <= at,
  }));
  return { entries, all: found.rows[0]?.all ?? 0 };
}
