import type { Blocker } from '../../contracts/blocker.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { DigestSet, Instant } from '../../contracts/primitives.ts';
import type { RESIDUALS, SystemEntry } from '../../contracts/system.ts';
import type { RecordedWaiver } from '../blockers/book.ts';

export interface SystemVersion {
  readonly id: string;
  readonly name: string;
  readonly digests: DigestSet;
  readonly authors: readonly string[];
  readonly weights_signature: string | null;
  readonly added_at: Instant;
  readonly added_by: string;
}

export type Residual = (typeof RESIDUALS)[number];

export interface RiskItem {
  readonly id: string;
  /** The blocker that it is while it halts and is open. */
  readonly blocker_id: string;
  readonly title: string;
  readonly owner: string;
  readonly residual: Residual;
  readonly option: 'avoid' | 'mitigate' | 'transfer' | 'accept';
  readonly criteria: string | null;
  readonly component: string | null;
  readonly state: 'open' | 'treated' | 'accepted' | 'closed';
  readonly added_at: Instant;
  readonly added_by: string;
  readonly accepted_by: string | null;
  readonly accepted_until: Instant | null;
  /** The acceptance needed the board's level (board trigger when it expires, §0.04). */
  readonly accepted_at_board_level: boolean;
  /** Whether its residual is at or above the policy's halt threshold, as judged when last written. */
  readonly halts: boolean;
}

/** Digests seen in an environment that are not the live approved ones (§1.22). */
export interface Drift {
  readonly environment: string;
  readonly blocker_id: string;
  readonly observed: DigestSet;
  readonly expected: DigestSet;
  readonly differing: readonly string[];
  readonly case_id: string;
  /** When it was first observed. */
  readonly at: Instant;
}

/** A register entry and what hangs off it directly: versions, risks, drift, blockers raised by hand, waivers. */
export interface SystemState {
  readonly id: string;
  readonly exists: boolean;
  readonly entry: SystemEntry | null;
  readonly versions: readonly SystemVersion[];
  readonly risks: readonly RiskItem[];
  readonly drift: readonly Drift[];
  readonly raised: readonly Blocker[];
  readonly waivers: readonly RecordedWaiver[];
  readonly obligations: readonly Obligation[];
  readonly last_at: Instant | null;
}

/** A record before its first event. */
export const initial = (id: string): SystemState => ({
  id,
  exists: false,
  entry: null,
  versions: [],
  risks: [],
  drift: [],
  raised: [],
  waivers: [],
  obligations: [],
  last_at: null,
});
