import type { VNode } from 'preact';
import type { Instant } from '../../contracts/primitives.ts';
import { useViewer } from '../viewer.tsx';
import { type Clock, clockIn, namesOf } from './clock.ts';
import { Picture, TimeAxis } from './frame.tsx';
import type { LadderDrawn, RungDrawn, RungState } from './ladder-picture.ts';
import { beside, cut, type TimeScale, timeScale } from './scale.ts';

const WIDTH = 760;
const LEFT = 136;
const RIGHT = 744;
const TOP = 34;
const ROW = 26;

/** One line of the picture; a span where it has an end. */
interface Line {
  readonly kind: 'opened' | 'due' | 'now' | 'ended' | 'lapse' | 'pause' | RungState;
  readonly label: string;
  readonly at: Instant;
  readonly until?: Instant;
  readonly words: string;
}

const STATES: Readonly<Record<RungState, string>> = { done: 'told', next: 'next', later: 'later', waits: 'clock stands still', never: 'not needed' };

const wordsOf = ({ state, snoozed, who, at }: RungDrawn, { short }: Clock): string =>
  [short(at), `${STATES[state]}${snoozed ? ', snoozed' : ''}`, ...(who.length > 0 ? [who.join(', ')] : [])].join(' · ');

function linesOf({ opened_at, due_at, now, ended, lapse_at, rungs, pauses }: LadderDrawn, clock: Clock): Line[] {
  const { short } = clock;
  const mark = (kind: Line['kind'], label: string, at: Instant | null): Line[] => (at === null ? [] : [{ kind, label, at, words: short(at) }]);
  const lines: Line[] = [
    ...mark('opened', 'Opened', opened_at),
    ...pauses.map(({ from, until }): Line => ({ kind: 'pause', label: 'Paused', at: from, until: until ?? now, words: `${short(from)} to ${until === null ? 'now' : short(until)}` })),
    ...rungs.map((rung): Line => ({ kind: rung.state, label: `${rung.level} ${rung.id.replaceAll('_', ' ')}`, at: rung.at, words: wordsOf(rung, clock) })),
    ...mark('due', 'Due', due_at),
    ...(ended === null ? mark('now', 'Now', now) : mark('ended', `Ended: ${ended.state}`, ended.at)),
    ...mark('lapse', 'Request lapses', lapse_at),
  ];
  return lines.map((line, i) => ({ line, i })).sort((a, b) => (a.line.at < b.line.at ? -1 : Number(a.line.at > b.line.at)) || a.i - b.i).map(({ line }) => line);
}

/** What marks an instant: a ring for what is still to come, a filled circle for what happened, a square for what is no rung. */
function Mark({ line, x, y, scale }: { readonly line: Line; readonly x: number; readonly y: number; readonly scale: TimeScale }): VNode {
  if (line.until !== undefined) return <rect class="pic-pause" x={x} y={y - 5} width={Math.max(3, scale.x(line.until) - x)} height={10} rx={3} />;
  const rung = line.kind in STATES;
  return rung ? <circle class={`pic-mark pic-${line.kind}`} cx={x} cy={y} r={6} /> : <rect class={`pic-mark pic-${line.kind}`} x={x - 5} y={y - 5} width={10} height={10} rx={2} />;
}

function Row({ line, y, scale }: { readonly line: Line; readonly y: number; readonly scale: TimeScale }): VNode {
  const x = scale.x(line.at);
  const end = line.until === undefined ? x : Math.max(x + 3, scale.x(line.until));
  const right = beside(line.words, end, LEFT, RIGHT + 12);
  const left = beside(line.words, x, LEFT, RIGHT + 12);
  const placed = right.anchor === 'start' ? right : left;
  return (
    <g class={`pic-row pic-row-${line.kind}`}>
      <text class="pic-label" x={8} y={y + 4}>{cut(line.label, LEFT - 12)}</text>
      <Mark line={line} x={x} y={y} scale={scale} />
      <text x={placed.x} y={y + 4} text-anchor={placed.anchor}>{placed.text}</text>
    </g>
  );
}

/** Lines down the whole picture, under everything else. */
const Uprights = ({ lines, scale, bottom }: { readonly lines: readonly Line[]; readonly scale: TimeScale; readonly bottom: number }): VNode => (
  <g>
    {lines.filter(({ kind }) => kind === 'now' || kind === 'due').map(({ kind, at }) => <line key={kind} class={`pic-upright pic-${kind}`} x1={scale.x(at)} y1={TOP} x2={scale.x(at)} y2={bottom} />)}
  </g>
);

const describe = ({ rungs, due_at, ended }: LadderDrawn, { words }: Clock, zone: string): string => {
  const done = rungs.filter(({ state }) => state === 'done').length;
  const next = rungs.find(({ state }) => state === 'next');
  const end = ended === null ? (next ? `next is ${next.level}, ${words(next.at)}` : 'none is planned') : `it ended as ${ended.state}, ${words(ended.at)}`;
  return `${done} of ${rungs.length} rungs were told; ${end}.${due_at === null ? '' : ` Due ${words(due_at)}.`} Times are in ${zone}.`;
};

/** The ladder above an obligation: who was told, who will be, and when (§0.03), in the reader's zone. */
export function LadderTimeline({ id, of }: { readonly id: string; readonly of: LadderDrawn }): VNode {
  const clock = clockIn(useViewer().zone);
  const lines = linesOf(of, clock);
  const instants = lines.flatMap(({ at, until }) => (until === undefined ? [at] : [at, until]));
  const zone = namesOf(clock, instants);
  const scale = timeScale(instants, LEFT + 8, RIGHT - 8, clock);
  const height = TOP + lines.length * ROW + 8;
  const rows = lines.map(({ label, at, until, words }) => [label, clock.words(at), until === undefined ? words.split(' · ').slice(1).join(' · ') : `until ${clock.words(until)}`]);
  return (
    <Picture id={id} title={`Ladder. ${of.title}`} description={describe(of, clock, zone)} width={WIDTH} height={height} table={{ heads: ['What', 'When', 'Details'], rows }}>
      <TimeAxis scale={scale} y={18} bottom={height - 6} zone={zone} />
      <Uprights lines={lines} scale={scale} bottom={height - 6} />
      {lines.map((line, i) => <Row key={`${line.kind} ${line.label} ${line.at}`} line={line} y={TOP + i * ROW + ROW / 2} scale={scale} />)}
    </Picture>
  );
}
