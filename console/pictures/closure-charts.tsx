import type { VNode } from 'preact';
import type { ClosureFigures, ClosureGroup, ClosureMetrics } from '../../contracts/closure-metrics.ts';
import type { Spread } from '../../contracts/spread.ts';
import { capital, spaced } from '../../render/words.ts';
import { LeadTimeChart } from './charts.tsx';
import { monthWord } from './clock.ts';
import { Picture, PictureTable } from './frame.tsx';
import { cut } from './scale.ts';

const NONE = 'not applicable';
const hours = (value: number | null): string => (value === null ? NONE : `${value} h`);
const days = (value: number): string => `${Math.round(value / 2.4) / 10} d`;
const percent = (share: number | null): string => (share === null ? NONE : `${Math.round(share * 1000) / 10} %`);

const ROW = 34;
const LEFT = 140;
const RIGHT = 560;

/** A row of times: its name, what is drawn, and the cells of its table. */
interface TimeRow {
  readonly key: string;
  readonly name: string;
  readonly times: Spread;
}

/** One row each: the dark bar to the median, the light one to the 90th percentile. */
function TimeBars({ rows }: { readonly rows: readonly TimeRow[] }): VNode {
  const top = Math.max(1, ...rows.map(({ times }) => times.p90_hours ?? 0));
  const x = (value: number) => Math.round((LEFT + (value / top) * (RIGHT - LEFT)) * 10) / 10;
  return (
    <>
      {rows.map(({ key, name, times: { median_hours: median, p90_hours: p90 } }, i) => (
        <g key={key} class="pic-row">
          <text class="pic-label" x={8} y={8 + i * ROW + 15}>{cut(name, LEFT - 16)}</text>
          {median === null || p90 === null ? <text x={LEFT} y={8 + i * ROW + 15}>{NONE}</text> : (
            <>
              <rect class="pic-bar-far" x={LEFT} y={8 + i * ROW + 2} width={Math.max(1, x(p90) - LEFT)} height={18} rx={2} />
              <rect class="pic-bar" x={LEFT} y={8 + i * ROW + 2} width={Math.max(1, x(median) - LEFT)} height={18} rx={2} />
              <text x={x(p90) + 8} y={8 + i * ROW + 15}>{`${days(median)}, p90 ${days(p90)}`}</text>
            </>
          )}
        </g>
      ))}
    </>
  );
}

/** From the raise to each step: the dark bar to the median, the light one to the 90th percentile (R-47). */
export function ClosureTimesChart({ id, of }: { readonly id: string; readonly of: Pick<ClosureMetrics, 'to_contain' | 'to_root_cause' | 'to_close'> }): VNode {
  const steps: readonly (readonly [string, Spread])[] = [['Contained', of.to_contain], ['Root cause', of.to_root_cause], ['Closed', of.to_close]];
  const rows = steps.map(([name, each]) => [name, each.count, hours(each.median_hours), hours(each.p90_hours), hours(each.mean_hours)]);
  const description = `By the wall, from the raise of a nonconformity to each step; a root cause counts from the beginning of its cycle. ${steps.map(([name, each]) => `${name}: ${each.count === 0 ? NONE : `median ${hours(each.median_hours)}`}`).join('. ')}.`;
  return (
    <Picture id={id} title="Times to closure" description={description} width={720} height={steps.length * ROW + 16} table={{ heads: ['Step', 'Times', 'Median', '90th percentile', 'Mean'], rows }}>
      <TimeBars rows={steps.map(([name, times]) => ({ key: name, name, times }))} />
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

const SHARES: readonly (readonly [string, (of: ClosureFigures) => number | null])[] = [
  ['Steps overdue', (of) => of.overdue.share],
  ['Opened again', (of) => of.reopened.share],
  ['Effective at once', (of) => of.first_time_effective.share],
  ['Risk in time', (of) => of.risk_mitigation.share],
];
const [SHARE_HEIGHT, SHARE_ROW, SLOT] = [40, 64, 60];

function ShareBar({ share, x, floor }: { readonly share: number | null; readonly x: number; readonly floor: number }): VNode {
  const height = Math.round((share ?? 0) * SHARE_HEIGHT);
  return (
    <g>
      {share === null ? null : <rect class="pic-bar" x={x + 12} y={floor - Math.max(1, height)} width={SLOT - 24} height={Math.max(1, height)} rx={2} />}
      <text x={x + SLOT / 2} y={floor + 13} text-anchor="middle">{share === null ? '–' : percent(share)}</text>
    </g>
  );
}

/** The shares of R-47 month by month, a row of bars for each; a bar as high as its row is all of them. */
export function ClosureSharesChart({ id, of }: { readonly id: string; readonly of: Pick<ClosureMetrics, 'months'> }): VNode {
  const rows = of.months.map((month) => [month.key, ...SHARES.map(([, share]) => percent(share(month)))]);
  const foot = 16 + SHARES.length * SHARE_ROW;
  return (
    <Picture id={id} title="Shares by month" description={`By month: ${SHARES.map(([name]) => name.toLowerCase()).join(', ')}. A bar as high as its row is all of them, a dash is not applicable.`} width={Math.max(280, LEFT + of.months.length * SLOT + 8)} height={foot + 16} table={{ heads: ['Month', ...SHARES.map(([name]) => name)], rows }}>
      {SHARES.map(([name, share], row) => (
        <g key={name} class="pic-row">
          <text class="pic-label" x={8} y={SHARE_ROW * row + SHARE_HEIGHT}>{name}</text>
          {of.months.map((month, i) => <ShareBar key={month.key} share={share(month)} x={LEFT + i * SLOT} floor={SHARE_ROW * row + SHARE_HEIGHT + 4} />)}
        </g>
      ))}
      {of.months.map(({ key }, i) => <text key={key} class="pic-label" x={LEFT + i * SLOT + SLOT / 2} y={foot} text-anchor="middle">{`${monthWord(key)} ${key.slice(2, 4)}`}</text>)}
    </Picture>
  );
}

/** More bars than this nobody compares; the table has them all. */
const DRAWN = 12;
const HEADS = ['Raised', 'Closed', 'To contain', 'To root cause', 'To close, median', '90th percentile', ...SHARES.map(([name]) => name), 'Cost of poor quality', 'Cost in all'];

const totalWords = (totals: ClosureFigures['cost_totals']): string => totals.map(({ amount, currency }) => `${amount} ${currency}`).join(', ') || NONE;
const costWords = (costs: ClosureFigures['cost_of_poor_quality']): string => costs.map(({ kind, amount, currency }) => `${capital(spaced(kind))} ${amount} ${currency}`).join(', ') || NONE;

function cellsOf(of: ClosureFigures): (string | number)[] {
  const { raised, closed, to_contain, to_root_cause, to_close, cost_of_poor_quality, cost_totals } = of;
  return [raised, closed, ...[to_contain.median_hours, to_root_cause.median_hours, to_close.median_hours, to_close.p90_hours].map(hours), ...SHARES.map(([, share]) => percent(share(of))), costWords(cost_of_poor_quality), totalWords(cost_totals)];
}

/** Each unit, system or owner: time to close drawn, every figure in the table (R-47, R-48). */
export function ClosureGroupChart({ id, title, head, groups, nameOf }: { readonly id: string; readonly title: string; readonly head: string; readonly groups: readonly ClosureGroup[]; readonly nameOf: (key: string) => string }): VNode | null {
  if (groups.length === 0) return null;
  const drawn = groups.slice(0, DRAWN).map(({ key, to_close }) => ({ key, name: nameOf(key), times: to_close }));
  const rest = groups.length > DRAWN ? ` Drawn are the ${DRAWN} that closed most, of ${groups.length}.` : '';
  const rows = groups.map((group) => [nameOf(group.key), ...cellsOf(group)]);
  return (
    <Picture id={id} title={title} description={`Time to close ${title.toLowerCase()}: the dark bar to the median, the light one to the 90th percentile.${rest}`} width={720} height={drawn.length * ROW + 16} unfolded={groups.length <= 8} table={{ heads: [head, ...HEADS], rows }}>
      <TimeBars rows={drawn} />
    </Picture>
  );
}

/** Every figure month by month, as a table (R-47, R-48). */
export const ClosureMonthsTable = ({ id, of }: { readonly id: string; readonly of: Pick<ClosureMetrics, 'months'> }): VNode => (
  <PictureTable id={id} title="Every figure by month" table={{ heads: ['Month', ...HEADS], rows: of.months.map((month) => [month.key, ...cellsOf(month)]) }} />
);
