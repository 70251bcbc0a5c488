import type { Damage } from '../../contracts/evidence.ts';
import type { Instant } from '../../contracts/primitives.ts';

/** Custody of one evidence file: what it is, who brought it, how often it was read. */
export interface EvidenceState {
  readonly id: string;
  /** Null until a file is stored. */
  readonly sha256: string | null;
  readonly bytes: number;
  /** Media type by its content; null for what was stored before types were looked at. */
  readonly type: string | null;
  readonly name: string | null;
  readonly stored_by: string | null;
  readonly stored_at: Instant | null;
  readonly reads: number;
  /** What became of the file in the store, as somebody found it last; null while it is as it was stored. */
  readonly damage: Damage | null;
  readonly last_at: Instant | null;
}

/** The record before its first event. */
export const initial = (id: string): EvidenceState => ({
  id,
  sha256: null,
  bytes: 0,
  type: null,
  name: null,
  stored_by: null,
  stored_at: null,
  reads: 0,
  damage: null,
  last_at: null,
});
