import type { ActionOwed, BoardBucket, BoardSummary } from '../../contracts/action-board.ts';
import { BOARD_BUCKETS } from '../../contracts/action-board.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { ageBands, type AgeBand, bandOf, boardRules, ladderPosition, partOf, partWanted, unitAndBelow } from '../../domain/nonconformity-closure/board-view.ts';
import { lineOf, type Reach } from '../../domain/line.ts';
import { type House, policyInForce } from '../house.ts';
import type { Store } from '../store.ts';
import { type BoardFilter, type BoardRow, busiestOwners, countLevels, countParts, listActionBoard } from './action-board.ts';
import type { Page, PageWish } from './page.ts';

/** What somebody wants to see of the board; left out: everything. */
export interface BoardWish extends PageWish {
  readonly manager?: string | undefined;
  /** How far down the manager's line; left out: all of it. */
  readonly line?: Reach | undefined;
  readonly owner?: string | undefined;
  /** With the units below it. */
  readonly unit?: string | undefined;
  readonly system?: string | undefined;
  readonly class?: string | undefined;
  readonly bucket?: BoardBucket | undefined;
  /** Number of an age band. */
  readonly band?: number | undefined;
  readonly level?: string | undefined;
}

/** So many owners with overdue things are named. */
const OWNERS = 10;

type Seen = Pick<House, 'directory' | 'policies' | 'active' | 'at'>;

function filterOf({ manager, line = 'all', owner, unit, system, class: cls }: BoardWish, { directory, at }: Seen): BoardFilter {
  return {
    line: manager === undefined ? undefined : { manager, people: lineOf(directory, manager, at, line) },
    owner,
    units: unit === undefined ? undefined : unitAndBelow(directory, unit),
    system,
    class: cls,
  };
}

function owedOf({ obligation, ...row }: BoardRow, bands: readonly AgeBand[], at: Instant): ActionOwed {
  const { owed_by, due_at, kind, state, to } = obligation;
  return {
    ...row,
    kind,
    state,
    owner: 'person' in owed_by ? owed_by.person : null,
    role: 'role' in owed_by ? owed_by.role : null,
    to,
    due_at,
    overdue: due_at !== null && due_at <= at,
    band: bandOf(bands, due_at),
    ladder: ladderPosition(obligation),
  };
}

/** A page of the board, due first in front. @throws BadCursor */
export async function boardPage(store: Pick<Store, 'db'>, seen: Seen, wish: BoardWish): Promise<Page<ActionOwed>> {
  const rules = boardRules(policyInForce(seen));
  const bands = ageBands(rules, seen.at);
  const { items, next_cursor } = await listActionBoard(store, { ...filterOf(wish, seen), level: wish.level }, partWanted(wish, rules, seen.at), wish);
  return { items: items.map((row) => owedOf(row, bands, seen.at)), next_cursor };
}

/** How much the filters leave of each part of the board, whatever bucket, band and level are looked at. */
export async function boardSummary(store: Pick<Store, 'db'>, seen: Seen, wish: BoardWish): Promise<BoardSummary> {
  const rules = boardRules(policyInForce(seen));
  const bands = ageBands(rules, seen.at);
  const filter = filterOf(wish, seen);
  const named = BOARD_BUCKETS.filter((bucket) => bucket !== 'overdue');
  const soon = partOf('due_soon', rules, seen.at);
  const ages = bands.map(({ after, by }) => ({ kinds: null, after, by }));
  const overdue = { kinds: null, after: null, by: seen.at };
  const [counts, levels, owners] = await Promise.all([
    countParts(store, filter, [{ kinds: null, after: soon.by, by: null }, ...named.map((bucket) => partOf(bucket, rules, seen.at)), ...ages]),
    countLevels(store, filter),
    busiestOwners(store, filter, overdue, OWNERS),
  ]);
  // the ages are all that is overdue, and with what is due soon and later all that is open: nothing is counted twice
  const countOf = (at: number): number => counts[at] ?? 0;
  const late = bands.reduce((sum, _, i) => sum + countOf(1 + named.length + i), 0);
  const buckets = Object.fromEntries([['overdue', late], ...named.map((bucket, i) => [bucket, countOf(1 + i)] as const)]) as Record<BoardBucket, number>;
  return {
    open: late + buckets.due_soon + countOf(0),
    buckets,
    bands: bands.map(({ number, over, up_to }, i) => ({ number, over, up_to, count: countOf(1 + named.length + i) })),
    levels,
    owners,
  };
}
