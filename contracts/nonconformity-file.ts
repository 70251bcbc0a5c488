import type { NcClass, NonconformityStatus } from './nonconformity-closure.ts';
import type { CauseShown } from './nonconformity-message.ts';
import type { Extent, Instant } from './primitives.ts';

/** What a file of nonconformities tells of one that lists do not. */
export interface Filed {
  /** Everything that it reaches: the unit or the organisation while no systems narrow it, then its systems. */
  readonly extent: readonly Extent[];
  /** The analysis that the class of cause comes from: of the present cycle, else the last one. */
  readonly cause: CauseShown | null;
}

/** A nonconformity as a line of a file shows it. */
export interface NonconformityInFile extends Filed {
  readonly id: string;
  readonly state: NonconformityStatus;
  readonly class: NcClass | null;
  readonly severity: string;
  readonly title: string;
  readonly source: string;
  readonly near_miss: boolean;
  readonly owner: string | null;
  readonly accountable: string | null;
  readonly systems: readonly string[];
  readonly unit: string | null;
  readonly clauses: readonly string[];
  readonly controls: readonly string[];
  readonly cause_class: string | null;
  readonly cycle: number;
  readonly raised_at: Instant;
  /** How many obligations are open, and when the first of them is due. */
  readonly open: number;
  readonly due_at: Instant | null;
  readonly overdue: boolean;
  readonly closed_at: Instant | null;
}
