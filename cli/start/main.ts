import { join } from 'node:path';
import { ConfigError, type Environment, parseConfig } from '../../config.ts';
import { isExampleHouse, offerExample } from './example-request.ts';
import { prepareHome } from './home.ts';
import { watchLauncher } from './launcher.ts';
import { lockHome } from './lock.ts';
import { addresses, builtPrograms, embeddedParts, loopbackAddress, missingPrograms, type PlanInput, planParts, portsOfUser, portWishes, type Programs } from './plan.ts';
import { choosePorts } from './ports.ts';
import { StartRefused } from './refusal.ts';
import { takeDownLeftovers } from './run-file.ts';
import { supervise } from './supervisor.ts';

/** How to start everything on this machine. */
export type StartOptions = {
  readonly env: Environment;
  readonly out: (line: string) => void;
  /** Where a refusal goes. Default: `out`. */
  readonly err?: (line: string) => void;
  /** Aborting it asks for an orderly stop. */
  readonly signal: AbortSignal;
  /** Aborting it, while stopping, kills what is left. */
  readonly force?: AbortSignal;
  /** Puts one waiting example request into an empty house of the example organisation. Default: no. */
  readonly example?: boolean;
  /** Default: the programs that `npm run build` made. */
  readonly programs?: Programs;
};

async function plan(options: StartOptions): Promise<PlanInput> {
  const { env, out: progress, programs = builtPrograms() } = options;
  const config = parseConfig(env);
  const embedded = embeddedParts(env);
  const [missing] = missingPrograms(programs);
  if (missing !== undefined) throw new StartRefused(`${missing} is not there: run \`npm run build\``);
  prepareHome(config.home, embedded.postgres, progress);
  return { config, env, embedded, ports: {}, programs, progress };
}

async function runUnderLock(options: StartOptions, planned: PlanInput): Promise<number> {
  const { out, err = out, signal } = options;
  const { home, host } = planned.config;
  const begun = performance.now();
  const left = await takeDownLeftovers(home);
  if (left.length > 0) out(`took down what an earlier start left behind: ${left.join(', ')}`);
  const wishes = portWishes(planned.embedded);
  const ports = await choosePorts({ file: join(home, 'ports.json'), wishes, set: portsOfUser(planned.config, planned.env), apiHost: host, progress: out });
  const input: PlanInput = { ...planned, ports };
  const onReady = (): void => {
    out(`Gatehouse is ready (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
    for (const [label, url] of addresses(input)) out(`  ${label.padEnd(18)} ${url}`);
    out(`  ${'Data'.padEnd(18)} ${home}`);
    if (planned.embedded.identity) out(`Be one of the ${planned.config.directoryFile === undefined ? 'example people' : 'people of your directory'}: ${loopbackAddress(input, 'PORT')}`);
    if (options.example === true && isExampleHouse(planned.env, planned.embedded)) void offerExample({ home, api: loopbackAddress(input, 'PORT') }, out);
  };
  const force = options.force === undefined ? {} : { force: options.force };
  return supervise({ parts: planParts(input), home, out, err, signal, onReady, ...force });
}

/**
 * Starts every part that the environment does not give an address for, keeps them running, and stops them in order
 * when `signal` aborts.
 * @returns the exit code: 0 stopped as asked, 1 refused or given up, 2 wrong configuration; one line on `err` says why.
 */
export async function startEmbedded(options: StartOptions): Promise<number> {
  const { err = options.out } = options;
  try {
    const planned = await plan(options);
    const lock = await lockHome(planned.config.home);
    try {
      return await runUnderLock(options, planned);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof StartRefused)) throw error;
    err(error.message);
    return error instanceof ConfigError ? 2 : 1;
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes on the Ctrl-C that the terminal already gave us: only a later one means "at once". */
const SAME_KEYPRESS_MS = 1_000;

/**
 * `gatehouse start`: startEmbedded for a terminal. Ctrl-C, SIGTERM, a closed terminal or the end of the npm that
 * started us stop it in order; a second Ctrl-C kills what is left. `programs` stands in for the built ones. `example`:
 * see StartOptions; by default somebody who looks on gets one.
 */
export async function runStart(env: Environment, { programs, example = process.stdout.isTTY }: Pick<StartOptions, 'programs' | 'example'> = {}): Promise<number> {
  const stop = new AbortController();
  const force = new AbortController();
  let askedAt = Number.POSITIVE_INFINITY;
  const onSignal = (): void => {
    if (performance.now() - askedAt > SAME_KEYPRESS_MS) return force.abort();
    if (!stop.signal.aborted) console.log('stopping');
    askedAt = Math.min(askedAt, performance.now());
    stop.abort();
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const name of SIGNALS) process.on(name, onSignal);
  const endWatch = watchLauncher(env, () => stop.abort());
  try {
    const streams = { out: (line: string) => console.log(line), err: (line: string) => console.error(line) };
    const replaced = programs === undefined ? {} : { programs };
    return await startEmbedded({ env, example, ...streams, signal: stop.signal, force: force.signal, ...replaced });
  } finally {
    endWatch();
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
