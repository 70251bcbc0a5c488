import type { NcClass } from './nonconformity-closure.ts';
import type { ObligationKind } from './policy.ts';
import type { Instant } from './primitives.ts';

/** Something owed in a manager's line, as a digest tells of it. */
export interface DigestItem {
  readonly id: string;
  readonly case_id: string;
  readonly kind: ObligationKind;
  readonly title: string;
  readonly class: NcClass | null;
  /** Who owes it: a person, or those of a role who were asked. */
  readonly owing: readonly string[];
  readonly opened_at: Instant;
  /** Null where it is due at no time. */
  readonly due_at: Instant | null;
}

/** What is overdue for longer than `over`, and where there is a longer band, for no longer than `to`: ISO durations, null for no limit. */
export interface OverdueBand {
  readonly over: string | null;
  readonly to: string | null;
  readonly items: readonly DigestItem[];
}

/** One manager's line. Whatever is owed stands in one section, the earliest due first: what is overdue in none of the others. */
export interface LineDigest {
  readonly manager: string;
  /** Since the last digest about this line, whoever read it; null where there was none. */
  readonly changed: { readonly since: Instant; readonly fresh: number; readonly fell_due: number; readonly done: number } | null;
  /** By age, the oldest first; bands without anything are left out. */
  readonly overdue: readonly OverdueBand[];
  readonly due_soon: readonly DigestItem[];
  readonly extensions: readonly DigestItem[];
  readonly verification: readonly DigestItem[];
  readonly effectiveness: readonly DigestItem[];
  /** How much is overdue further below: it is named in the digests of those between, and on the board. */
  readonly overdue_below: number;
}

/** What a digest tells its reader: their own line first, then those of managers whom they stand in for. */
export interface ManagerDigest {
  readonly at: Instant;
  /** What is due by then is due soon. */
  readonly until: Instant;
  readonly lines: readonly LineDigest[];
}
