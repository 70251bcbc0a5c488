import type { PoolClient } from 'pg';
import { evidenceId } from '../contracts/evidence.ts';
import { inTransaction, withRetry } from './database.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import type { Store } from './store.ts';

/*
 * A file is put before its record is written. When the record is refused the
 * file goes again, and the same bytes may be on their way in by another upload at that moment:
 * 1. `discard` looks for a record and removes the file under a lock of the digest;
 * 2. an upload whose record was accepted asks `isKept` under the same lock before it answers.
 * Whichever comes second sees what the first did, so a file that somebody was told is stored is stored; who is told that it
 * went meanwhile sends it again, and the record that was written stands without its file until then.
 */

async function underLock<T>({ pool }: Store, sha256: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withRetry(() =>
    inTransaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [evidenceId(sha256)]);
      return work(client);
    }),
  );
}

/** Removes a file whose record was refused, unless there is a record of the same digest. Answers whether it did. */
export async function discard(store: Store, files: EvidenceFiles, sha256: string): Promise<boolean> {
  return underLock(store, sha256, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM cases WHERE id = $1', [evidenceId(sha256)]);
    if (rowCount !== 0) return false;
    await files.remove(sha256);
    return true;
  });
}

/** Whether the file of an accepted record lies in the store; no only when it was discarded by another upload just now. */
export async function isKept(store: Store, files: EvidenceFiles, sha256: string): Promise<boolean> {
  return underLock(store, sha256, async () => (await files.get(sha256)) !== null);
}
