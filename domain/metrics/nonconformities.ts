import type { ClosureGroup, ClosureMetrics } from '../../contracts/closure-metrics.ts';
import { ClosureTally, type DueRisks, type DueSteps } from './closure-tally.ts';
import { type Closure, closureOf } from './closures.ts';
import type { Window } from './decisions.ts';
import { monthOf, monthsIn } from './window.ts';

/** What of one nonconformity fell due in a month. */
export interface DueOfMonth {
  readonly month: string;
  readonly steps: DueSteps;
  readonly risk: DueRisks;
}

/** Of whom and what a nonconformity is. */
export interface ClosurePlace {
  /** Its unit and those above it, nearest first: it counts with each of them. */
  readonly units: readonly string[];
  /** In whose extent it is. */
  readonly systems: readonly string[];
  /** Null where nobody is named. */
  readonly owner: string | null;
}

/** Everything about one nonconformity that the figures ask. */
export interface ClosureCase extends ClosurePlace {
  readonly closure: Closure;
  readonly due: readonly DueOfMonth[];
}

const NONE: Pick<DueOfMonth, 'steps' | 'risk'> = { steps: { due: 0, overdue: 0 }, risk: { due: 0, in_time: 0 } };

function sumOf(due: readonly DueOfMonth[]): Pick<DueOfMonth, 'steps' | 'risk'> {
  return due.reduce<Pick<DueOfMonth, 'steps' | 'risk'>>(
    (sum, { steps, risk }) => ({
      steps: { due: sum.steps.due + steps.due, overdue: sum.steps.overdue + steps.overdue },
      risk: { due: sum.risk.due + risk.due, in_time: sum.risk.in_time + risk.in_time },
    }),
    NONE,
  );
}

/** Every month in which something of it happened or fell due. */
function monthsOf({ closure, due }: ClosureCase): ReadonlySet<string> {
  const { raised_at, contained, root_causes, closed, ends, first_check, costs } = closure;
  const timed = [...contained, ...root_causes, ...closed, ...ends, ...costs, ...(first_check === null ? [] : [first_check])].map(({ at }) => at);
  return new Set([...[...(raised_at === null ? [] : [raised_at]), ...timed].map(monthOf), ...due.map(({ month }) => month)]);
}

type Tallies = Map<string, ClosureTally>;

function tallyOf(tallies: Tallies, key: string): ClosureTally {
  const found = tallies.get(key) ?? new ClosureTally();
  tallies.set(key, found);
  return found;
}

const groupsOf = (tallies: Tallies): ClosureGroup[] => [...tallies].map(([key, tally]) => ({ key, ...tally.figures() }));
/** Most was closed first, then by name. */
const busiestFirst = (tallies: Tallies): ClosureGroup[] => groupsOf(tallies).sort((a, b) => b.closed - a.closed || b.raised - a.raised || (a.key < b.key ? -1 : 1));

/** The units that one counts with, of its own and those above it: none above the one that was asked for, which would seem to have no others. */
export function unitsCounted(path: readonly string[], asked: string | null): readonly string[] {
  const at = asked === null ? -1 : path.indexOf(asked);
  return at < 0 ? path : path.slice(0, at + 1);
}

/** Gathers nonconformities one by one and tells how they are closed (R-47, R-48; docs/metrics.md). */
export class ClosureFlow {
  readonly #all = new ClosureTally();
  readonly #months: Tallies;
  readonly #units: Tallies = new Map();
  readonly #systems: Tallies = new Map();
  readonly #owners: Tallies = new Map();

  constructor(window: Window) {
    this.#months = new Map(monthsIn(window).map((month) => [month, new ClosureTally()]));
  }

  add(one: ClosureCase): void {
    const { closure, due, units, systems, owner } = one;
    const places = [...units.map((unit) => tallyOf(this.#units, unit)), ...systems.map((system) => tallyOf(this.#systems, system)), ...(owner === null ? [] : [tallyOf(this.#owners, owner)])];
    const counted = { closure, ...sumOf(due) };
    for (const tally of [this.#all, ...places]) tally.add(counted);
    for (const month of monthsOf(one)) this.#months.get(month)?.add({ closure: closureOf(month, closure), ...sumOf(due.filter((each) => each.month === month)) });
  }

  /** `open_now`: how many are open at the moment of asking. */
  figures(open_now: number): ClosureMetrics {
    return {
      ...this.#all.figures(),
      open_now,
      by_unit: busiestFirst(this.#units),
      by_system: busiestFirst(this.#systems),
      by_owner: busiestFirst(this.#owners),
      months: groupsOf(this.#months),
    };
  }
}
