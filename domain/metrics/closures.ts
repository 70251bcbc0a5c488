import type { COST_KINDS, EffectVerdict } from '../../contracts/nonconformity-closure.ts';
import { EVIDENCE_FALSE, HAPPENED_AGAIN, INEFFECTIVE } from '../../contracts/nonconformity-closure.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { toMs } from '../time/instant.ts';
import type { Window } from './decisions.ts';
import { monthOf } from './window.ts';

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
  /** Of a reopening: the rule by which it was opened again. */
  readonly rule: string | null;
  readonly cost: Cost | null;
}

/** When a step was taken, and how long it took: milliseconds. */
export interface Timed {
  readonly at: Instant;
  readonly ms: number;
}

/** That a cycle ended: it was closed, or opened again, or first the one and then the other. */
export interface CycleEnd {
  readonly at: Instant;
  /** 1 for the first. */
  readonly cycle: number;
  readonly reopened: boolean;
}

/** What happened to one nonconformity in a window. */
export interface Closure {
  readonly raised_at: Instant | null;
  readonly contained: readonly Timed[];
  readonly root_causes: readonly Timed[];
  readonly closed: readonly Timed[];
  readonly ends: readonly CycleEnd[];
  /** Its very first check of effect; null when that was not in the window. */
  readonly first_check: { readonly at: Instant; readonly verdict: EffectVerdict } | null;
  readonly costs: readonly (Cost & { readonly at: Instant })[];
}

/** How far the fold of one nonconformity has come. */
interface SoFar {
  /** When it became a nonconformity. */
  raised: Instant | null;
  /** When the present cycle began. */
  cycle: Instant | null;
  /** Since when it was to be contained: the raise, and once it was contained, the latest reopening. */
  uncontained: Instant | null;
  contained: boolean;
  checks: number;
  /** The present cycle, from 1. */
  number: number;
  /** Whether the present cycle was closed. */
  closed: boolean;
}

type Gathered = { -readonly [K in keyof Closure]: Closure[K] extends readonly (infer E)[] ? E[] : Closure[K] };
const nothing = (): Gathered => ({ raised_at: null, contained: [], root_causes: [], closed: [], ends: [], first_check: null, costs: [] });

/** Rules by which a cycle is given up because its cure failed, closed or not. */
const CURE_FAILED: ReadonlySet<string | null> = new Set([INEFFECTIVE, EVIDENCE_FALSE, HAPPENED_AGAIN]);

/**
 * What happened to one nonconformity in a window. It counts from the instant when it was raised, a near-miss
 * from its promotion; a root cause from the beginning of its cycle, as a correction that is made again does; closing from the raise, whatever was opened again
 * between. A cycle is opened again when it was closed, or when its cure failed; the end of an accepted risk, or a class that
 * was raised, ends none. Each event counts in the window in which it happened, so figures of a past window stay as they are.
 */
export function closureIn(events: readonly ClosureEvent[], { from, to }: Window): Closure {
  const found = nothing();
  const so_far: SoFar = { raised: null, cycle: null, uncontained: null, contained: false, checks: 0, number: 1, closed: false };
  for (const event of events) {
    if (event.at >= to) break;
    begin(so_far, event);
    if (event.at >= from) gather(found, event, so_far);
    if (event.type === 'effectiveness.checked') so_far.checks += 1;
    if (event.type === 'correction.recorded') so_far.contained = true;
    if (event.type === 'nonconformity.closed') so_far.closed = true;
    if (event.type === 'nonconformity.reopened') [so_far.number, so_far.closed] = [so_far.number + 1, false];
  }
  return found;
}

function begin(so_far: SoFar, { type, at, near_miss }: ClosureEvent): void {
  if ((type === 'nonconformity.raised' && !near_miss) || type === 'near_miss.promoted') [so_far.raised, so_far.cycle, so_far.uncontained] = [at, at, at];
  if (type !== 'nonconformity.reopened') return;
  so_far.cycle = at;
  if (so_far.contained) so_far.uncontained = at;
}

function gather(found: Gathered, event: ClosureEvent, { raised, cycle, uncontained, checks, number, closed }: SoFar): void {
  const { type, at, verdict, cost } = event;
  if (cost !== null) found.costs.push({ ...cost, at });
  if (raised === null || cycle === null || uncontained === null) return;
  if (raised === at && (type === 'nonconformity.raised' || type === 'near_miss.promoted')) found.raised_at = at;
  if (type === 'correction.recorded') found.contained.push({ at, ms: toMs(at) - toMs(uncontained) });
  if (type === 'root_cause.recorded') found.root_causes.push({ at, ms: toMs(at) - toMs(cycle) });
  if (type === 'nonconformity.closed') found.closed.push({ at, ms: toMs(at) - toMs(raised) });
  if (type === 'nonconformity.closed') found.ends.push({ at, cycle: number, reopened: false });
  if (type === 'nonconformity.reopened' && (closed || CURE_FAILED.has(event.rule))) found.ends.push({ at, cycle: number, reopened: true });
  if (type === 'effectiveness.checked' && checks === 0 && verdict !== null) found.first_check = { at, verdict };
}

/** The part of it that happened in a month (UTC). */
export function closureOf(month: string, closure: Closure): Closure {
  const here = (at: Instant): boolean => monthOf(at) === month;
  const timed = (those: readonly Timed[]): Timed[] => those.filter(({ at }) => here(at));
  const { raised_at, contained, root_causes, closed, ends, first_check, costs } = closure;
  return {
    raised_at: raised_at !== null && here(raised_at) ? raised_at : null,
    contained: timed(contained),
    root_causes: timed(root_causes),
    closed: timed(closed),
    ends: ends.filter(({ at }) => here(at)),
    first_check: first_check !== null && here(first_check.at) ? first_check : null,
    costs: costs.filter(({ at }) => here(at)),
  };
}

/** Steps are counted by when they fell due, and none before that: the window in which they did, seen at `now`. */
export const dueIn = ({ from, to }: Window, now: Instant): Window => ({ from, to: now < to ? now : to });
