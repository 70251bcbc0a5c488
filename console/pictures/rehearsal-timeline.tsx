import type { VNode } from 'preact';
import type { Instant } from '../../contracts/primitives.ts';
import type { TimelineLine } from '../../domain/policy/rehearsal-lines.ts';
import { useViewer } from '../viewer.tsx';
import { clockIn, namesOf } from './clock.ts';
import { Picture, TimeAxis } from './frame.tsx';
import { cut, timeScale, widthOf } from './scale.ts';

const WIDTH = 760;
const LEFT = 112;
const RIGHT = 730;
const TOP = 34;
const LEVEL_HEIGHT = 20;

/** What `timeline` and `rehearse` of the domain say, ready to be drawn. */
export interface RehearsalDrawn {
  readonly lines: readonly TimelineLine[];
  readonly ends_as: string;
  readonly ends_at: Instant;
}

interface Dot {
  readonly x: number;
  readonly label: string;
  /** How far down in its lane, so that labels do not overlap. */
  readonly depth: number;
  readonly level: string;
}

/** Short words for a mark: its level, or what happens. */
const LABELS: Readonly<Record<string, string>> = { 'the request is made': 'asked', 'is asked to sign': 'asked', 'the checks passed and the lanes open': 'opened', 'hears of the request, signs nothing': 'hears' };
const labelOf = ({ level, what, kind }: TimelineLine): string => level ?? LABELS[what] ?? (/lapses|rejected/.test(what) ? 'ends' : (kind ?? 'told').replaceAll('_', ' '));

/** The marks of one lane, each instant and label once, those that would overlap one below the other. */
function dotsOf(lines: readonly TimelineLine[], x: (at: Instant) => number): Dot[] {
  const ends: number[] = [];
  const seen = new Set<string>();
  return lines.flatMap((line) => {
    const [at, label] = [x(line.at), labelOf(line)];
    if (seen.has(`${line.at} ${label}`)) return [];
    seen.add(`${line.at} ${label}`);
    const free = ends.findIndex((end) => end <= at - 8);
    const depth = free < 0 ? ends.length : free;
    ends[depth] = at + 10 + widthOf(label);
    return [{ x: at, label, depth, level: line.level ?? 'none' }];
  });
}

interface Lane {
  readonly name: string;
  readonly dots: readonly Dot[];
  readonly y: number;
  readonly height: number;
}

function lanesOf(lines: readonly TimelineLine[], x: (at: Instant) => number): Lane[] {
  const names = [...new Set(lines.map(({ lane }) => lane))].sort((a, b) => Number(a !== null) - Number(b !== null));
  let y = TOP;
  return names.map((lane) => {
    const dots = dotsOf(lines.filter((line) => line.lane === lane), x);
    const height = Math.max(1, ...dots.map(({ depth }) => depth + 1)) * LEVEL_HEIGHT + 10;
    const placed = { name: lane ?? 'the request', dots, y, height };
    y += height;
    return placed;
  });
}

const DrawnLane = ({ lane: { name, dots, y, height } }: { readonly lane: Lane }): VNode => (
  <g class="pic-row">
    <line class="pic-line" x1={8} y1={y} x2={RIGHT + 22} y2={y} />
    <text class="pic-label" x={8} y={y + height / 2 + 4}>{cut(name.replaceAll('_', ' '), LEFT - 20)}</text>
    {dots.map(({ x, label, depth, level }) => {
      const middle = y + 5 + depth * LEVEL_HEIGHT + LEVEL_HEIGHT / 2;
      const fits = x + 10 + widthOf(label) <= WIDTH;
      return (
        <g key={`${x} ${label}`}>
          <circle class={`pic-mark pic-level-${level}`} cx={x} cy={middle} r={5} />
          <text x={fits ? x + 9 : x - 9} y={middle + 4} text-anchor={fits ? 'start' : 'end'}>{label}</text>
        </g>
      );
    })}
  </g>
);

/** A rehearsal on one axis: who would hear what and when if nobody ever acted (design §8). The table has every line with names; times are in the reader's zone. */
export function RehearsalTimeline({ id, of: { lines, ends_as, ends_at } }: { readonly id: string; readonly of: RehearsalDrawn }): VNode {
  const clock = clockIn(useViewer().zone);
  const instants = [...lines.map(({ at }) => at), ends_at];
  const zone = namesOf(clock, instants);
  const scale = timeScale(instants, LEFT + 10, RIGHT - 40, clock);
  const lanes = lanesOf(lines, scale.x);
  const height = lanes.reduce((sum, lane) => sum + lane.height, TOP) + 6;
  const people = new Set(lines.flatMap(({ to }) => to.map((each) => each.id))).size;
  const rows = lines.map(({ at, lane, level, what, to }) => [clock.words(at), lane ?? '–', level ?? '–', what, to.map(({ name, channel }) => `${name} (${channel})`).join(', ') || 'nobody']);
  const description = `If nobody ever acts, ${people} people hear of it in ${lines.length} steps, and it ends as ${ends_as.replaceAll('_', ' ')} on ${clock.words(ends_at)}. Times are in ${zone}.`;
  return (
    <Picture id={id} title="Rehearsal: who hears what, and when" description={description} width={WIDTH} height={height} unfolded table={{ heads: ['When', 'Lane', 'Level', 'What', 'Who'], rows }}>
      <TimeAxis scale={scale} y={18} bottom={height - 4} zone={zone} />
      <line class="pic-upright pic-ended" x1={scale.x(ends_at)} y1={TOP} x2={scale.x(ends_at)} y2={height - 4} />
      {lanes.map((lane) => <DrawnLane key={lane.name} lane={lane} />)}
    </Picture>
  );
}
