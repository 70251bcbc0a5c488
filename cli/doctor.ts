import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import { type Config, type Environment, required } from '../config.ts';
import { bucketTrouble } from '../store/evidence-in-s3.ts';
import { TICKET_SYSTEMS } from '../contracts/ticket.ts';
import { temporalOptions } from '../store/temporal-client.ts';
import { ticketsAt } from './doctor-tickets.ts';
import { lockHome } from './start/lock.ts';
import { packageFolder } from './start/packages.ts';
import { builtPrograms, missingPrograms, namesTemporal, portsOfUser } from './start/plan.ts';
import { isFree } from './start/ports.ts';
import { findPostgresBinaries } from './start/postgres-binaries.ts';
import { tcpOpen } from './start/probes.ts';
import { run } from './start/process.ts';
import { oneLine } from './start/refusal.ts';
import { findInstalledTemporalCli, TEMPORAL_GO_PACKAGE } from './start/temporal-binary.ts';

/** What a check found: `mend` is the exact command or setting that makes it good. */
export type Finding = { readonly ok: boolean; readonly detail: string; readonly mend?: string };

/** One thing that Gatehouse needs. A check that throws counts as missing, with the message as its detail. */
export type Check = {
  readonly name: string;
  /** False for what only the tests need: it is shown and never fails the doctor. */
  readonly needed?: boolean;
  /** True for what works and surprises people: it is shown as a warning and never fails the doctor. */
  readonly warns?: boolean;
  /** Null: there is nothing to look at, and no line. */
  look(config: Config, env: Environment): Promise<Finding | null> | Finding | null;
};

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { ok, detail: process.versions.node, ...(ok ? {} : { mend: 'install Node 20.19 or newer from https://nodejs.org' }) };
}

function build(): Finding {
  const [missing] = missingPrograms(builtPrograms());
  return missing === undefined ? { ok: true, detail: 'built' } : { ok: false, detail: `${missing} is not there`, mend: 'npm run build' };
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function home(config: Config): Finding {
  const folder = nearestExisting(config.home);
  if (!statSync(folder).isDirectory()) return { ok: false, detail: `${folder} is no folder`, mend: 'set GATEHOUSE_HOME to a folder' };
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    return { ok: false, detail: `${folder} is not writable`, mend: `chmod u+wx ${folder}, or set GATEHOUSE_HOME to another folder` };
  }
  return { ok: true, detail: config.home };
}

async function databaseAt(url: string, variable: string): Promise<Finding> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version_num') as version");
    const version = Number(rows[0]?.version ?? 0);
    const detail = `server ${Math.floor(version / 10_000)} at ${variable}`;
    return version >= 150_000 ? { ok: true, detail } : { ok: false, detail, mend: 'use a PostgreSQL of version 15 or newer' };
  } catch (error) {
    return { ok: false, detail: `${variable}: ${oneLine(error)}`, mend: `start that server, or correct ${variable} (unset it for the embedded one)` };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function embeddedDatabase(): Promise<Finding> {
  const { native, version } = findPostgresBinaries(() => undefined);
  const program = await run({ file: `${native}/bin/postgres`, args: ['--version'], env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } });
  if (program.code !== 0) return { ok: false, detail: oneLine(program.stderr), mend: 'npm ci' };
  return { ok: true, detail: `embedded ${version}` };
}

async function postgres(config: Config): Promise<Finding> {
  if (config.databaseUrl === undefined) return embeddedDatabase();
  const app = await databaseAt(config.databaseUrl, 'DATABASE_URL');
  return app.ok ? databaseAt(required(config, 'databaseOwnerUrl'), 'DATABASE_OWNER_URL') : app;
}

async function temporal(config: Config, env: Environment): Promise<Finding> {
  if (namesTemporal(env)) {
    const address = config.temporalAddress ?? temporalOptions({}, env).connection.address ?? '127.0.0.1:7233';
    const ok = await tcpOpen(Number(address.split(':').at(-1)), address.slice(0, address.lastIndexOf(':')));
    const by = config.temporalAddress === undefined ? 'the Temporal profile' : 'TEMPORAL_ADDRESS';
    const mend = `start that server, or correct ${by} (unset it for the embedded one)`;
    return ok ? { ok, detail: `answers at ${address}` } : { ok, detail: `nothing answers at ${address}`, mend };
  }
  const binary = await findInstalledTemporalCli(env, config.home);
  if (binary !== undefined) return { ok: true, detail: binary };
  return { ok: false, detail: 'no Temporal CLI is here', mend: `GOBIN=${config.home}/bin go install ${TEMPORAL_GO_PACKAGE}` };
}

function mail(config: Config): Finding {
  if (config.smtpUrl !== undefined) return { ok: true, detail: `by ${new URL(config.smtpUrl).host}${config.alarmEmail === undefined ? '' : `, alarms to ${config.alarmEmail}`}` };
  return packageFolder('maildev') === undefined
    ? { ok: false, detail: 'the package maildev is not installed', mend: 'npm ci' }
    : { ok: true, detail: 'embedded catcher' };
}

async function evidence({ evidenceS3 }: Config): Promise<Finding> {
  if (evidenceS3 === undefined) return { ok: true, detail: 'in the data folder' };
  const at = `the bucket ${evidenceS3.bucket} at ${evidenceS3.endpoint ?? `Amazon, ${evidenceS3.region}`}`;
  const trouble = await bucketTrouble(evidenceS3);
  return trouble === null
    ? { ok: true, detail: at }
    : { ok: false, detail: `${at}: ${trouble}`, mend: 'make the bucket or let the keys list, read, write and delete in it; or correct the GATEHOUSE_EVIDENCE_S3_ variables (unset them for the data folder)' };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;
const isLoopback = (url: string): boolean => LOOPBACK.test(new URL(url).hostname);

/** With a real workspace, links in messages and Slack's own requests lead to GATEHOUSE_URL. */
function slack({ slackBotToken, slackAppToken, slackApiUrl, url }: Config): Finding {
  if (slackBotToken === undefined) return { ok: true, detail: isLoopback(url) ? 'embedded stand-in' : `none: the stand-in serves this machine only, and GATEHOUSE_URL is ${url}; set SLACK_BOT_TOKEN for a workspace` };
  if (slackApiUrl !== undefined && isLoopback(slackApiUrl)) return { ok: true, detail: `the one at ${slackApiUrl}` };
  if (!isLoopback(url)) return { ok: true, detail: `a workspace, which finds us at ${url}` };
  const unheard = slackAppToken === undefined ? ', and clicks do not arrive' : '';
  return { ok: false, detail: `SLACK_BOT_TOKEN is set and GATEHOUSE_URL is ${url}: links in messages lead nowhere${unheard}`, mend: 'set GATEHOUSE_URL to the address at which people and Slack reach this machine, or unset SLACK_BOT_TOKEN for the stand-in' };
}

/** Ports that our own running instance has are not in the way. */
async function runsHere(config: Config): Promise<boolean> {
  try {
    (await lockHome(config.home)).release();
    return false;
  } catch {
    return existsSync(config.home);
  }
}

async function ports(config: Config, env: Environment): Promise<Finding> {
  if (await runsHere(config)) return { ok: true, detail: 'in use by the instance on this folder' };
  for (const [name, port] of Object.entries(portsOfUser(config, env)))
    if (port !== undefined && !(await isFree(port)))
      return { ok: false, detail: `${name} is ${port}, which is taken by another program`, mend: `set ${name} to a free port, or unset it` };
  return { ok: true, detail: 'free' };
}

async function program(name: string, args: string[], mend: string, env: Environment): Promise<Finding> {
  const outcome = await run({ file: '/usr/bin/env', args: [name, ...args], env: { PATH: env['PATH'] ?? '/usr/bin:/bin' } });
  const said = (outcome.stdout || outcome.stderr).split('\n')[0] ?? '';
  return outcome.code === 0 ? { ok: true, detail: said } : { ok: false, detail: `${name} is not here`, mend };
}

/** What `gatehouse start` needs, and what only `npm test` needs. */
export const DEFAULT_CHECKS: readonly Check[] = [
  { name: 'node', look: node },
  { name: 'build', look: build },
  { name: 'data folder', look: home },
  { name: 'postgresql', look: postgres },
  { name: 'temporal', look: temporal },
  { name: 'mail', look: mail },
  { name: 'evidence', look: evidence },
  { name: 'slack', warns: true, look: slack },
  ...TICKET_SYSTEMS.map((system) => ({ name: `tickets at ${system}`, look: (config: Config) => ticketsAt(system, config) })),
  { name: 'ports', look: ports },
  { name: 'java (tests)', needed: false, look: (_config, env) => program('java', ['-version'], 'apt-get install default-jre-headless', env) },
  { name: 'maven (tests)', needed: false, look: (_config, env) => program('mvn', ['--batch-mode', '--version'], 'apt-get install maven', env) },
];

async function examine(check: Check, config: Config, env: Environment): Promise<{ ok: boolean; lines: string[] }> {
  let finding: Finding | null;
  try {
    finding = await check.look(config, env);
  } catch (error) {
    finding = { ok: false, detail: oneLine(error) };
  }
  if (finding === null) return { ok: true, lines: [] };
  const optional = check.needed === false || check.warns === true;
  const verdict = finding.ok ? 'ok' : check.warns ? 'warning' : optional ? 'optional' : 'missing';
  const lines = [`${verdict.padEnd(9)}${check.name}: ${finding.detail}`];
  if (!finding.ok && finding.mend !== undefined) lines.push(`${''.padEnd(9)}  mend: ${finding.mend}`);
  return { ok: finding.ok || optional, lines };
}

/**
 * Looks at everything that Gatehouse needs on this machine; one line each, and below what is missing the command
 * that mends it. `ok` is false when something needed is missing. Starts and fetches nothing.
 */
export async function doctor(
  config: Config,
  checks: readonly Check[] = DEFAULT_CHECKS,
  env: Environment = process.env,
): Promise<{ ok: boolean; lines: string[] }> {
  const lines: string[] = [];
  let ok = true;
  for (const check of checks) {
    const result = await examine(check, config, env);
    lines.push(...result.lines);
    ok &&= result.ok;
  }
  return { ok, lines };
}
