import type { VNode } from 'preact';
import type { GovernanceMetrics, LaneWait, MonthOfGate } from '../../contracts/governance-metrics.ts';
import { Picture } from './frame.tsx';
import { monthWord } from './clock.ts';
import { cut } from './scale.ts';

const hours = (value: number | null): string => (value === null ? '–' : `${value} h`);
/** Hours for a label in little room: `12 h`, from two days on `3.5 d`. */
const short = (value: number): string => (value < 48 ? `${Math.round(value)} h` : `${Math.round(value / 2.4) / 10} d`);

/** The top of a scale of hours: round, and from two days on in whole days. */
const roundHours = (value: number): number => (value < 48 ? roundUp(value) : roundUp(value / 24) * 24);

/** A round number that is not below the value: 1, 2 or 5 with noughts. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

const HEIGHT = 240;
const FLOOR = 186;
const CEILING = 50;
const SLOT = 84;
const FIRST = 52;

function Month({ of: { month, lead_time, decided }, x, y }: { readonly of: Pick<MonthOfGate, 'month' | 'decided' | 'lead_time'>; readonly x: number; readonly y: (value: number) => number }): VNode {
  const { median_hours: median, p90_hours: p90 } = lead_time;
  const middle = x + SLOT / 2;
  return (
    <g class="pic-row">
      {median === null || p90 === null ? null : (
        <>
          <line class="pic-whisker" x1={middle} y1={y(p90)} x2={middle} y2={y(median)} />
          <line class="pic-whisker" x1={middle - 8} y1={y(p90)} x2={middle + 8} y2={y(p90)} />
          <rect class="pic-bar" x={x + 24} y={y(median)} width={SLOT - 48} height={Math.max(1, FLOOR - y(median))} rx={2} />
          <text x={middle} y={y(p90) - 6} text-anchor="middle">{short(p90)}</text>
          <text x={middle} y={FLOOR + 34} text-anchor="middle">{short(median)}</text>
        </>
      )}
      <text class="pic-label" x={middle} y={FLOOR + 18} text-anchor="middle">{`${monthWord(month)} ${month.slice(0, 4)}`}</text>
      <text x={middle} y={FLOOR + 50} text-anchor="middle">{`n ${decided}`}</text>
    </g>
  );
}

/** What a chart by month is about. */
export interface MonthWords {
  readonly title: string;
  /** From when to when each time runs. */
  readonly runs: string;
  readonly counted: string;
}
const LEAD_TIME: MonthWords = { title: 'Lead time', runs: 'From submitted to decided', counted: 'Decided' };

/** Times by month, lead time unless told otherwise: a bar to the median, a whisker to the 90th percentile, and how many there were. */
export function LeadTimeChart({ id, of, words = LEAD_TIME }: { readonly id: string; readonly of: { readonly months: readonly Pick<MonthOfGate, 'month' | 'decided' | 'lead_time'>[]; readonly lead_time: GovernanceMetrics['lead_time'] }; readonly words?: MonthWords }): VNode {
  const { months, lead_time } = of;
  const top = roundHours(Math.max(1, ...months.map((month) => month.lead_time.p90_hours ?? 0)));
  const y = (value: number) => Math.round((FLOOR - (value / top) * (FLOOR - CEILING)) * 10) / 10;
  const rows = months.map(({ month, decided, lead_time: each }) => [month, decided, hours(each.median_hours), hours(each.p90_hours), hours(each.mean_hours)]);
  const whole = `Over the whole time the median is ${hours(lead_time.median_hours)} and the 90th percentile ${hours(lead_time.p90_hours)}, of ${lead_time.count}${words === LEAD_TIME ? ' decisions' : ''}.`;
  const description = `${words.runs}, by month. ${whole}`;
  const width = FIRST + months.length * SLOT + 8;
  return (
    <Picture id={id} title={words.title} description={description} width={Math.max(280, width)} height={HEIGHT} table={{ heads: ['Month', words.counted, 'Median', '90th percentile', 'Mean'], rows }}>
      <text x={8} y={18}>Bar and figure: median. Whisker: p90.</text>
      <g class="pic-axis">
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <line x1={FIRST} y1={y(value)} x2={Math.max(280, width) - 8} y2={y(value)} />
            <text x={FIRST - 6} y={y(value) + 4} text-anchor="end">{short(value)}</text>
          </g>
        ))}
      </g>
      {months.map((month, i) => <Month key={month.month} of={month} x={FIRST + i * SLOT} y={y} />)}
    </Picture>
  );
}

const LANE_ROW = 34;
const LANE_LEFT = 120;
const LANE_RIGHT = 560;

function Lane({ of: { lane, business }, y, x }: { readonly of: LaneWait; readonly y: number; readonly x: (value: number) => number }): VNode {
  const [median, p90] = [business.median_hours ?? 0, business.p90_hours ?? 0];
  return (
    <g class="pic-row">
      <text class="pic-label" x={8} y={y + 15}>{cut(lane.replaceAll('_', ' '), LANE_LEFT - 24)}</text>
      <rect class="pic-bar-far" x={LANE_LEFT} y={y + 2} width={Math.max(1, x(p90) - LANE_LEFT)} height={18} rx={2} />
      <rect class="pic-bar" x={LANE_LEFT} y={y + 2} width={Math.max(1, x(median) - LANE_LEFT)} height={18} rx={2} />
      <text x={x(p90) + 8} y={y + 15}>{`${median} h, p90 ${p90} h`}</text>
    </g>
  );
}

/** Waiting per lane in business hours: the dark bar to the median, the light one to the 90th percentile, the longest first. */
export function WaitPerLaneChart({ id, waits }: { readonly id: string; readonly waits: readonly LaneWait[] }): VNode {
  const top = Math.max(1, ...waits.map(({ business }) => business.p90_hours ?? 0));
  const x = (value: number) => Math.round((LANE_LEFT + (value / top) * (LANE_RIGHT - LANE_LEFT)) * 10) / 10;
  const [first] = waits;
  const rows = waits.map(({ lane, business, wall }) => [lane, business.count, hours(business.median_hours), hours(business.p90_hours), hours(wall.median_hours), hours(wall.p90_hours)]);
  const description = first === undefined ? 'No lane has passed in this time.' : `Business hours from the opening of a lane to its passing. The longest waits are in ${first.lane}: nine of ten end within ${hours(first.business.p90_hours)}.`;
  return (
    <Picture id={id} title="Waiting per lane" description={description} width={720} height={Math.max(1, waits.length) * LANE_ROW + 16} table={{ heads: ['Lane', 'Passed', 'Median (business)', '90th percentile (business)', 'Median (wall)', '90th percentile (wall)'], rows }}>
      {first === undefined ? <text x={8} y={26}>No lane has passed in this time.</text> : null}
      {waits.map((each, i) => <Lane key={each.lane} of={each} y={8 + i * LANE_ROW} x={x} />)}
    </Picture>
  );
}
