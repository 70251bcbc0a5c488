import type { Extent, Instant } from './primitives.ts';

export const BLOCKER_KINDS = [
  'pause_order',
  'risk',
  'overdue_condition',
  'digest_drift',
  'approval_expired',
  'vacancy',
  'incident',
  'nonconformity',
  'manual',
] as const;
export type BlockerKind = (typeof BLOCKER_KINDS)[number];

/** What a blocker holds: the gate (approval), a permit's issue and use, a rollout that is live. */
export const HOLDS = ['gate', 'permit', 'live'] as const;
export type Hold = (typeof HOLDS)[number];

/** An open matter that holds a gate shut (R-11, design §1). */
export interface Blocker {
  readonly id: string;
  readonly kind: BlockerKind;
  readonly extent: Extent;
  /** Empty for a condition, which holds nothing and is no blocker on any list. */
  readonly holds: readonly Hold[];
  /** Person, or role when nobody owns it yet. */
  readonly owner: string;
  readonly title: string;
  /** Path of the page or resource where it is cured. */
  readonly link: string;
  readonly raised_at: Instant;
  /** The case it derives from, or that a hand-raised one names; the case's own cure is not held by it (§1.21). */
  readonly source_case: string | null;
  /** How it ends: by hand (`release`), or only by curing its source. Both can be waived. */
  readonly ends_by: 'release' | 'cure';
  /** While this is in the future the blocker sleeps (an acceptance in date); it returns at that instant. */
  readonly dormant_until: Instant | null;
}

/** What bears on the gates of one record: what holds some of them, and what holds none and is a condition of an approval (§1.21). */
export const byEffect = (all: readonly Blocker[]): { readonly blockers: readonly Blocker[]; readonly gate_conditions: readonly Blocker[] } => ({
  blockers: all.filter(({ holds }) => holds.length > 0),
  gate_conditions: all.filter(({ holds }) => holds.length === 0),
});

/** Whether it follows from the case itself, not from somebody who raised a blocker about that case: such ids begin with the case's. */
export const followsFrom = (blocker: Pick<Blocker, 'id'>, caseId: string): boolean => blocker.id.startsWith(`${caseId}/`);

/** A recorded exception: one blocker does not hold until `until`. */
export interface Waiver {
  readonly id: string;
  readonly blocker_id: string;
  readonly system_id: string | null;
  readonly until: Instant;
  readonly granted_by: string;
}
