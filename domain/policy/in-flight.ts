import type { ReplannedObligation, TreatmentDifference } from '../../contracts/in-flight.ts';
import type { Obligation, PlannedRung } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Duration } from '../../contracts/primitives.ts';
import type { DeploymentState } from '../deployment-approval/state.ts';
import { calendarNamed } from '../directory.ts';
import { sameJson } from '../equal.ts';
import { planRungs } from '../ladder/plan.ts';
import { isOpen } from '../obligations/list.ts';
import type { SystemState } from '../system/state.ts';
import { pathUnder, treatmentOf } from './treatment.ts';

export interface InFlight {
  readonly differences: readonly TreatmentDifference[];
  readonly obligations: readonly ReplannedObligation[];
}

/**
 * What policy `after` would make of a running case other than `before`, the one that it has pinned: both are run over the
 * same facts by the functions that decide (design §8). Nothing follows from the answer: the case keeps its policy to its end.
 */
export function inFlight(state: DeploymentState, system: SystemState | null, before: Policy, after: Policy): InFlight {
  const [was, would] = [treatmentOf(state, system, before), treatmentOf(state, system, after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(would)])];
  const differences = names.filter((what) => !sameJson(was[what], would[what])).map((what) => ({ what, before: plain(was[what]), after: plain(would[what]) }));
  const times = [before, after].map((policy) => (o: Obligation) => timeFor(o, state, system, policy)) as [TimeOf, TimeOf];
  return { differences, obligations: state.obligations.flatMap((o) => replanned(o, before, after, times) ?? []) };
}

type TimeOf = (o: Obligation) => Duration | null;

/** Null for nothing, since JSON has no other word for it. */
const plain = (value: unknown): unknown => value ?? null;

/** The time that a policy gives for an obligation of this kind; null where its time does not come from the policy. */
function timeFor(o: Obligation, state: DeploymentState, system: SystemState | null, policy: Policy): Duration | null {
  const { tiers, thresholds } = policy;
  switch (o.kind) {
    case 'answer':
      return thresholds.answer_due;
    case 'retirement_review':
      return thresholds.retirement_review_due;
    case 'condition': {
      const set = state.conditions.find(({ obligation_id }) => obligation_id === o.id);
      return set?.within ?? set?.every ?? thresholds.condition_within_default;
    }
    case 'sign_off':
    case 'revision':
    case 'minutes':
    case 'condition_review':
    case 'consent':
      return tiers.paths[pathUnder(state, system, policy).path ?? 'low'].sla;
    default:
      return null;
  }
}

/** The plans of both policies for an open obligation, or null when they are the same. A time that was agreed by hand stays. */
function replanned(o: Obligation, before: Policy, after: Policy, [timeBefore, timeAfter]: readonly [TimeOf, TimeOf]): ReplannedObligation | null {
  if (!isOpen(o) || o.sla === null || o.kind === 'escalation') return null;
  const byRule = sameJson(o.sla, timeBefore(o));
  const was = planRungs(before, o.kind, o.opened_at, o.sla, calendarNamed(before, o.calendar), o.ladder);
  const would = planRungs(after, o.kind, o.opened_at, (byRule ? timeAfter(o) : null) ?? o.sla, calendarNamed(after, o.calendar), o.ladder);
  const rungs = movedRungs(was.rungs, would.rungs);
  if (was.due_at === would.due_at && rungs.length === 0) return null;
  return { id: o.id, kind: o.kind, lane: o.subject['lane'] ?? null, due: { before: was.due_at, after: would.due_at }, rungs };
}

function movedRungs(was: readonly PlannedRung[], would: readonly PlannedRung[]): ReplannedObligation['rungs'] {
  const keys = [...new Map([...was, ...would].map((rung) => [`${rung.level} ${rung.id}`, rung])).values()];
  const at = (rungs: readonly PlannedRung[], { id, level }: PlannedRung) => rungs.find((rung) => rung.id === id && rung.level === level)?.at ?? null;
  return keys.map((rung) => ({ id: rung.id, level: rung.level, before: at(was, rung), after: at(would, rung) })).filter((rung) => rung.before !== rung.after);
}
