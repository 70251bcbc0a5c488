import { startFromEnvironment } from './from-environment.ts';

/** The stand-in as a process: one line when it listens, a clean end on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const { url, simulator } = await startFromEnvironment(process.env);
  process.stdout.write(`Slack stand-in listening on ${url}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`gatehouse slack stand-in: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
