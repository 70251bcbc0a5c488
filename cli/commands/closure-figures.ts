import type { ClosureFigures, ClosureGroup, ClosureMetrics } from '../../contracts/closure-metrics.ts';
import type { Spread } from '../../contracts/spread.ts';
import { fields, table } from '../print.ts';

export const percent = (share: number | null): string => (share === null ? '-' : `${(share * 100).toFixed(1)} %`);
export const hours = (value: number | null): string => (value === null ? '-' : `${value} h`);

const NONE = 'not applicable';
const spreadText = ({ count, median_hours, p90_hours }: Spread): string => (count === 0 ? NONE : `median ${hours(median_hours)}, p90 ${hours(p90_hours)} (${count})`);
const partText = (part: number, of: number, share: number | null): string => (share === null ? NONE : `${part} of ${of} (${percent(share)})`);

const costText = (costs: ClosureFigures['cost_of_poor_quality']): string[] => costs.map(({ kind, amount, currency }) => `${kind.replaceAll('_', ' ')} ${amount} ${currency}`);

const totalText = (totals: ClosureFigures['cost_totals']): string => totals.map(({ amount, currency }) => `${amount} ${currency}`).join(', ') || '-';

const groupTable = (name: string, groups: readonly ClosureGroup[]): string =>
  table(groups, [
    [name, ({ key }) => key],
    ['raised', ({ raised }) => raised],
    ['closed', ({ closed }) => closed],
    ['to contain', ({ to_contain }) => hours(to_contain.median_hours)],
    ['to root cause', ({ to_root_cause }) => hours(to_root_cause.median_hours)],
    ['to close', ({ to_close }) => hours(to_close.median_hours)],
    ['to close, p90', ({ to_close }) => hours(to_close.p90_hours)],
    ['overdue', ({ overdue }) => percent(overdue.share)],
    ['reopened', ({ reopened }) => percent(reopened.share)],
    ['effective at once', ({ first_time_effective }) => percent(first_time_effective.share)],
    ['risk in time', ({ risk_mitigation }) => percent(risk_mitigation.share)],
    ['cost', ({ cost_of_poor_quality }) => costText(cost_of_poor_quality).join(', ') || '-'],
    ['cost in all', ({ cost_totals }) => totalText(cost_totals)],
  ]);

/** How nonconformities are closed, for people. */
export function closureSections(of: ClosureMetrics): [heading: string, text: string][] {
  const facts = fields({
    raised: of.raised,
    closed: of.closed,
    'open now': of.open_now,
    'to contain': spreadText(of.to_contain),
    'to root cause': spreadText(of.to_root_cause),
    'to close': spreadText(of.to_close),
    'overdue steps': partText(of.overdue.overdue, of.overdue.of, of.overdue.share),
    reopened: partText(of.reopened.reopened, of.reopened.of, of.reopened.share),
    'effective at once': partText(of.first_time_effective.effective, of.first_time_effective.of, of.first_time_effective.share),
    'risk judged in time': partText(of.risk_mitigation.in_time, of.risk_mitigation.of, of.risk_mitigation.share),
    'cost of poor quality': costText(of.cost_of_poor_quality),
    'cost in all': totalText(of.cost_totals),
  });
  return [
    ['nonconformities', facts],
    ['nonconformities by unit', groupTable('unit', of.by_unit)],
    ['nonconformities by system', groupTable('system', of.by_system)],
    ['nonconformities by owner', groupTable('owner', of.by_owner)],
    ['nonconformities by month', groupTable('month', of.months)],
  ];
}
