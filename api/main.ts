import { createSlackChat } from '../activities/chat/slack.ts';
import { createTicketing } from '../activities/ticketing/from-config.ts';
import { ConfigError, parseConfig, required } from '../config.ts';
import { consoleOf } from '../console/from-config.ts';
import { RULES } from '../store/aggregates.ts';
import { createPool, isConnectionLoss, withRetry } from '../store/database.ts';
import { evidenceFilesOf } from '../store/evidence-place.ts';
import { createStore, nowOf } from '../store/store.ts';
import { createTemporal } from '../store/temporal-client.ts';
import { HouseReader } from '../store/house.ts';
import { createSignIn } from './auth/sign-in.ts';
import { createLog } from './log.ts';
import { compose } from './start/compose.ts';
import { startJobs } from './start/jobs.ts';
import { listen } from './start/listen.ts';
import { openHouse, readDisk } from './start/open-house.ts';
import { composeSlack } from './start/slack.ts';
import { composeTickets } from './start/tickets.ts';

/** How long the start waits for the database, in milliseconds. It never waits for Temporal. */
const DATABASE_MS = 30_000;

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLog(config.logLevel);
  const pool = createPool({ url: required(config, 'databaseUrl'), max: 20, onError: (error) => log.warn({ err: error }, 'a connection to the database broke') });
  const store = createStore({ pool, rules: RULES, evidence: evidenceFilesOf(config) });
  let accepting = true;
  const house = new HouseReader(store);
  const slack = composeSlack({ config, store, house, log, createChat: createSlackChat });
  const tickets = composeTickets({ config, store, log, systems: createTicketing(config) });
  const signIn = createSignIn({ config, store, house, log });
  const pages = consoleOf(config, { store, house, log, session: signIn.sessionOf });
  const mounts = [...(slack ? [slack.mount] : []), tickets.mount, pages.mount];
  const composed = await compose({ config, store, house, permitKey: required(config, 'permitKey'), log, accepting: () => accepting, mounts, signIn });
  const { deps } = composed;
  const now = await withRetry(() => nowOf(store), DATABASE_MS);
  const temporal = createTemporal({ address: config.temporalAddress, namespace: config.temporalNamespace });
  const jobs = startJobs({ store, temporal, house, metrics: deps.metrics, log, config });
  await openHouse({ store, house, log, ...readDisk(config.policyDir, config.directoryFile, now) });
  const server = await listen(await composed.app(), config.host, config.port);
  log.info(`listening on ${server.url}`);
  slack?.open();
  await tickets.again();

  const stop = async (signal: string): Promise<void> => {
    if (!accepting) return;
    accepting = false;
    log.info(`${signal}: shutting down`);
    await server.close();
    await slack?.close();
    await slack?.idle();
    await tickets.looks.stop();
    await jobs.stop();
    await Promise.all([temporal.close(), pool.end()]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

/** A failed start in one line. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error);
  if (error instanceof ConfigError) return text;
  if (isConnectionLoss(error)) return `DATABASE_URL names a database that does not answer (${text || 'connection refused'}): start PostgreSQL, or correct it`;
  return text;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`gatehouse api: ${reasonOf(error)}\n`);
  process.exit(1);
}
