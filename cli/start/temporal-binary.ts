import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Environment, packageRoot } from '../../config.ts';
import { type Outcome, pause, run } from './process.ts';
import { StartRefused } from './refusal.ts';

/** The Temporal CLI that we build when there is none (server 1.29.1). */
export const TEMPORAL_GO_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

/** What the search needs; `signal` ends a download or a build that is under way. */
export type TemporalSearch = {
  readonly env: Environment;
  readonly home: string;
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal;
};

function plainEnv(env: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function works(file: string): Promise<boolean> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const outcome = await run({ file, args: ['--version'], env: { PATH: '/usr/bin:/bin' } });
  return outcome.code === 0 && outcome.stdout.includes('temporal version');
}

function onPath(name: string, env: Environment): string[] {
  return (env['PATH'] ?? '').split(delimiter).filter(Boolean).map((folder) => join(folder, name));
}

function goFolders(env: Environment): string[] {
  const home = env['HOME'] ?? homedir();
  return [env['GOBIN'], env['GOPATH'] && join(env['GOPATH'], 'bin'), join(home, 'go', 'bin')].filter((path) => Boolean(path)) as string[];
}

function sdkFolder(home: string): string {
  return join(home, 'bin', 'sdk');
}

function downloaded(home: string): string[] {
  const folder = sdkFolder(home);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => !name.endsWith('.downloading')).map((name) => join(folder, name));
}

async function firstThatWorks(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if (await works(file)) return file;
  return undefined;
}

/**
 * A Temporal CLI that is already on this machine: `TEMPORAL_CLI_PATH`, the PATH, `<home>/bin`, an earlier download of
 * the SDK, the user's Go folder. Never fetches anything.
 * @throws StartRefused when `TEMPORAL_CLI_PATH` names something that is not a Temporal CLI.
 */
export async function findInstalledTemporalCli(env: Environment, home: string): Promise<string | undefined> {
  const wanted = env['TEMPORAL_CLI_PATH'];
  if (wanted) {
    if (await works(wanted)) return wanted;
    throw new StartRefused(`TEMPORAL_CLI_PATH is ${wanted}: that is not a Temporal CLI that runs here; name one, or unset it`);
  }
  const own = join(home, 'bin', 'temporal');
  const inGo = goFolders(env).map((folder) => join(folder, 'temporal'));
  return firstThatWorks([...onPath('temporal', env), own, ...downloaded(home), ...inGo]);
}

/** Tells how long it has taken, every 15 s, until the work is done. */
async function withProgress<T>(what: string, progress: (line: string) => void, work: Promise<T>): Promise<T> {
  const begun = performance.now();
  const timer = setInterval(() => progress(`${what}: ${Math.round((performance.now() - begun) / 1000)} s so far`), 15_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** Ends a download that has not begun after 15 s: behind some firewalls the connection is never refused. */
async function download(search: TemporalSearch): Promise<Outcome> {
  const folder = sdkFolder(search.home);
  mkdirSync(folder, { recursive: true });
  const over = new AbortController();
  const script = join(packageRoot(), 'scripts', 'download-temporal.mjs');
  search.signal?.addEventListener('abort', () => over.abort(), { once: true });
  const outcome = run({ file: process.execPath, args: [script, folder], env: plainEnv(search.env), cwd: packageRoot() }, over.signal);
  const settled = new AbortController();
  void outcome.then(() => settled.abort());
  await pause(15_000, settled.signal);
  if (readdirSync(folder).length === 0) over.abort();
  return outcome;
}

async function byDownload(search: TemporalSearch): Promise<string | undefined> {
  search.progress('temporal: not found here; asking the Temporal SDK to download it');
  const outcome = await withProgress('temporal: downloading', search.progress, download(search));
  const file = await firstThatWorks(downloaded(search.home));
  if (file === undefined) search.progress(`temporal: no download (${outcome.stderr.trim().split('\n').at(-1)?.slice(0, 120) ?? ''})`);
  return file;
}

async function byGo(search: TemporalSearch): Promise<string | undefined> {
  const candidates = [...onPath('go', search.env), '/usr/local/go/bin/go'];
  const go = candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
  if (go === undefined) return undefined;
  const bin = join(search.home, 'bin');
  mkdirSync(bin, { recursive: true });
  search.progress(`temporal: building it with Go into ${bin} (about 3 minutes, once)`);
  const command = { file: go, args: ['install', TEMPORAL_GO_PACKAGE], env: { ...plainEnv(search.env), GOBIN: bin }, cwd: bin };
  const outcome = await withProgress('temporal: building', search.progress, run(command, search.signal));
  if (outcome.code !== 0) search.progress(`temporal: the build failed (${outcome.stderr.trim().split('\n').at(-1) ?? ''})`);
  return firstThatWorks([join(bin, 'temporal')]);
}

/**
 * The path of a Temporal CLI, fetched or built when there is none, in the order of design §9.
 * @throws StartRefused when there is none and none could be made; the line names what would help.
 */
export async function findTemporalCli(search: TemporalSearch): Promise<string> {
  const found =
    (await findInstalledTemporalCli(search.env, search.home)) ??
    (await byDownload(search)) ??
    (search.signal?.aborted ? undefined : await byGo(search));
  if (found !== undefined) return found;
  throw new StartRefused(
    `no Temporal CLI was found, downloaded or built: install Go and run \`go install ${TEMPORAL_GO_PACKAGE}\`, or put \`temporal\` on the PATH, or set TEMPORAL_ADDRESS to a server`,
  );
}
