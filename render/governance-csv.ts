import type { ClosureGroup, ClosureMetrics } from '../contracts/closure-metrics.ts';
import type { GovernanceReport, Spread } from '../contracts/governance-metrics.ts';
import { csvOf, type CsvValue } from './csv.ts';

type Row = Readonly<Record<'figure' | 'of' | 'value', CsvValue>>;

const spreadRows = (figure: string, of: string | null, spread: Spread): Row[] => Object.entries(spread).map(([name, value]) => ({ figure: `${figure}.${name}`, of, value }));
const countRows = (figure: string, counts: Readonly<Record<string, number>>): Row[] => Object.entries(counts).map(([of, value]) => ({ figure, of, value }));

const groupRows = (by: string, groups: readonly ClosureGroup[]): Row[] =>
  groups.flatMap(({ key, raised, closed, to_close, overdue_share, reopened }) => [
    ...Object.entries({ raised, closed, overdue_share, reopened }).map(([name, value]) => ({ figure: `nonconformities.${by}.${name}`, of: key, value })),
    ...spreadRows(`nonconformities.${by}.to_close`, key, to_close),
  ]);

/** How nonconformities are closed. */
function closureRows(of: ClosureMetrics): Row[] {
  const counted = { raised: of.raised, closed: of.closed, open_now: of.open_now };
  const parts = { overdue: of.overdue, reopened: of.reopened, first_time_effective: of.first_time_effective, risk_mitigation: of.risk_mitigation };
  return [
    ...Object.entries(counted).map(([name, value]) => ({ figure: `nonconformities.${name}`, of: null, value })),
    ...(['to_contain', 'to_root_cause', 'to_close'] as const).flatMap((name) => spreadRows(`nonconformities.${name}`, null, of[name])),
    ...Object.entries(parts).flatMap(([name, part]) => Object.entries(part).map(([key, value]) => ({ figure: `nonconformities.${name}.${key}`, of: null, value }))),
    ...of.cost_of_poor_quality.map(({ kind, currency, amount }) => ({ figure: `nonconformities.cost.${kind}`, of: currency, value: amount })),
    ...groupRows('unit', of.by_unit),
    ...groupRows('system', of.by_system),
    ...groupRows('owner', of.by_owner),
    ...groupRows('month', of.months),
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
