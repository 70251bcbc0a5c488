import type { COST_KINDS, EffectVerdict } from '../../contracts/nonconformity-closure.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { toMs } from '../time/instant.ts';
import type { Window } from './decisions.ts';

/** Events that tell how a nonconformity is closed. */
export const CLOSURE_EVENTS = [
  'nonconformity.raised',
  'near_miss.promoted',
  'correction.recorded',
  'root_cause.recorded',
  'effectiveness.checked',
  'nonconformity.closed',
  'nonconformity.reopened',
  'cost.recorded',
] as const;

export interface Cost {
  readonly kind: (typeof COST_KINDS)[number];
  readonly currency: string;
  readonly amount: number;
}

/** One of them, in the order of the record. */
export interface ClosureEvent {
  readonly at: Instant;
  readonly type: (typeof CLOSURE_EVENTS)[number];
  /** Of a check of effect. */
  readonly verdict: EffectVerdict | null;
  /** Of a raise: whether it was only a near-miss, which counts from its promotion on. */
  readonly near_miss: boolean;
  readonly cost: Cost | null;
}

/** What happened to one nonconformity in a window; times in milliseconds. */
export interface Closure {
  readonly raised_at: Instant | null;
  readonly contained_ms: readonly number[];
  readonly root_cause_ms: readonly number[];
  readonly closed: readonly { readonly at: Instant; readonly ms: number }[];
  readonly reopened: readonly Instant[];
  /** The verdict of its very first check of effect; null when that was not in the window. */
  readonly first_verdict: EffectVerdict | null;
  readonly costs: readonly Cost[];
}

/** How far the fold of one nonconformity has come. */
interface SoFar {
  /** When it became a nonconformity. */
  raised: Instant | null;
  /** When the present cycle began. */
  cycle: Instant | null;
  checks: number;
}

type Gathered = { -readonly [K in keyof Closure]: Closure[K] extends readonly (infer E)[] ? E[] : Closure[K] };
const nothing = (): Gathered => ({ raised_at: null, contained_ms: [], root_cause_ms: [], closed: [], reopened: [], first_verdict: null, costs: [] });

/**
 * What happened to one nonconformity in a window. It counts from the instant when it was raised, a near-miss
 * from its promotion; a root cause from the beginning of its cycle; closing from the raise, whatever was opened again
 * between. Each event counts in the window in which it happened, so figures of a past window stay as they are.
 */
export function closureIn(events: readonly ClosureEvent[], { from, to }: Window): Closure {
  const found = nothing();
  const so_far: SoFar = { raised: null, cycle: null, checks: 0 };
  for (const event of events) {
    if (event.at >= to) break;
    begin(so_far, event);
    if (event.at >= from) gather(found, event, so_far);
    if (event.type === 'effectiveness.checked') so_far.checks += 1;
  }
  return found;
}

function begin(so_far: SoFar, { type, at, near_miss }: ClosureEvent): void {
  if ((type === 'nonconformity.raised' && !near_miss) || type === 'near_miss.promoted') [so_far.raised, so_far.cycle] = [at, at];
  if (type === 'nonconformity.reopened') so_far.cycle = at;
}

function gather(found: Gathered, { type, at, verdict, cost }: ClosureEvent, { raised, cycle, checks }: SoFar): void {
  if (cost !== null) found.costs.push(cost);
  if (raised === null || cycle === null) return;
  if (raised === at && (type === 'nonconformity.raised' || type === 'near_miss.promoted')) found.raised_at = at;
  if (type === 'correction.recorded') found.contained_ms.push(toMs(at) - toMs(raised));
  if (type === 'root_cause.recorded') found.root_cause_ms.push(toMs(at) - toMs(cycle));
  if (type === 'nonconformity.closed') found.closed.push({ at, ms: toMs(at) - toMs(raised) });
  if (type === 'nonconformity.reopened') found.reopened.push(at);
  if (type === 'effectiveness.checked' && checks === 0) found.first_verdict = verdict;
}
