import type { GateOutcome } from '../../contracts/governance-metrics.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { toMs } from '../time/instant.ts';

/** Events that tell when a case was asked for, worked over and decided. */
export const FLOW_EVENTS = [
  'deployment.submitted',
  'deployment.revised',
  'deployment.reopened',
  'changes.requested',
  'tier.changed',
  'deployment.approved',
  'deployment.rejected',
  'deployment.withdrawn',
  'deployment.lapsed',
] as const;

/** One of them, in the order of the record. */
export interface FlowEvent {
  readonly at: Instant;
  readonly type: (typeof FLOW_EVENTS)[number];
  /** Whether an approval is conditional, a revision a resubmission, a change of tier in force at once. */
  readonly yes: boolean;
  /** What it says of the case's tier and unit; null where it says nothing. */
  readonly tier: string | null;
  readonly unit: string | null;
}

/** One decision on a case, with what it took to get there. */
export interface Decision {
  readonly at: Instant;
  readonly outcome: GateOutcome;
  /** Milliseconds since the case was submitted for the first time. */
  readonly lead_ms: number;
  readonly changes_requested: number;
  readonly revisions: number;
  readonly resubmissions: number;
  /** The tier in force, and the unit that it was submitted for. */
  readonly tier: string;
  readonly unit: string;
}

export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

const OUTCOMES: { readonly [T in FlowEvent['type']]?: (yes: boolean) => GateOutcome } = {
  'deployment.approved': (conditional) => (conditional ? 'conditional' : 'approved'),
  'deployment.rejected': () => 'rejected',
  'deployment.withdrawn': () => 'withdrawn',
  'deployment.lapsed': () => 'lapsed',
};

/**
 * The last decision of a case in a window, or null. A case that was decided, opened again and decided once more counts in
 * each window by the decision made there, so figures of a past window stay as they are. What ends an approval later (a
 * withdrawal before the rollout, a revocation) decides nothing about the request and is not counted.
 */
export function decisionIn(events: readonly FlowEvent[], { from, to }: Window): Decision | null {
  const submitted = events[0];
  if (submitted?.type !== 'deployment.submitted') return null;
  let found: Decision | null = null;
  let undecided = true;
  const so_far = { changes_requested: 0, revisions: 0, resubmissions: 0, tier: '', unit: submitted.unit ?? '' };
  for (const event of events) {
    const { at, type, yes } = event;
    if (at >= to) break;
    follow(so_far, event);
    const outcome = OUTCOMES[type]?.(yes);
    if (outcome === undefined) undecided ||= type === 'deployment.revised' || type === 'deployment.reopened';
    else if (undecided) {
      undecided = false;
      if (at >= from) found = { at, outcome, lead_ms: toMs(at) - toMs(submitted.at), ...so_far };
    }
  }
  return found;
}

function follow(so_far: { changes_requested: number; revisions: number; resubmissions: number; tier: string }, { type, yes, tier }: FlowEvent): void {
  if (type === 'changes.requested') so_far.changes_requested += 1;
  if (type === 'deployment.revised') so_far[yes ? 'resubmissions' : 'revisions'] += 1;
  if (tier !== null && (type !== 'tier.changed' || yes)) so_far.tier = tier;
}
