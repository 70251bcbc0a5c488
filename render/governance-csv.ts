import type { GovernanceMetrics, Spread } from '../contracts/governance-metrics.ts';
import { csvOf, type CsvValue } from './csv.ts';

type Row = Readonly<Record<'figure' | 'of' | 'value', CsvValue>>;

const spreadRows = (figure: string, of: string | null, spread: Spread): Row[] => Object.entries(spread).map(([name, value]) => ({ figure: `${figure}.${name}`, of, value }));
const countRows = (figure: string, counts: Readonly<Record<string, number>>): Row[] => Object.entries(counts).map(([of, value]) => ({ figure, of, value }));

/** The flow figures of the gate as CSV: one figure a line, `of` naming its lane, outcome, level or month. What cannot be told is an empty value. */
export function governanceCsv(metrics: GovernanceMetrics): string {
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
  ];
  return csvOf(rows, ['figure', 'of', 'value']);
}
