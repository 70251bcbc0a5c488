import type { BlockerListed } from '../../store/queries/blockers.ts';
import { readRecord, type RecordNow } from '../../store/read.ts';
import type { Act } from '../acts/act.ts';
import { ACTS } from '../acts/table.ts';
import { targetOf } from '../acts/target.ts';
import { type Offered, offered } from '../parts/offered.tsx';
import type { Visit } from '../visit.ts';

const ENDS: readonly Act[] = ['releaseBlocker', 'waiveBlocker', 'cureBlocker'].flatMap((key) => ACTS.find((act) => act.key === key) ?? []);

/** What can be done about each blocker, asked of the record that keeps it. `system`: whose waiver it would be; null for everything in reach. */
export async function blockerOffers(visit: Visit, blockers: readonly BlockerListed[], system: string | null): Promise<readonly Offered[]> {
  const records = new Map<string, RecordNow | null>();
  const found: Offered[] = [];
  for (const { id } of blockers) {
    for (const act of ENDS) {
      const carried = system === null ? {} : { system_id: system };
      const target = await targetOf(visit.deps.store, act, id, carried);
      if (!target) continue;
      const record = records.get(target.id) ?? (await readRecord(visit.deps.store, target));
      records.set(target.id, record);
      if (record) found.push(offered(visit, act, id, { target, record }, carried));
    }
  }
  return found;
}
