// `npm run bench`: the rows of docs/bench.md, one JSON line each on stdout; what happens meanwhile on stderr.
import { ConfigError, parseConfig } from '../../config.ts';
import { type BenchArgs, parseArgs, UsageError } from './args.ts';
import { MEASUREMENTS } from './rows/index.ts';
import { createBench, Undo } from './support/context.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function measure(args: BenchArgs, home: string, undo: Undo): Promise<void> {
  const bench = createBench(args, home, undo, say);
  for (const { name, run } of MEASUREMENTS) {
    if (args.only.length > 0 && !args.only.includes(name)) continue;
    say(`${name} …`);
    const own = new Undo();
    undo.add(name, () => own.run(say));
    try {
      for (const line of await run(bench, own)) process.stdout.write(`${JSON.stringify(line)}\n`);
    } finally {
      await own.run(say);
    }
  }
}

async function main(): Promise<number> {
  const args = parseArgs(process.argv.slice(2), MEASUREMENTS.map(({ name }) => name));
  const { home } = parseConfig(process.env);
  const undo = new Undo();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void undo.run(say).then(() => process.exit(130)));
  try {
    await measure(args, home, undo);
    return 0;
  } finally {
    await undo.run(say);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUse = error instanceof UsageError || error instanceof ConfigError;
  say(isUse ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = isUse ? 2 : 1;
}
