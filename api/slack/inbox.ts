import { recordPage } from '../../contracts/pages.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { InboxEntry } from '../../render/inbox.ts';
import { policyInForce } from '../../store/house.ts';
import { listObligations } from '../../store/queries/obligations.ts';
import { waitingFor } from '../../store/queries/waiting.ts';
import type { ListenerDeps } from './ports.ts';

/** Something owed, and where. */
export interface Owed extends InboxEntry {
  readonly kind: ObligationKind;
  readonly record: string;
  readonly subject: Readonly<Record<string, string>>;
}

/** What the person owes now, the overdue and those due first in front, and how much it is in all. */
export async function owedBy({ store, house, url }: ListenerDeps, person: string, limit: number): Promise<{ readonly entries: readonly Owed[]; readonly all: number }> {
  const [{ items }, waiting] = await Promise.all([listObligations(store, { person, limit }), waitingFor(store, [person])]);
  const lanes = policyInForce(await house.get())?.lanes.lanes ?? {};
  const entries = items.map(({ id, kind, case_id, case_title, due_at, subject, overdue }) => ({
    id,
    kind,
    record: case_id,
    subject,
    lane_name: subject['lane'] === undefined ? null : (lanes[subject['lane']]?.name ?? subject['lane']),
    title: case_title,
    url: `${url}${recordPage(case_id)}`,
    due_at,
    overdue,
  }));
  return { entries, all: waiting.get(person)?.open ?? 0 };
}
