/** What a row promises: `ours` or `ratio` at most or at least so much. */
export interface Goal {
  readonly of: 'ours' | 'ratio';
  readonly at_most?: number;
  readonly at_least?: number;
}

/** One round: our figure and, measured beside it, that of the bare transaction or engine; null where there is no peer. */
export interface Round {
  readonly ours: number;
  readonly bare: number | null;
}

/** One row of design §12, as it is printed. */
export interface Line {
  readonly row: string;
  /** Median over the rounds. */
  readonly ours: number;
  readonly bare: number | null;
  /** Median of the rounds' own ratios, since the two halves of a round saw the same machine; not `ours / bare`. */
  readonly ratio: number | null;
  readonly goal: string | null;
  readonly holds: boolean | null;
  readonly unit: string;
  readonly rounds: number;
  /** What else a reader must know to judge the figure. */
  readonly note?: string;
}

/** The value below which `share` (0 to 1) of the values lie, by nearest rank. @throws RangeError when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('there is no percentile of no values; measure at least one');
  return found;
}

/** The middle value, or the mean of the two in the middle. @throws RangeError when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  if (low === undefined || high === undefined) throw new RangeError('there is no median of no values; measure at least one');
  return (low + high) / 2;
}

/** Three digits that count, which is more than a shared machine can repeat. */
export const round = (value: number): number => Number(value.toPrecision(3));

const textOf = ({ of, at_most, at_least }: Goal): string => (at_most === undefined ? `${of} >= ${at_least ?? 0}` : `${of} <= ${at_most}`);

const meets = ({ at_most, at_least }: Goal, value: number): boolean => (at_most === undefined || value <= at_most) && (at_least === undefined || value >= at_least);

export interface LineWish {
  readonly row: string;
  readonly unit: string;
  readonly rounds: readonly Round[];
  /** Null: the figure is only stated. */
  readonly goal: Goal | null;
  readonly note?: string | undefined;
}

/** The line of a row. Whether its goal holds is judged before rounding. */
export function lineOf({ row, unit, rounds, goal, note }: LineWish): Line {
  const ours = median(rounds.map((one) => one.ours));
  const pairs = rounds.flatMap(({ ours: mine, bare }) => (bare === null ? [] : [{ bare, ratio: mine / bare }]));
  const bare = pairs.length === 0 ? null : median(pairs.map((pair) => pair.bare));
  const ratio = pairs.length === 0 ? null : median(pairs.map((pair) => pair.ratio));
  const judged = goal === null ? null : goal.of === 'ours' ? ours : ratio;
  return {
    row,
    ours: round(ours),
    bare: bare === null ? null : round(bare),
    ratio: ratio === null ? null : round(ratio),
    goal: goal && textOf(goal),
    holds: goal === null || judged === null ? null : meets(goal, judged),
    unit,
    rounds: rounds.length,
    ...(note === undefined ? {} : { note }),
  };
}
