import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchTemporal, startBenchTemporal } from '../temporal/server.ts';
import type { BenchArgs } from '../args.ts';
import type { Line } from '../figures.ts';
import { type BenchHouse, openBenchHouse } from './house.ts';
import { type BenchPostgres, startBenchPostgres } from './postgres.ts';
import { Undo } from './undo.ts';

/** What every measurement stands on. Servers start when the first row asks for them, and end with the run. */
export interface Bench {
  readonly args: BenchArgs;
  readonly folder: string;
  /** `usual` rounds, or the least with `--quick`. */
  rounds(usual?: number): number;
  /** `usual` of something, or a fifth of it with `--quick`. */
  many(usual: number): number;
  postgres(): Promise<BenchPostgres>;
  temporal(): Promise<BenchTemporal>;
  /** A fresh house; without `channel_limit` its channels take any number of messages at once. */
  house(wish: { readonly channel_limit: boolean; readonly undo: Undo }): Promise<BenchHouse>;
  readonly progress: (line: string) => void;
}

/** One measurement: some rows that share their setting. `undo` ends what it alone started. */
export interface Measurement {
  readonly name: string;
  readonly run: (bench: Bench, undo: Undo) => Promise<readonly Line[]>;
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

/** Makes the surroundings in a temporary folder, which goes with `undo`. `home` keeps what was built between runs. */
export function createBench(args: BenchArgs, home: string, undo: Undo, progress: (line: string) => void): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  // as root PostgreSQL runs as another user, who has to enter it
  chmodSync(folder, 0o755);
  undo.add('the temporary folder', () => rmSync(folder, { recursive: true, force: true }));
  const postgres = once(() => startBenchPostgres(folder, undo));
  const temporal = once(async () => {
    const own = join(folder, 'temporal');
    mkdirSync(own, { mode: 0o700 });
    return startBenchTemporal({ folder: own, home, postgres: await postgres(), undo, progress });
  });
  return {
    args,
    folder,
    rounds: (usual = 3) => (args.quick ? 1 : usual),
    many: (usual) => (args.quick ? Math.max(4, Math.ceil(usual / 5)) : usual),
    postgres,
    temporal,
    house: async (wish) => openBenchHouse({ postgres: await postgres(), home: join(folder, 'evidence'), ...wish }),
    progress,
  };
}

export { Undo };
