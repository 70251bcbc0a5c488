/** A lane for the reference: how many it needs, and who approved in it. */
interface Wanted {
  readonly lane: string;
  readonly needed: number;
  readonly by: readonly string[];
  readonly already_passed?: boolean;
}

/** Every set of `n` of the items. */
export function choose(items: readonly string[], n: number): string[][] {
  if (n === 0) return [[]];
  return items.flatMap((item, i) => choose(items.slice(i + 1), n - 1).map((rest) => [item, ...rest]));
}

/** Whether all these lanes can be filled at once with different people, by trying every choice. */
export function canFill(lanes: readonly Wanted[], taken: ReadonlySet<string> = new Set()): boolean {
  const [first, ...rest] = lanes;
  if (!first) return true;
  return choose([...new Set(first.by)], first.needed).some((set) => set.every((p) => !taken.has(p)) && canFill(rest, new Set([...taken, ...set])));
}

/** The reference for matching: those that passed first, then the others in order, each if it can be filled beside the lanes before it. */
export function bestFilling(lanes: readonly Wanted[]): string[] {
  const filled: Wanted[] = [];
  for (const lane of [...lanes.filter((l) => l.already_passed), ...lanes.filter((l) => !l.already_passed)]) if (canFill([...filled, lane])) filled.push(lane);
  return lanes.filter((lane) => filled.includes(lane)).map(({ lane }) => lane);
}
