/** What to measure, and how long. */
export interface BenchArgs {
  /** Rows to run; all when empty. */
  readonly only: readonly string[];
  /** Fewer and smaller rounds: to see that it runs, not to quote. */
  readonly quick: boolean;
  /** The sizes of design §12 where the usual run takes smaller ones. */
  readonly full: boolean;
}

/** Wrong use; the message says what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Parses the command line. @throws UsageError for an unknown option or row. */
export function parseArgs(given: readonly string[], rows: readonly string[]): BenchArgs {
  const only: string[] = [];
  const flags = new Set<string>();
  for (let at = 0; at < given.length; at += 1) {
    const one = given[at] ?? '';
    if (one === '--quick' || one === '--full') flags.add(one);
    else if (one === '--only') only.push(known(given[(at += 1)], rows));
    else throw new UsageError(`unknown option ${JSON.stringify(one)}: allowed are --only ROW, --quick and --full`);
  }
  return { only, quick: flags.has('--quick'), full: flags.has('--full') };
}

function known(row: string | undefined, rows: readonly string[]): string {
  if (row !== undefined && rows.includes(row)) return row;
  throw new UsageError(`--only ${row ?? ''}: there is no such row; allowed are ${rows.join(', ')}`);
}
