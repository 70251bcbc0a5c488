import type { VNode } from 'preact';
import type { ClosureGroup, ClosureMetrics } from '../../contracts/closure-metrics.ts';
import type { Spread } from '../../contracts/spread.ts';
import { LeadTimeChart } from './charts.tsx';
import { Picture, PictureTable } from './frame.tsx';

const NONE = 'not applicable';
const hours = (value: number | null): string => (value === null ? NONE : `${value} h`);
const days = (value: number): string => `${Math.round(value / 2.4) / 10} d`;
const percent = (share: number | null): string => (share === null ? NONE : `${Math.round(share * 1000) / 10} %`);

const ROW = 34;
const LEFT = 140;
const RIGHT = 560;

/** From the raise to each step: the dark bar to the median, the light one to the 90th percentile (R-47). */
export function ClosureTimesChart({ id, of }: { readonly id: string; readonly of: Pick<ClosureMetrics, 'to_contain' | 'to_root_cause' | 'to_close'> }): VNode {
  const steps: readonly (readonly [string, Spread])[] = [['Contained', of.to_contain], ['Root cause', of.to_root_cause], ['Closed', of.to_close]];
  const top = Math.max(1, ...steps.map(([, { p90_hours }]) => p90_hours ?? 0));
  const x = (value: number) => Math.round((LEFT + (value / top) * (RIGHT - LEFT)) * 10) / 10;
  const rows = steps.map(([name, each]) => [name, each.count, hours(each.median_hours), hours(each.p90_hours), hours(each.mean_hours)]);
  const description = `By the wall, from the raise of a nonconformity to each step; a root cause counts from the beginning of its cycle. ${steps.map(([name, each]) => `${name}: ${each.count === 0 ? NONE : `median ${hours(each.median_hours)}`}`).join('. ')}.`;
  return (
    <Picture id={id} title="Times to closure" description={description} width={720} height={steps.length * ROW + 16} table={{ heads: ['Step', 'Times', 'Median', '90th percentile', 'Mean'], rows }}>
      {steps.map(([name, { median_hours: median, p90_hours: p90 }], i) => (
        <g key={name} class="pic-row">
          <text class="pic-label" x={8} y={8 + i * ROW + 15}>{name}</text>
          {median === null || p90 === null ? <text x={LEFT} y={8 + i * ROW + 15}>{NONE}</text> : (
            <>
              <rect class="pic-bar-far" x={LEFT} y={8 + i * ROW + 2} width={Math.max(1, x(p90) - LEFT)} height={18} rx={2} />
              <rect class="pic-bar" x={LEFT} y={8 + i * ROW + 2} width={Math.max(1, x(median) - LEFT)} height={18} rx={2} />
              <text x={x(p90) + 8} y={8 + i * ROW + 15}>{`${days(median)}, p90 ${days(p90)}`}</text>
            </>
          )}
        </g>
      ))}
    </Picture>
  );
}

/** Time to close by month (R-47). */
export const ClosureMonthsChart = ({ id, of }: { readonly id: string; readonly of: Pick<ClosureMetrics, 'months' | 'to_close'> }): VNode => (
  <LeadTimeChart
    id={id}
    of={{ months: of.months.map(({ key, closed, to_close }) => ({ month: key, decided: closed, lead_time: to_close })), lead_time: of.to_close }}
    words={{ title: 'Time to close', runs: 'From raised to closed', counted: 'Closed' }}
  />
);

/** The same figures of each unit, system or owner, as a table. */
export function ClosureGroupTable({ id, title, head, groups, nameOf }: { readonly id: string; readonly title: string; readonly head: string; readonly groups: readonly ClosureGroup[]; readonly nameOf: (key: string) => string }): VNode | null {
  if (groups.length === 0) return null;
  const rows = groups.map(({ key, raised, closed, to_close, overdue_share, reopened }) => [nameOf(key), raised, closed, hours(to_close.median_hours), hours(to_close.p90_hours), percent(overdue_share), reopened]);
  return <PictureTable id={id} title={title} unfolded={groups.length <= 8} table={{ heads: [head, 'Raised', 'Closed', 'To close, median', '90th percentile', 'Steps overdue', 'Opened again'], rows }} />;
}
