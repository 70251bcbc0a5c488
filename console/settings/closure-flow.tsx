import type { VNode } from 'preact';
import type { ClosureMetrics } from '../../contracts/closure-metrics.ts';
import type { Spread } from '../../contracts/spread.ts';
import { capital, spaced } from '../../render/words.ts';
import { titlesOf } from '../../store/queries/titles.ts';
import { Facts, Section } from '../parts/small.tsx';
import { ClosureGroupChart, ClosureMonthsChart, ClosureMonthsTable, ClosureSharesChart, ClosureTimesChart } from '../pictures/closure-charts.tsx';
import type { Visit } from '../visit.ts';

const NONE = 'not applicable';
const share = (part: number, { of, share: value }: { readonly of: number; readonly share: number | null }): string => (value === null ? NONE : `${part} of ${of} (${Math.round(value * 1000) / 10} %)`);
const spreadWords = ({ count, median_hours, p90_hours }: Spread): string => (count === 0 ? NONE : `median ${median_hours} h, 90 % within ${p90_hours} h`);

/** Words for the ids of units, systems and people. */
interface Names {
  readonly unit: (id: string) => string;
  readonly system: (id: string) => string;
  readonly owner: (id: string) => string;
}

/** The names of what the tables of a visit are about. */
export async function closureNames({ deps, unitOf, nameOf }: Visit, { by_system }: ClosureMetrics): Promise<Names> {
  const titles = await titlesOf(deps.store, by_system.map(({ key }) => key));
  return { unit: unitOf, system: (id) => titles.get(id) ?? id, owner: nameOf };
}

/** How nonconformities are closed: the same numbers as the API's, drawn. */
export const ClosureFlowSection = ({ of, names }: { readonly of: ClosureMetrics; readonly names: Names }): VNode => (
  <Section id="nonconformities" title="Nonconformities">
    <Facts
      of={[
        ['Raised', of.raised],
        ['Closed', of.closed],
        ['Open now', of.open_now],
        ['Time to contain', spreadWords(of.to_contain)],
        ['Time to root cause', spreadWords(of.to_root_cause)],
        ['Time to close', spreadWords(of.to_close)],
        ['Steps overdue', share(of.overdue.overdue, of.overdue)],
        ['Opened again', share(of.reopened.reopened, of.reopened)],
        ['Effective at the first check', share(of.first_time_effective.effective, of.first_time_effective)],
        ['Risks judged anew in time', share(of.risk_mitigation.in_time, of.risk_mitigation)],
        ['Cost of poor quality', of.cost_of_poor_quality.map(({ kind, amount, currency }) => `${capital(spaced(kind))} ${amount} ${currency}`).join(', ') || NONE],
        ['Cost in all', of.cost_totals.map(({ amount, currency }) => `${amount} ${currency}`).join(', ') || NONE],
      ]}
    />
    <ClosureTimesChart id="closure-times" of={of} />
    <ClosureMonthsChart id="closure-months" of={of} />
    <ClosureSharesChart id="closure-shares" of={of} />
    <ClosureMonthsTable id="closure-figures" of={of} />
    <ClosureGroupChart id="closure-units" title="By unit" head="Unit" groups={of.by_unit} nameOf={names.unit} />
    <ClosureGroupChart id="closure-systems" title="By system" head="System" groups={of.by_system} nameOf={names.system} />
    <ClosureGroupChart id="closure-owners" title="By owner" head="Owner" groups={of.by_owner} nameOf={names.owner} />
  </Section>
);
