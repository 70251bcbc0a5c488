import { managersNamed } from '../../domain/house/message-view.ts';
import type { DueDelivery } from '../../store/deliveries.ts';
import { readManagerDigest } from '../../store/queries/manager-digest.ts';
import type { RecordNow } from '../../store/read.ts';
import type { TellDeps } from './ports.ts';

/** The record with what a manager's digest tells now; any other message needs nothing beyond its record. */
export async function withLines({ store }: Pick<TellDeps, 'store'>, record: RecordNow, { kind, key, recipient, about }: DueDelivery): Promise<RecordNow> {
  if (kind !== 'digest') return record;
  const { directory, policy } = record.facts;
  return { ...record, digest: await readManagerDigest(store, { key, reader: recipient, managers: managersNamed(about), directory, policy, now: record.now }) };
}
