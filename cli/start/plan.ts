import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, type Environment, isSet, packageRoot, SECRET_NAMES } from '../../config.ts';
import { mailPart } from './mail-catcher.ts';
import type { Part } from './part.ts';
import type { PortWish } from './ports.ts';
import { postgresPart } from './postgres.ts';
import { apiPart, identityPart, migrationsPart, simulatorPart, workerPart } from './program-parts.ts';
import { developmentSecrets, postgresPasswordsFile } from './secrets.ts';
import { temporalPart } from './temporal-server.ts';

/** The built programs that run as parts; tests put small ones in their place. */
export type Programs = { readonly migrate: string; readonly simulator: string; readonly identity: string; readonly worker: string; readonly api: string };

/** The programs of this package, as `npm run build` leaves them. */
export function builtPrograms(): Programs {
  const built = (path: string): string => join(packageRoot(), 'dist', path);
  return {
    migrate: built('store/migrate-main.js'),
    simulator: built('api/simulator/main.js'),
    identity: built('api/identity/main.js'),
    worker: built('workers/main.js'),
    api: built('api/main.js'),
  };
}

/** Which parts this environment leaves to us: a part with an address of its own is not embedded. */
export type Embedded = { readonly postgres: boolean; readonly temporal: boolean; readonly mail: boolean; readonly slack: boolean; readonly identity: boolean };

/** Whether the environment names a Temporal server, by its address or by a profile of the Temporal configuration. */
export const namesTemporal = (env: Environment): boolean => ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].some((name) => isSet(env, name));

/** The embedded sign-in asks for no password, and in the stand-in for Slack one clicks as anybody: both are there for this machine only (design §7). */
const isOnLoopback = (url: string | undefined): boolean => !url || (URL.canParse(url) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname));

/** @throws ConfigError when only one of the two database addresses is set. */
export function embeddedParts(env: Environment): Embedded {
  const app = isSet(env, 'DATABASE_URL');
  const owner = isSet(env, 'DATABASE_OWNER_URL');
  if (app && !owner) throw new ConfigError('DATABASE_OWNER_URL is not set: with DATABASE_URL set, migrations need the address of the role that owns the schema');
  if (owner && !app) throw new ConfigError('DATABASE_URL is not set: with DATABASE_OWNER_URL set, the application needs the address of its own role');
  const here = isOnLoopback(env['GATEHOUSE_URL']);
  return {
    postgres: !app,
    temporal: !namesTemporal(env),
    mail: !isSet(env, 'SMTP_URL'),
    slack: !isSet(env, 'SLACK_BOT_TOKEN') && here,
    identity: !isSet(env, 'OIDC_ISSUER') && here,
  };
}

/** The ports that these parts need, with the variables that set them. */
export function portWishes(embedded: Embedded): PortWish[] {
  const wishes: (PortWish & { when: boolean })[] = [
    { when: true, variable: 'PORT', purpose: 'API', usual: 3000 },
    { when: true, variable: 'METRICS_PORT', purpose: "the worker's metrics", usual: 9464 },
    { when: embedded.postgres, variable: 'POSTGRES_PORT', purpose: 'PostgreSQL', usual: 15432 },
    { when: embedded.temporal, variable: 'TEMPORAL_PORT', purpose: 'Temporal', usual: 7233 },
    { when: embedded.temporal, variable: 'TEMPORAL_UI_PORT', purpose: "Temporal's web UI", usual: 8233 },
    { when: embedded.mail, variable: 'SMTP_PORT', purpose: 'the mail catcher', usual: 1025 },
    { when: embedded.mail, variable: 'MAIL_UI_PORT', purpose: "the mail catcher's pages", usual: 1080 },
    { when: embedded.slack, variable: 'SLACK_SIMULATOR_PORT', purpose: 'the Slack stand-in', usual: 3011 },
    { when: embedded.identity, variable: 'OIDC_PORT', purpose: 'the embedded sign-in', usual: 3012 },
  ];
  return wishes.filter((wish) => wish.when);
}

/** The ports that the user chose, by variable. */
export function portsOfUser(config: Config, env: Environment): Record<string, number | undefined> {
  const { ports } = config;
  return {
    PORT: env['PORT'] ? config.port : undefined,
    METRICS_PORT: ports.metrics,
    POSTGRES_PORT: ports.postgres,
    TEMPORAL_PORT: ports.temporal,
    TEMPORAL_UI_PORT: ports.temporalUi,
    SMTP_PORT: ports.smtp,
    MAIL_UI_PORT: ports.mailUi,
    SLACK_SIMULATOR_PORT: ports.slackSimulator,
    OIDC_PORT: ports.oidc,
  };
}

/** Everything that the list of parts is made from. */
export type PlanInput = {
  readonly config: Config;
  readonly env: Environment;
  readonly embedded: Embedded;
  readonly ports: Readonly<Record<string, number>>;
  readonly programs: Programs;
  readonly progress: (line: string) => void;
};

function portOf(input: PlanInput, variable: string): number {
  const port = input.ports[variable];
  if (port === undefined) throw new Error(`no port was chosen for ${variable}`);
  return port;
}

function baseUrl(input: PlanInput): string {
  return isSet(input.env, 'GATEHOUSE_URL') ? input.config.url : input.config.url.replace(/:\d+$/, `:${portOf(input, 'PORT')}`);
}

function secretsEnv(input: PlanInput): Record<string, string> {
  const { env, embedded } = input;
  const made = developmentSecrets(input.config.home);
  const secret = readFileSync(made.slackSigningSecretFile, 'utf8').trim();
  return {
    ...(isSet(env, 'GATEHOUSE_PERMIT_KEY') ? {} : { GATEHOUSE_PERMIT_KEY_FILE: made.permitKeyFile }),
    ...(isSet(env, 'GATEHOUSE_CHECKPOINT_KEY') ? {} : { GATEHOUSE_CHECKPOINT_KEY_FILE: made.checkpointKeyFile }),
    ...(embedded.slack && !isSet(env, 'SLACK_SIGNING_SECRET') ? { SLACK_SIGNING_SECRET: secret } : {}),
  };
}

function standInEnv(input: PlanInput): Record<string, string> {
  if (!input.embedded.slack) return {};
  const port = portOf(input, 'SLACK_SIMULATOR_PORT');
  return {
    SLACK_BOT_TOKEN: 'xoxb-simulator',
    SLACK_SIMULATOR_PORT: String(port),
    SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    GATEHOUSE_SLACK_EVENTS_URL: `http://127.0.0.1:${portOf(input, 'PORT')}/slack/events`,
  };
}

/** The API and the embedded provider know each other by a secret of this data folder. */
function identityEnv(input: PlanInput): Record<string, string> {
  if (!input.embedded.identity) return { OIDC_EMBEDDED: '0' };
  const port = portOf(input, 'OIDC_PORT');
  const secret = readFileSync(developmentSecrets(input.config.home).oidcClientSecretFile, 'utf8').trim();
  return {
    OIDC_EMBEDDED: '1',
    OIDC_PORT: String(port),
    OIDC_ISSUER: `http://127.0.0.1:${port}`,
    OIDC_CLIENT_ID: 'gatehouse',
    OIDC_CLI_CLIENT_ID: 'gatehouse-cli',
    ...(isSet(input.env, 'OIDC_CLIENT_SECRET') ? {} : { OIDC_CLIENT_SECRET: secret }),
  };
}

/** The embedded server's address, and a profile that says nothing: the user's own, which may speak TLS, is not for it. */
function temporalEnv(input: PlanInput): Record<string, string> {
  if (!input.embedded.temporal) return {};
  const profile = join(input.config.home, 'temporal.toml');
  mkdirSync(input.config.home, { recursive: true });
  writeFileSync(profile, '[profile.default]\n');
  return {
    TEMPORAL_ADDRESS: `127.0.0.1:${portOf(input, 'TEMPORAL_PORT')}`,
    TEMPORAL_UI_PORT: String(portOf(input, 'TEMPORAL_UI_PORT')),
    TEMPORAL_NAMESPACE: embeddedNamespace(input),
    TEMPORAL_CONFIG_FILE: profile,
  };
}

const embeddedNamespace = ({ config }: PlanInput): string => config.temporalNamespace ?? 'default';

/** Where mail goes, and where the console finds the pages that show it. */
function mailEnv(input: PlanInput): Record<string, string> {
  if (!input.embedded.mail) return {};
  return { SMTP_URL: `smtp://127.0.0.1:${portOf(input, 'SMTP_PORT')}`, MAIL_UI_PORT: String(portOf(input, 'MAIL_UI_PORT')) };
}

/** What all our programs get: the user's variables, and the addresses and secrets of what is embedded. */
function sharedEnv(input: PlanInput): Record<string, string> {
  const { config } = input;
  // npm's own variables are noise; the owner's address is for migrations only.
  const dropped = /^(npm_|DATABASE_OWNER_URL)/;
  const empty = new Set(SECRET_NAMES.flatMap((name) => [name, `${name}_FILE`]).filter((name) => input.env[name] === ''));
  const own = Object.entries(input.env).filter(([name, value]) => value !== undefined && !dropped.test(name) && !empty.has(name));
  return {
    ...(Object.fromEntries(own) as Record<string, string>),
    ...secretsEnv(input),
    ...standInEnv(input),
    ...identityEnv(input),
    ...temporalEnv(input),
    ...mailEnv(input),
    GATEHOUSE_EMBEDDED: '1',
    GATEHOUSE_HOME: config.home,
    GATEHOUSE_POLICY_DIR: config.policyDir,
    GATEHOUSE_DIRECTORY: config.directoryFile ?? join(packageRoot(), 'examples', 'organisation', 'directory.yaml'),
    GATEHOUSE_URL: baseUrl(input),
    HOST: config.host,
    PORT: String(portOf(input, 'PORT')),
    METRICS_PORT: String(portOf(input, 'METRICS_PORT')),
    MAIL_FROM: config.mailFrom,
    LOG_LEVEL: config.logLevel,
  };
}

function infrastructure(input: PlanInput): { parts: Part[]; appUrl: string; ownerUrl: string } {
  const { config, embedded, progress } = input;
  const parts: Part[] = [];
  let appUrl = config.databaseUrl ?? '';
  let ownerUrl = config.databaseOwnerUrl ?? '';
  if (embedded.postgres) {
    const port = portOf(input, 'POSTGRES_PORT');
    const dataDir = join(config.home, 'postgres');
    const postgres = postgresPart({ dataDir, passwordsFile: postgresPasswordsFile(config.home), port, progress });
    parts.push(postgres.part);
    ({ appUrl, ownerUrl } = postgres);
  }
  if (embedded.temporal) {
    const ports = { port: portOf(input, 'TEMPORAL_PORT'), uiPort: portOf(input, 'TEMPORAL_UI_PORT') };
    parts.push(temporalPart({ env: input.env, home: config.home, namespace: embeddedNamespace(input), progress, ...ports }));
  }
  if (embedded.mail)
    parts.push(mailPart({ home: config.home, smtpPort: portOf(input, 'SMTP_PORT'), uiPort: portOf(input, 'MAIL_UI_PORT') }));
  return { parts, appUrl, ownerUrl };
}

/** The parts of an embedded start, in the order of bringing up; stopping is the reverse: API, worker, … PostgreSQL. */
export function planParts(input: PlanInput): Part[] {
  const { parts, appUrl, ownerUrl } = infrastructure(input);
  const { DATABASE_URL_FILE: _file, ...shared } = sharedEnv(input);
  const env = { ...shared, DATABASE_URL: appUrl };
  const { programs } = input;
  const has = (name: string): string[] => (parts.some((part) => part.name === name) ? [name] : []);
  const migrations = migrationsPart(programs.migrate, has('postgresql'), { ...shared, DATABASE_OWNER_URL: ownerUrl });
  const slack = input.embedded.slack ? [simulatorPart(programs.simulator, env, portOf(input, 'SLACK_SIMULATOR_PORT'))] : [];
  const identity = input.embedded.identity ? [identityPart(programs.identity, env, portOf(input, 'OIDC_PORT'))] : [];
  const worker = workerPart(programs.worker, ['migrations', ...has('temporal')], env, portOf(input, 'METRICS_PORT'));
  const api = apiPart(programs.api, ['migrations'], env, portOf(input, 'PORT'), input.config.host);
  return [...parts, migrations, ...slack, ...identity, worker, api];
}

/** Where a part of ours listens, by the variable of its port. */
export const loopbackAddress = (input: PlanInput, variable: string): string => `http://127.0.0.1:${portOf(input, variable)}`;

/** The pages to show when everything is ready, as label and URL. */
export function addresses(input: PlanInput): [label: string, url: string][] {
  const loopback = (variable: string): string => loopbackAddress(input, variable);
  const api = loopback('PORT');
  return [
    ['Console', api],
    ['API documentation', `${api}/docs`],
    ...(input.embedded.temporal ? [['Temporal', loopback('TEMPORAL_UI_PORT')] as [string, string]] : []),
    ...(input.embedded.mail ? [['Mail', loopback('MAIL_UI_PORT')] as [string, string]] : []),
    ...(input.embedded.identity ? [['Sign-in', loopback('OIDC_PORT')] as [string, string]] : []),
    ...(input.embedded.slack ? [['Slack stand-in', loopback('SLACK_SIMULATOR_PORT')] as [string, string]] : []),
  ];
}

/** The programs that are not built. */
export function missingPrograms(programs: Programs): string[] {
  return Object.values(programs).filter((file) => !existsSync(file));
}
