import type { LadderPosition } from './obligation.ts';
import type { StreamKind } from './ledger.ts';
import type { Instant } from './primitives.ts';

/** What a manager looks for on the board: overdue, due soon, more time asked for, evidence to verify, effect to check. */
export const BOARD_BUCKETS = ['overdue', 'due_soon', 'extensions', 'to_verify', 'effect_due'] as const;
export type BoardBucket = (typeof BOARD_BUCKETS)[number];

/** How soon is soon where the policy has no `nonconformities.yaml`; an ISO 8601 duration. */
export const DUE_WITHIN = 'P7D';

/** One thing that somebody owes to put something right. */
export interface ActionOwed {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly case_id: string;
  readonly case_kind: StreamKind;
  readonly case_title: string;
  readonly system_id: string | null;
  /** Of the nonconformity; null before it is classified, and for a deployment's condition. */
  readonly class: string | null;
  readonly unit: string | null;
  /** The person who owes it; null where a role does. */
  readonly owner: string | null;
  readonly role: string | null;
  readonly accountable: string | null;
  /** Who was told, e.g. a deputy or the holders of the role. */
  readonly to: readonly string[];
  readonly due_at: Instant | null;
  readonly overdue: boolean;
  /** How long it is overdue, as the number of the band; null while it is not. */
  readonly band: number | null;
  readonly ladder: LadderPosition;
}

/** How much the board holds. */
export interface BoardSummary {
  readonly open: number;
  readonly buckets: Readonly<Record<BoardBucket, number>>;
  /** Overdue by age: longer than `over` and at most `up_to`, ISO 8601; null: no such bound. */
  readonly bands: readonly { readonly number: number; readonly over: string | null; readonly up_to: string | null; readonly count: number }[];
  /** How far ladders have climbed, L1 and above. */
  readonly levels: readonly { readonly level: string; readonly count: number }[];
  /** Those with most overdue, most first. */
  readonly owners: readonly { readonly owner: string; readonly overdue: number; readonly oldest_due_at: Instant }[];
}
