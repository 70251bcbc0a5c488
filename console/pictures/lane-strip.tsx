import type { VNode } from 'preact';
import type { LaneView } from '../../contracts/deployment-view.ts';
import { useViewer } from '../viewer.tsx';
import { PictureTable } from './frame.tsx';
import { clockIn } from './clock.ts';

export type LaneDrawn = Pick<LaneView, 'lane' | 'name' | 'state' | 'needed' | 'approvals' | 'due_at' | 'overridden_until'> & {
  /** It opens once other lanes have passed (R-08). */
  readonly staged?: boolean;
};

const BAR = 120;
const GAP = 4;
/** From so many approvals on the bar is drawn as one, since single parts would be too thin to see. */
const MOST_PARTS = 12;

/** What stands in a lane's box, in words: the colour only repeats it. */
function standing({ state, staged }: LaneDrawn): string {
  if (state === 'waiting') return staged ? 'not open yet' : 'waiting';
  return state;
}
const SIGNS: Readonly<Record<LaneDrawn['state'], string>> = { waiting: '…', open: '○', passed: '✓', failed: '✕', overridden: '↷' };

/** One part per approval that is needed, filled as far as they were given. */
function Quorum(lane: LaneDrawn): VNode {
  const { needed, approvals, state } = lane;
  if (needed > MOST_PARTS) return <LongQuorum {...lane} />;
  const parts = needed;
  const width = (BAR - GAP * (parts - 1)) / parts;
  const given = state === 'passed' || state === 'overridden' ? parts : approvals;
  return (
    <svg class="lane-bar" viewBox={`0 0 ${BAR} 8`} width={BAR} height={8} aria-hidden="true" focusable="false">
      {Array.from({ length: parts }, (_, i) => <rect key={i} class={i < given ? 'pic-given' : 'pic-wanted'} x={Math.round(i * (width + GAP) * 10) / 10} y={1} width={Math.round(width * 10) / 10} height={6} rx={2} />)}
    </svg>
  );
}

/** Many approvals as one bar. */
function LongQuorum({ needed, approvals, state }: LaneDrawn): VNode {
  const part = state === 'passed' || state === 'overridden' ? 1 : Math.min(1, approvals / needed);
  return (
    <svg class="lane-bar" viewBox={`0 0 ${BAR} 8`} width={BAR} height={8} aria-hidden="true" focusable="false">
      <rect class="pic-wanted" x={0} y={1} width={BAR} height={6} rx={2} />
      <rect class="pic-given" x={0} y={1} width={Math.round(part * BAR)} height={6} rx={2} />
    </svg>
  );
}

const countOf = ({ approvals, needed }: LaneDrawn): string => `${approvals} of ${needed}`;
const whenOf = (lane: LaneDrawn, words: (at: string) => string): string => {
  if (lane.state === 'overridden' && lane.overridden_until !== null) return `until ${words(lane.overridden_until)}`;
  return lane.state === 'open' && lane.due_at !== null ? `due ${words(lane.due_at)}` : '';
};

/** The lanes of a case as a strip of boxes, in the policy's order: what stands in each, with approvals given of those needed, times in the reader's zone. It wraps where there is no room. */
export function LaneStrip({ id, lanes }: { readonly id: string; readonly lanes: readonly LaneDrawn[] }): VNode {
  const title = 'Lanes';
  const clock = clockIn(useViewer().zone);
  const done = lanes.filter(({ state }) => state === 'passed' || state === 'overridden').length;
  const rows = lanes.map((lane) => [lane.name, standing(lane), countOf(lane), whenOf(lane, clock.words)]);
  return (
    <figure class="picture">
      <div class="lane-strip" role="img" aria-label={`${title}: ${done} of ${lanes.length} are through. ${lanes.map((lane) => `${lane.name} ${standing(lane)}, ${countOf(lane)}`).join('; ')}.`}>
        {lanes.map((lane) => (
          <div key={lane.lane} class={`lane-box lane-${lane.state}${lane.state === 'waiting' && lane.staged ? ' lane-staged' : ''}`}>
            <span class="lane-name">{lane.name}</span>
            <span class="lane-state">{SIGNS[lane.state]} {standing(lane)}, {countOf(lane)}</span>
            <Quorum {...lane} />
            <span class="lane-due">{whenOf(lane, (at) => `${clock.short(at)} ${clock.name(at)}`)}</span>
          </div>
        ))}
      </div>
      <PictureTable id={id} title={title} table={{ heads: ['Lane', 'State', 'Approvals', 'When'], rows }} />
    </figure>
  );
}
