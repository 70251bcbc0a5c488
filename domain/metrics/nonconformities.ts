import type { ClosureGroup, ClosureMetrics } from '../../contracts/closure-metrics.ts';
import { COST_KINDS } from '../../contracts/nonconformity-closure.ts';
import type { Closure } from './closures.ts';
import type { Window } from './decisions.ts';
import { shareOf, spreadOf } from './spread.ts';
import { monthOf, monthsIn } from './window.ts';

/** Steps of one nonconformity that ended in a month, and how many of them after they were due. */
export interface EndedSteps {
  readonly month: string;
  readonly ended: number;
  readonly overdue: number;
}

/** Of whom and what a nonconformity is; null where nobody is named. */
export interface ClosurePlace {
  readonly unit: string | null;
  readonly system: string | null;
  readonly owner: string | null;
}

/** Everything about one nonconformity that the figures ask. */
export interface ClosureCase extends ClosurePlace {
  readonly closure: Closure;
  readonly steps: readonly EndedSteps[];
  /** Re-assessments of the risk that fell due, and how many were done by then. */
  readonly risk: { readonly due: number; readonly in_time: number };
}

/** What belongs to one unit, system, owner or month. */
interface Tally {
  raised: number;
  reopened: number;
  ended: number;
  overdue: number;
  readonly closed_ms: number[];
}
const tally = (): Tally => ({ raised: 0, reopened: 0, ended: 0, overdue: 0, closed_ms: [] });
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function groupOf(key: string, { raised, reopened, ended, overdue, closed_ms }: Tally): ClosureGroup {
  return { key, raised, closed: closed_ms.length, to_close: spreadOf(closed_ms), overdue_share: shareOf(overdue, ended), reopened };
}

/** Gathers nonconformities one by one and tells how they are closed (R-47, R-48; docs/metrics.md). */
export class ClosureFlow {
  readonly #all = tally();
  readonly #months: Map<string, Tally>;
  readonly #by = { unit: new Map<string, Tally>(), system: new Map<string, Tally>(), owner: new Map<string, Tally>() };
  readonly #contained: number[] = [];
  readonly #root_causes: number[] = [];
  readonly #costs = new Map<string, { amount: number; count: number }>();
  readonly #checked = { first: 0, effective: 0 };
  readonly #risk = { due: 0, in_time: 0 };

  constructor(window: Window) {
    this.#months = new Map(monthsIn(window).map((month) => [month, tally()]));
  }

  add(one: ClosureCase): void {
    const { closure, risk } = one;
    for (const each of [this.#all, ...this.#places(one)]) count(each, one);
    this.#addMonths(one);
    this.#contained.push(...closure.contained_ms);
    this.#root_causes.push(...closure.root_cause_ms);
    if (closure.first_verdict !== null) this.#checked.first += 1;
    if (closure.first_verdict === 'effective') this.#checked.effective += 1;
    this.#risk.due += risk.due;
    this.#risk.in_time += risk.in_time;
    for (const { kind, currency, amount } of closure.costs) {
      const there = this.#costs.get(`${kind} ${currency}`) ?? { amount: 0, count: 0 };
      this.#costs.set(`${kind} ${currency}`, { amount: there.amount + amount, count: there.count + 1 });
    }
  }

  #places(place: ClosurePlace): Tally[] {
    return (['unit', 'system', 'owner'] as const).flatMap((by) => {
      const key = place[by];
      if (key === null) return [];
      const found = this.#by[by].get(key) ?? tally();
      this.#by[by].set(key, found);
      return [found];
    });
  }

  #addMonths({ closure: { raised_at, closed, reopened }, steps }: ClosureCase): void {
    const of = (month: string): Tally => this.#months.get(month) ?? tally();
    if (raised_at !== null) of(monthOf(raised_at)).raised += 1;
    for (const { at, ms } of closed) of(monthOf(at)).closed_ms.push(ms);
    for (const at of reopened) of(monthOf(at)).reopened += 1;
    for (const { month, ended, overdue } of steps) {
      of(month).ended += ended;
      of(month).overdue += overdue;
    }
  }

  /** `open_now`: how many are open at the moment of asking. */
  figures(open_now: number): ClosureMetrics {
    const { raised, reopened, ended, overdue, closed_ms } = this.#all;
    const cycles = closed_ms.length + reopened;
    const { first, effective } = this.#checked;
    const { due, in_time } = this.#risk;
    return {
      raised,
      closed: closed_ms.length,
      open_now,
      to_contain: spreadOf(this.#contained),
      to_root_cause: spreadOf(this.#root_causes),
      to_close: spreadOf(closed_ms),
      overdue: { overdue, of: ended, share: shareOf(overdue, ended) },
      reopened: { reopened, of: cycles, share: shareOf(reopened, cycles) },
      first_time_effective: { effective, of: first, share: shareOf(effective, first) },
      risk_mitigation: { in_time, of: due, share: shareOf(in_time, due) },
      cost_of_poor_quality: this.#costsByKind(),
      by_unit: groups(this.#by.unit),
      by_system: groups(this.#by.system),
      by_owner: groups(this.#by.owner),
      months: [...this.#months].map(([month, of]) => groupOf(month, of)),
    };
  }

  #costsByKind(): ClosureMetrics['cost_of_poor_quality'] {
    const found = [...this.#costs].map(([key, { amount, count: times }]) => {
      const [kind = '', currency = ''] = key.split(' ');
      return { kind: kind as (typeof COST_KINDS)[number], currency, amount: Math.round(amount * 100) / 100, count: times };
    });
    return found.sort((a, b) => COST_KINDS.indexOf(a.kind) - COST_KINDS.indexOf(b.kind) || (a.currency < b.currency ? -1 : 1));
  }
}

function count(of: Tally, { closure: { raised_at, closed, reopened }, steps }: ClosureCase): void {
  if (raised_at !== null) of.raised += 1;
  of.reopened += reopened.length;
  of.closed_ms.push(...closed.map(({ ms }) => ms));
  of.ended += sum(steps.map(({ ended }) => ended));
  of.overdue += sum(steps.map(({ overdue }) => overdue));
}

/** Most was closed first, then by name. */
function groups(of: ReadonlyMap<string, Tally>): ClosureGroup[] {
  return [...of].map(([key, each]) => groupOf(key, each)).sort((a, b) => b.closed - a.closed || b.raised - a.raised || (a.key < b.key ? -1 : 1));
}
