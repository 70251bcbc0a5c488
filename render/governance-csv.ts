import type { ClosureFigures, ClosureGroup, ClosureMetrics } from '../contracts/closure-metrics.ts';
import type { GovernanceReport, Spread } from '../contracts/governance-metrics.ts';
import { csvOf, type CsvValue } from './csv.ts';

type Row = Readonly<Record<'figure' | 'of' | 'value', CsvValue>>;

const spreadRows = (figure: string, of: string | null, spread: Spread): Row[] => Object.entries(spread).map(([name, value]) => ({ figure: `${figure}.${name}`, of, value }));
const countRows = (figure: string, counts: Readonly<Record<string, number>>): Row[] => Object.entries(counts).map(([of, value]) => ({ figure, of, value }));

/** The figures of closure that all, and each group of them, have alike; `under` begins their names. */
function figureRows(under: string, key: string | null, of: ClosureFigures): Row[] {
  const { raised, closed, overdue, reopened, first_time_effective, risk_mitigation } = of;
  const one = (name: string, value: CsvValue): Row => ({ figure: `${under}.${name}`, of: key, value });
  return [
    ...Object.entries({ raised, closed }).map(([name, value]) => one(name, value)),
    ...(['to_contain', 'to_root_cause', 'to_close'] as const).flatMap((name) => spreadRows(`${under}.${name}`, key, of[name])),
    ...Object.entries({ overdue, reopened, first_time_effective, risk_mitigation }).flatMap(([name, part]) => Object.entries(part).map(([of_it, value]) => one(`${name}.${of_it}`, value))),
    ...of.cost_of_poor_quality.map(({ kind, currency, amount }) => one(`cost.${kind}.${currency}`, amount)),
    ...of.cost_totals.map(({ currency, amount }) => one(`cost.total.${currency}`, amount)),
  ];
}

/** How nonconformities are closed. */
function closureRows(of: ClosureMetrics): Row[] {
  const groups: readonly (readonly [string, readonly ClosureGroup[]])[] = [['unit', of.by_unit], ['system', of.by_system], ['owner', of.by_owner], ['month', of.months]];
  return [
    ...figureRows('nonconformities', null, of),
    { figure: 'nonconformities.open_now', of: null, value: of.open_now },
    ...groups.flatMap(([by, those]) => those.flatMap((group) => figureRows(`nonconformities.${by}`, group.key, group))),
  ];
}

/** The flow figures of the gate and of closure as CSV: one figure a line, `of` naming its lane, outcome, level, unit, system, owner or month. What cannot be told is an empty value. */
export function governanceCsv(metrics: GovernanceReport): string {
  const { rework, sign_offs, bottleneck } = metrics;
  const rows: Row[] = [
    { figure: 'from', of: null, value: metrics.from },
    { figure: 'to', of: null, value: metrics.to },
    { figure: 'decided', of: null, value: metrics.decided },
    ...countRows('outcomes', metrics.outcomes),
    ...spreadRows('lead_time', null, metrics.lead_time),
    ...metrics.waits.flatMap(({ lane, wall, business }) => [...spreadRows('wait.wall', lane, wall), ...spreadRows('wait.business', lane, business)]),
    { figure: 'bottleneck', of: bottleneck?.lane ?? null, value: bottleneck?.p90_business_hours ?? null },
    ...Object.entries(rework).map(([name, value]) => ({ figure: `rework.${name}`, of: null, value })),
    ...Object.entries(sign_offs).map(([name, value]) => ({ figure: `sign_offs.${name}`, of: null, value })),
    ...countRows('escalations', metrics.escalations),
    { figure: 'auto_pass.share', of: null, value: metrics.auto_pass.share },
    { figure: 'break_glass.share', of: null, value: metrics.break_glass.share },
    ...metrics.months.flatMap(({ month, decided, lead_time, reworked }) => [{ figure: 'month.decided', of: month, value: decided }, { figure: 'month.reworked', of: month, value: reworked }, ...spreadRows('month.lead_time', month, lead_time)]),
    ...closureRows(metrics.nonconformities),
  ];
  return csvOf(rows, ['figure', 'of', 'value']);
}
