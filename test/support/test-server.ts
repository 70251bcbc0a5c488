import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { signalProcess, startedAt } from '../../cli/start/process.ts';

const VERSION = '1.32.0';
const MAIN_CLASS = 'io.temporal.testserver.TestServer';

/** Set by the global setup, read by the test processes: `download`, or the path of the wrapper around Java. */
export const TEST_SERVER_VARIABLE = 'GATEHOUSE_TEST_SERVER';

/** Prints one line about what is being done. */
export type Report = (line: string) => void;

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(base, 'gatehouse', `test-server-${VERSION}`);
}

const pidFolder = (): string => join(cacheFolder(), 'pids');

function has(program: string): boolean {
  return spawnSync(program, ['-version'], { stdio: 'ignore' }).status === 0;
}

async function sdkCanDownload(): Promise<boolean> {
  try {
    const env = await TestWorkflowEnvironment.createTimeSkipping();
    await env.teardown();
    return true;
  } catch {
    return false;
  }
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>gatehouse</groupId><artifactId>test-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`;

// `exec` keeps the process id, so the one written down is Java's own. The name of the file says whose child it is.
const WRAPPER = `#!/bin/sh
here=$(dirname "$0")
mkdir -p "$here/pids" && : > "$here/pids/$PPID-$$"
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -cp "$here/lib/*" ${MAIN_CLASS} "$@" 2>> "$here/errors.log"
`;

function fetchWithMaven(folder: string): void {
  mkdirSync(join(folder, '..'), { recursive: true });
  // Made beside its place and moved there whole: a broken download leaves nothing that looks complete.
  const draft = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(join(draft, 'pom.xml'), POM);
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
    const args = ['-q', '-B', '-f', join(draft, 'pom.xml'), goal, '-DincludeScope=runtime', `-DoutputDirectory=${join(draft, 'lib')}`];
    const answer = spawnSync('mvn', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    if (answer.status !== 0) throw new Error(`mvn could not fetch io.temporal:temporal-test-server:${VERSION}: ${answer.stdout}${answer.stderr}`);
    writeFileSync(join(draft, 'test-server'), WRAPPER);
    chmodSync(join(draft, 'test-server'), 0o755);
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Where the time-skipping server comes from (design §9): what an earlier run put into the user's cache, else the SDK's
 * own download, else the Maven artefact run by Java. Answers what belongs into `GATEHOUSE_TEST_SERVER`.
 * @throws Error that names the missing program when nothing of this works.
 */
export async function findTestServer(report: Report): Promise<string> {
  const wrapper = join(cacheFolder(), 'test-server');
  const java = has('java');
  if (java && existsSync(wrapper)) return wrapper;
  report('time-skipping server: trying the download of the Temporal SDK');
  if (await sdkCanDownload()) return 'download';
  if (!java || !has('mvn'))
    throw new Error('The time-skipping server can not be downloaded, and its Maven artefact needs Java and Maven: install both (default-jre-headless, maven).');
  report(`time-skipping server: fetching io.temporal:temporal-test-server:${VERSION} with Maven, once`);
  fetchWithMaven(cacheFolder());
  return wrapper;
}

function isTestServer(pid: number): boolean {
  if (process.platform !== 'linux') return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(MAIN_CLASS);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(MAIN_CLASS);
  } catch {
    return false;
  }
}

/** A running server that a wrapper wrote down, and the process that started it. */
export interface RecordedServer {
  readonly owner: number;
  readonly pid: number;
}

/** The servers that run now; forgets those that are gone. */
export function recordedServers(): RecordedServer[] {
  if (!existsSync(pidFolder())) return [];
  return readdirSync(pidFolder()).flatMap((name) => {
    const [owner, pid] = name.split('-').map(Number);
    if (owner !== undefined && pid !== undefined && isTestServer(pid)) return [{ owner, pid }];
    rmSync(join(pidFolder(), name), { force: true });
    return [];
  });
}

/** Kills these servers and forgets them. */
export function killServers(servers: readonly RecordedServer[]): void {
  for (const { owner, pid } of servers) {
    if (isTestServer(pid)) signalProcess(pid, 'SIGKILL');
    rmSync(join(pidFolder(), `${owner}-${pid}`), { force: true });
  }
}

/** Kills the servers that a test process left behind when it crashed. */
export function reapOrphans(): void {
  killServers(recordedServers().filter(({ owner }) => startedAt(owner) === undefined));
}
