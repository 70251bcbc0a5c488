import { evidenceId } from '../../contracts/evidence.ts';
import type { EvidenceState } from '../../domain/evidence/index.ts';
import type { Store } from '../store.ts';

/** The custody of stored files, by digest: name, size, type, who brought them, how often they were read. What is not stored is left out. */
export async function storedFiles({ db }: Pick<Store, 'db'>, digests: readonly string[]): Promise<ReadonlyMap<string, EvidenceState>> {
  if (digests.length === 0) return new Map();
  const rows = await db.selectFrom('cases').select('state').where('kind', '=', 'evidence').where('id', 'in', digests.map(evidenceId)).execute();
  return new Map(rows.map(({ state }) => state as EvidenceState).flatMap((file) => (file.sha256 === null ? [] : [[file.sha256, file] as const])));
}
