import { sql } from 'kysely';
import { recordPage } from '../../contracts/pages.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { InboxEntry } from '../../render/inbox.ts';
import { withRetry } from '../../store/database.ts';
import type { ListenerDeps } from './ports.ts';

interface Row {
  readonly id: string;
  readonly kind: ObligationKind;
  readonly case_id: string;
  readonly title: string;
  readonly due_at: string | null;
  readonly subject: Readonly<Record<string, string>>;
  readonly all: number;
}

/** Something owed, and where. */
export interface Owed extends InboxEntry {
  readonly kind: ObligationKind;
  readonly record: string;
  readonly subject: Readonly<Record<string, string>>;
}

/** What the person owes now, the overdue and those due first in front, and how much it is in all. */
export async function owedBy({ store, house, url }: ListenerDeps, person: string, limit: number): Promise<{ readonly entries: readonly Owed[]; readonly all: number }> {
  const found = await withRetry(() =>
    sql<Row>`SELECT o.id, o.kind, o.case_id, c.title, iso(o.due_at) AS due_at, coalesce(o.data->'subject', '{}') AS subject, (count(*) OVER ())::int AS all
      FROM obligations o JOIN cases c ON c.id = o.case_id WHERE o.to_people @> ARRAY[${person}] ORDER BY o.due_at NULLS LAST, o.id LIMIT ${limit}`.execute(store.db),
  );
  const { at, policies, active } = await house.get();
  const lanes = policies.find(({ digest }) => digest === active)?.lanes.lanes ?? {};
  const entries = found.rows.map(({ id, kind, case_id, title, due_at, subject }) => ({
    id,
    kind,
    record: case_id,
    subject,
    lane_name: subject['lane'] === undefined ? null : (lanes[subject['lane']]?.name ?? subject['lane']),
    title,
    url: `${url}${recordPage(case_id)}`,
    due_at,
    overdue: due_at !== null && due_at <= at,
  }));
  return { entries, all: found.rows[0]?.all ?? 0 };
}
