import type { VNode } from 'preact';
import { FISHBONE, type FishboneBranch, type RootCause } from '../../contracts/nonconformity-closure.ts';
import { branchInWords } from '../../render/nonconformity-words.ts';
import { capital } from '../../render/words.ts';
import { Picture } from './frame.tsx';
import { wrapped } from './scale.ts';

type Cause = Pick<RootCause['fishbone'][number], 'branch' | 'cause' | 'weight'>;

/** What the bones end in, and the causes along them. */
export interface FishboneDrawn {
  readonly problem: string;
  readonly causes: readonly Cause[];
}

/** So wide that all of it, the head too, is seen on the page of a case without scrolling where the window is 1280 pixels wide. */
const COLUMN = 164;
const HEAD = 138;
const LEFT = 8;
const SPINE_END = LEFT + COLUMN * 4;
const WIDTH = SPINE_END + HEAD + 8;
/** How far a bone leans towards the head. */
const LEAN = 34;
const LINE = 17;
/** Room for the name of a branch beyond its bone, which may take two lines. */
const NAME_LINES = 2;
const NAME = 9 + LINE * NAME_LINES;
/** A cause takes at most so many lines, and some air. */
const LINES = 3;
const CAUSE = LINE * LINES + 8;
const HEAD_LINES = 6;

/** One bone: where it begins, where it meets the spine, and how its causes stand along it. */
interface Bone {
  readonly branch: FishboneBranch;
  readonly causes: readonly Cause[];
  readonly x: number;
  readonly from: number;
  readonly to: number;
}

const at = (n: number): number => Math.round(n * 10) / 10;
const above = FISHBONE.slice(0, 4);
const below = FISHBONE.slice(4);

const most = (branches: readonly FishboneBranch[], causes: readonly Cause[]): number => Math.max(1, ...branches.map((branch) => causes.filter((each) => each.branch === branch).length));

/** Four bones above the spine and four below, each half as long as its fullest bone needs. */
function bonesOf({ causes }: FishboneDrawn): { readonly bones: readonly Bone[]; readonly spine: number; readonly height: number } {
  const [up, down] = [most(above, causes) * CAUSE + 14, most(below, causes) * CAUSE + 14];
  const spine = NAME + up;
  const bone = (branch: FishboneBranch, i: number, from: number): Bone => ({ branch, causes: causes.filter((each) => each.branch === branch), x: LEFT + COLUMN * (i + 1) - 12, from, to: spine });
  return { bones: [...above.map((branch, i) => bone(branch, i, NAME)), ...below.map((branch, i) => bone(branch, i, spine + down))], spine, height: spine + down + NAME };
}

/** A cause along its bone: a twig, its mark, and the words left of it; what has no room is in the table. */
function Twig({ cause, i, bone: { x, from, to } }: { readonly cause: Cause; readonly i: number; readonly bone: Bone }): VNode {
  const y = (from < to ? from + 10 : to + 16) + CAUSE * i + LINE * (LINES - 1);
  const touch = at(x - LEAN + (LEAN * (y - from)) / (to - from));
  const left = x - COLUMN + 16;
  return (
    <g class={`pic-cause-${cause.weight}`}>
      <line class="pic-twig" x1={left} y1={y + 4} x2={touch} y2={y + 4} />
      <circle class={`pic-mark pic-${cause.weight}`} cx={touch} cy={y + 4} r={cause.weight === 'root' ? 5 : 3.5} />
      {wrapped(cause.cause, touch - left - 12, LINES).map((line, n, all) => <text key={n} x={left} y={y - LINE * (all.length - 1 - n)}>{line}</text>)}
    </g>
  );
}

function BoneDrawn({ bone }: { readonly bone: Bone }): VNode {
  const { branch, causes, x, from, to } = bone;
  const words = wrapped(capital(branchInWords(branch)), COLUMN - LEAN, NAME_LINES);
  const top = from < to ? from - 8 - LINE * (words.length - 1) : from + LINE;
  return (
    <g>
      <line class={causes.length === 0 ? 'pic-bone pic-bone-none' : 'pic-bone'} x1={x - LEAN} y1={from} x2={x} y2={to} />
      {words.map((line, i) => <text key={i} class={causes.length === 0 ? 'pic-branch-none' : 'pic-label'} x={x - LEAN} y={top + LINE * i} text-anchor="end">{line}</text>)}
      {causes.map((cause, i) => <Twig key={i} cause={cause} i={i} bone={bone} />)}
    </g>
  );
}

const described = ({ problem, causes }: FishboneDrawn): string => {
  const roots = causes.filter(({ weight }) => weight === 'root');
  const branches = new Set(causes.map(({ branch }) => branch)).size;
  return `${causes.length} causes on ${branches} of ${FISHBONE.length} branches lead to: ${problem}. ${roots.length === 0 ? 'None is marked as root' : `Root: ${roots.map(({ branch, cause }) => `${cause} (${branchInWords(branch)})`).join('; ')}`}.`;
};

const inOrder = ({ causes }: FishboneDrawn): readonly Cause[] => FISHBONE.flatMap((branch) => causes.filter((each) => each.branch === branch));

/** The fishbone of an analysis (R-37): eight branches, each cause along its own, roots marked; the table beside it has every word. */
export function Fishbone({ id, of }: { readonly id: string; readonly of: FishboneDrawn }): VNode {
  const { bones, spine, height } = bonesOf(of);
  const head = wrapped(of.problem, HEAD - 20, HEAD_LINES);
  const box = Math.min(height - 8, head.length * LINE + 20);
  return (
    <Picture id={id} title="Fishbone" description={described(of)} table={{ heads: ['Branch', 'Cause', 'Weight'], rows: inOrder(of).map(({ branch, cause, weight }) => [capital(branchInWords(branch)), cause, weight]) }} width={WIDTH} height={height}>
      <line class="pic-spine" x1={LEFT} y1={spine} x2={SPINE_END} y2={spine} />
      {bones.map((bone) => <BoneDrawn key={bone.branch} bone={bone} />)}
      <rect class="pic-head" x={SPINE_END} y={at(spine - box / 2)} width={HEAD} height={box} rx={6} />
      {head.map((line, i) => <text key={i} class="pic-label" x={SPINE_END + 10} y={at(spine - (head.length * LINE) / 2 + LINE * i + 12)}>{line}</text>)}
    </Picture>
  );
}
