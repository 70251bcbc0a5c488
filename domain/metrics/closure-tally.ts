import type { ClosureFigures } from '../../contracts/closure-metrics.ts';
import { COST_KINDS } from '../../contracts/nonconformity-closure.ts';
import type { Closure, Timed } from './closures.ts';
import { shareOf, spreadOf } from './spread.ts';

/** How many steps fell due, and how many of them were not ended in time. */
export interface DueSteps {
  readonly due: number;
  readonly overdue: number;
}

/** How many re-assessments of the risk fell due, and how many were done by then. */
export interface DueRisks {
  readonly due: number;
  readonly in_time: number;
}

/** What counts for a figure: what happened to one nonconformity, and what of it fell due. */
export interface Counted {
  readonly closure: Closure;
  readonly steps: DueSteps;
  readonly risk: DueRisks;
}

type Costs = ClosureFigures['cost_of_poor_quality'];

/** Gathers what belongs together: all nonconformities, or those of one unit, system, owner or month. */
export class ClosureTally {
  #raised = 0;
  readonly #cycles = { ended: 0, reopened: 0 };
  readonly #times: Record<'contained' | 'root_causes' | 'closed', number[]> = { contained: [], root_causes: [], closed: [] };
  readonly #steps = { due: 0, overdue: 0 };
  readonly #checks = { first: 0, effective: 0 };
  readonly #risk = { due: 0, in_time: 0 };
  readonly #costs = new Map<string, Costs[number]>();

  add({ closure, steps, risk }: Counted): void {
    const ms = (those: readonly Timed[]): number[] => those.map((each) => each.ms);
    if (closure.raised_at !== null) this.#raised += 1;
    // closed and then opened again is one cycle
    this.#cycles.ended += new Set(closure.ends.map(({ cycle }) => cycle)).size;
    this.#cycles.reopened += closure.ends.filter(({ reopened }) => reopened).length;
    for (const step of ['contained', 'root_causes', 'closed'] as const) this.#times[step].push(...ms(closure[step]));
    this.#steps.due += steps.due;
    this.#steps.overdue += steps.overdue;
    this.#risk.due += risk.due;
    this.#risk.in_time += risk.in_time;
    if (closure.first_check !== null) this.#checks.first += 1;
    if (closure.first_check?.verdict === 'effective') this.#checks.effective += 1;
    this.#addCosts(closure.costs);
  }

  #addCosts(costs: Closure['costs']): void {
    for (const { kind, currency, amount } of costs) {
      const key = `${kind} ${currency}`;
      const there = this.#costs.get(key) ?? { kind, currency, amount: 0, count: 0 };
      this.#costs.set(key, { kind, currency, amount: there.amount + amount, count: there.count + 1 });
    }
  }

  figures(): ClosureFigures {
    const { ended, reopened } = this.#cycles;
    const { due, overdue } = this.#steps;
    const { first, effective } = this.#checks;
    return {
      raised: this.#raised,
      closed: this.#times.closed.length,
      to_contain: spreadOf(this.#times.contained),
      to_root_cause: spreadOf(this.#times.root_causes),
      to_close: spreadOf(this.#times.closed),
      overdue: { overdue, of: due, share: shareOf(overdue, due) },
      reopened: { reopened, of: ended, share: shareOf(reopened, ended) },
      first_time_effective: { effective, of: first, share: shareOf(effective, first) },
      risk_mitigation: { in_time: this.#risk.in_time, of: this.#risk.due, share: shareOf(this.#risk.in_time, this.#risk.due) },
      cost_of_poor_quality: costsInOrder([...this.#costs.values()]),
      cost_totals: totalsOf([...this.#costs.values()]),
    };
  }
}

const toTheCent = (amount: number): number => Math.round(amount * 100) / 100;

/** What all kinds cost together, by currency: amounts of different ones are never added up. */
function totalsOf(costs: Costs): ClosureFigures['cost_totals'] {
  const currencies = [...new Set(costs.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const those = costs.filter((cost) => cost.currency === currency);
    return { currency, amount: toTheCent(those.reduce((sum, { amount }) => sum + amount, 0)), count: those.reduce((sum, { count }) => sum + count, 0) };
  });
}

/** In the order of the kinds, then by currency; amounts to the cent. */
const costsInOrder = (costs: Costs): Costs =>
  costs.map((cost) => ({ ...cost, amount: toTheCent(cost.amount) })).sort((a, b) => COST_KINDS.indexOf(a.kind) - COST_KINDS.indexOf(b.kind) || (a.currency < b.currency ? -1 : 1));
