import { GATE_OUTCOMES } from '../../contracts/governance-metrics.ts';
import type { GateOutcome, GovernanceMetrics, LaneWait, MonthOfGate } from '../../contracts/governance-metrics.ts';
import { LEVELS } from '../../contracts/primitives.ts';
import type { Decision, Window } from './decisions.ts';
import { wasOverdue, type ClosedSignOff, type Wait } from './sign-offs.ts';
import { shareOf, spreadOf } from './spread.ts';
import { monthOf, monthsIn } from './window.ts';

/** What is kept of each sign-off: little, since there are many. */
interface Kept {
  readonly lane: string;
  readonly wait: Wait | null;
  readonly overdue: boolean;
}

/** Gathers the cases decided in a window one by one and tells how the gate flowed (R-63; docs/metrics.md). */
export class GateFlow {
  readonly #window: Window;
  readonly #decisions: Decision[] = [];
  readonly #signOffs: Kept[] = [];
  readonly #escalations = new Map<string, number>(LEVELS.map((level) => [level, 0]));

  constructor(window: Window) {
    this.#window = window;
  }

  /** Adds one decided case; `wait` is how long a lane that passed had waited. Sign-offs that ended after the decision belong to another one. */
  add(decision: Decision, signOffs: readonly (ClosedSignOff & { readonly wait: Wait | null })[]): void {
    this.#decisions.push(decision);
    for (const signOff of signOffs) {
      if (signOff.closed_at > decision.at) continue;
      this.#signOffs.push({ lane: signOff.lane, wait: signOff.wait, overdue: wasOverdue(signOff) });
      for (const level of signOff.levels) this.#escalations.set(level, (this.#escalations.get(level) ?? 0) + 1);
    }
  }

  figures(): GovernanceMetrics {
    const waits = this.#waits();
    const overdue = this.#signOffs.filter((each) => each.overdue).length;
    return {
      ...this.#window,
      decided: this.#decisions.length,
      outcomes: this.#outcomes(),
      lead_time: spreadOf(this.#decisions.map(({ lead_ms }) => lead_ms)),
      waits,
      bottleneck: this.#bottleneck(waits),
      rework: this.#rework(),
      sign_offs: { closed: this.#signOffs.length, overdue, overdue_share: shareOf(overdue, this.#signOffs.length) },
      escalations: Object.fromEntries(this.#escalations),
      auto_pass: { share: null, reason: 'no request passes the gate without signatures, so there is nothing to count' },
      break_glass: { share: null, reason: 'the gate cannot be passed by breaking glass, so there is nothing to count' },
      months: monthsIn(this.#window).map((month) => this.#month(month)),
    };
  }

  #outcomes(): Record<GateOutcome, number> {
    const counts = Object.fromEntries(GATE_OUTCOMES.map((outcome) => [outcome, 0])) as Record<GateOutcome, number>;
    for (const { outcome } of this.#decisions) counts[outcome] += 1;
    return counts;
  }

  #waits(): LaneWait[] {
    const lanes = [...new Set(this.#signOffs.flatMap(({ lane, wait }) => (wait === null ? [] : [lane])))];
    const times = (lane: string, key: keyof Wait) => this.#signOffs.flatMap((each) => (each.lane === lane && each.wait !== null ? [each.wait[key]] : []));
    const found = lanes.map((lane) => ({ lane, wall: spreadOf(times(lane, 'wall_ms')), business: spreadOf(times(lane, 'business_ms')) }));
    return found.sort((a, b) => (b.business.p90_hours ?? 0) - (a.business.p90_hours ?? 0) || (b.wall.p90_hours ?? 0) - (a.wall.p90_hours ?? 0) || (a.lane < b.lane ? -1 : 1));
  }

  /** The lane that holds the gate up most, with how often its sign-offs were overdue by the policy's own times. */
  #bottleneck([first]: readonly LaneWait[]): GovernanceMetrics['bottleneck'] {
    if (first?.business.p90_hours == null) return null;
    const own = this.#signOffs.filter(({ lane }) => lane === first.lane);
    return { lane: first.lane, p90_business_hours: first.business.p90_hours, overdue_share: shareOf(own.filter(({ overdue }) => overdue).length, own.length) };
  }

  #rework(): GovernanceMetrics['rework'] {
    const total = (key: 'changes_requested' | 'revisions' | 'resubmissions') => this.#decisions.reduce((sum, each) => sum + each[key], 0);
    const cases = this.#decisions.filter(reworked).length;
    return { cases, share: shareOf(cases, this.#decisions.length), changes_requested: total('changes_requested'), revisions: total('revisions'), resubmissions: total('resubmissions') };
  }

  #month(month: string): MonthOfGate {
    const own = this.#decisions.filter(({ at }) => monthOf(at) === month);
    return { month, decided: own.length, lead_time: spreadOf(own.map(({ lead_ms }) => lead_ms)), reworked: own.filter(reworked).length };
  }
}

/** Whether anything had to be asked for, changed or submitted again before the decision. */
const reworked = (decision: Decision): boolean => decision.changes_requested + decision.revisions + decision.resubmissions > 0;
