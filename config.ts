import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { isOpenHttp, type Variable, VARIABLES } from './config-variables.ts';

/** A set of environment variables, as `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable of the environment is wrong or missing. The message is one line and never shows a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** How the ticket systems are reached, and what their webhooks are signed with. */
export type TicketsConfig = {
  readonly github: { readonly token: string; readonly url: string } | undefined;
  /** With an e-mail address Jira Cloud, without one Data Center. */
  readonly jira: { readonly url: string; readonly email: string | undefined; readonly token: string } | undefined;
  readonly generic: { readonly url: string; readonly secret: string } | undefined;
  readonly webhookSecrets: { readonly github: string | undefined; readonly jira: string | undefined; readonly generic: string | undefined };
};

/** A bucket of a server that speaks S3, for evidence files. */
export type EvidenceS3Config = {
  readonly bucket: string;
  /** `undefined`: Amazon's own, of the region. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** `undefined`: as the SDK finds them, e.g. by the role of the machine. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** The bucket in the path instead of in the host name, as most servers of one's own want it. */
  readonly forcePathStyle: boolean;
};

/**
 * The environment, parsed once by a composition root (surface.md "Environment").
 * A missing optional value is `undefined`; paths are absolute; keys are PEM text.
 */
export type Config = {
  readonly port: number;
  readonly host: string;
  /** Folder of all embedded data. */
  readonly home: string;
  readonly policyDir: string;
  readonly directoryFile: string | undefined;
  /** Public base URL, without a slash at the end. */
  readonly url: string;
  /** The application's role: may only append to the ledger. */
  readonly databaseUrl: string | undefined;
  /** The role that owns the schema and runs migrations. */
  readonly databaseOwnerUrl: string | undefined;
  readonly temporalAddress: string | undefined;
  /** `undefined` leaves it to the profile of `@temporalio/envconfig`, and then to `default`. */
  readonly temporalNamespace: string | undefined;
  readonly temporalCliPath: string | undefined;
  readonly slackBotToken: string | undefined;
  /** The current one, and while it is exchanged the previous one. */
  readonly slackSigningSecrets: readonly string[] | undefined;
  readonly slackAppToken: string | undefined;
  readonly slackApiUrl: string | undefined;
  /** Where the Slack stand-in posts events and clicks. */
  readonly slackEventsUrl: string | undefined;
  /** Issuer of the people's sign-ins (OpenID Connect), as the provider writes it; `undefined`: nobody signs in to the console. */
  readonly oidcIssuer: string | undefined;
  readonly oidcClientId: string;
  /** The public client of the command line's device flow; by default the same. */
  readonly oidcCliClientId: string;
  /** `undefined`: a public client, which PKCE alone protects. */
  readonly oidcClientSecret: string | undefined;
  /** True when the provider is the embedded one: its sessions are marked `development`. */
  readonly oidcEmbedded: boolean;
  /** How long a console session lasts at most, in milliseconds. */
  readonly sessionMs: number;
  /** How long a console session lasts without being used, in milliseconds. */
  readonly sessionIdleMs: number;
  /** The ticket systems; one that is not set up is `undefined`. */
  readonly tickets: TicketsConfig;
  /** Where evidence files lie when not under `home`. */
  readonly evidenceS3: EvidenceS3Config | undefined;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Where the watch's alarms go, in place of the AI governance leads; several addresses with commas. */
  readonly alarmEmail: string | undefined;
  /** Requests to the API in a minute by one caller, before 429. */
  readonly requestsPerMinute: number;
  /** Proxies of ours in front, whose word on a caller's address is believed; 0: the connection's own address counts. */
  readonly trustProxy: number;
  /** Ed25519 private key (PKCS8 PEM) that signs permits. */
  readonly permitKey: string | undefined;
  /** Ed25519 private key (PKCS8 PEM) that signs checkpoints; never the permit key. */
  readonly checkpointKey: string | undefined;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** True in the children of `gatehouse start`: development tokens are allowed on loopback. */
  readonly embedded: boolean;
  /** Ports of embedded parts that the user chose; `undefined` lets `gatehouse start` choose. */
  readonly ports: {
    readonly temporal: number | undefined;
    readonly temporalUi: number | undefined;
    readonly postgres: number | undefined;
    readonly smtp: number | undefined;
    readonly mailUi: number | undefined;
    readonly slackSimulator: number | undefined;
    readonly oidc: number | undefined;
    /** The worker's `/readyz` and `/metrics`. */
    readonly metrics: number | undefined;
  };
};

/** The folder of `package.json`, seen from the sources and from `dist/` alike. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

type Name = keyof typeof VARIABLES;
type Values = { [K in Name]: z.output<(typeof VARIABLES)[K]['schema']> | undefined };

/** Every variable that Gatehouse reads, without the `…_FILE` forms. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES);

/** The variables that hold secrets: each may also be given as `…_FILE`. */
export const SECRET_NAMES: readonly string[] = VARIABLE_NAMES.filter((name) => 'secret' in VARIABLES[name as Name]);

/** True when the variable, or its `…_FILE` form, has a value; an empty text counts as not set. */
export function isSet(env: Environment, name: string): boolean {
  return Boolean(env[name]) || Boolean(env[`${name}_FILE`] && SECRET_NAMES.includes(name));
}

function readSecret(env: Environment, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file || !SECRET_NAMES.includes(name)) return env[name] || undefined;
  if (env[name]) throw new ConfigError(`${name} and ${name}_FILE are both set: set one of them`);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const reason = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(`${name}_FILE is ${JSON.stringify(file)} (${reason}): allowed is a readable file`);
  }
}

function parseVariable(env: Environment, name: Name): unknown {
  const raw = readSecret(env, name);
  if (raw === undefined) return undefined;
  const variable: Variable = VARIABLES[name];
  const parsed = variable.schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const shown = variable.secret ? 'is not valid' : `is ${JSON.stringify(raw)}`;
  throw new ConfigError(`${name} ${shown}: allowed is ${variable.allowed}`);
}

/** Where people find Gatehouse; without a word on it, where it listens. No slash at the end. */
function publicUrl({ GATEHOUSE_URL: url, HOST: host = '127.0.0.1', PORT: port = 3000 }: Values): string {
  const hostInUrl = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return (url ?? `http://${hostInUrl}:${port}`).replace(/\/+$/, '');
}

function refuseHalfABucket(values: Values): void {
  const { GATEHOUSE_EVIDENCE_S3_BUCKET: bucket, GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID: id, GATEHOUSE_EVIDENCE_S3_SECRET_ACCESS_KEY: secret } = values;
  if (!bucket && (values.GATEHOUSE_EVIDENCE_S3_ENDPOINT ?? id ?? secret))
    throw new ConfigError('GATEHOUSE_EVIDENCE_S3_BUCKET is not set: the other GATEHOUSE_EVIDENCE_S3_ variables need the name of the bucket');
  if (!id !== !secret)
    throw new ConfigError(`GATEHOUSE_EVIDENCE_S3_${id ? 'SECRET_ACCESS_KEY' : 'ACCESS_KEY_ID'} is not set: an access key has an id and a secret; leave out both for the keys that the machine's role or profile gives`);
}

function refuseContradictions(values: Values): void {
  if (values.SLACK_BOT_TOKEN && !values.SLACK_SIGNING_SECRET && !values.SLACK_APP_TOKEN)
    throw new ConfigError('SLACK_SIGNING_SECRET is not set: SLACK_BOT_TOKEN needs it, or SLACK_APP_TOKEN for Socket Mode');
  if (values.SLACK_APP_TOKEN && !values.SLACK_BOT_TOKEN)
    throw new ConfigError('SLACK_BOT_TOKEN is not set: SLACK_APP_TOKEN (Socket Mode) needs it to answer');
  if (values.OIDC_ISSUER && isOpenHttp(publicUrl(values)))
    throw new ConfigError(`GATEHOUSE_URL is ${publicUrl(values)}: with OIDC_ISSUER allowed is an https:// URL, since whoever reads a session on its way is that person (http:// on this machine only)`);
  if (values.OIDC_ISSUER && !values.OIDC_CLIENT_ID) throw new ConfigError('OIDC_CLIENT_ID is not set: OIDC_ISSUER needs the id under which that provider knows Gatehouse');
  if (values.JIRA_URL && !values.JIRA_TOKEN) throw new ConfigError('JIRA_TOKEN is not set: JIRA_URL needs a token, and for Jira Cloud JIRA_EMAIL as well');
  if (values.TICKET_WEBHOOK_URL && !values.TICKET_WEBHOOK_SECRET) throw new ConfigError('TICKET_WEBHOOK_SECRET is not set: TICKET_WEBHOOK_URL needs the secret that both sides sign with');
  refuseHalfABucket(values);
  if (values.GATEHOUSE_PERMIT_KEY && values.GATEHOUSE_PERMIT_KEY === values.GATEHOUSE_CHECKPOINT_KEY)
    throw new ConfigError('GATEHOUSE_CHECKPOINT_KEY is the same key as GATEHOUSE_PERMIT_KEY: allowed is a different one');
}

/** Far above what people and pipelines do. */
const REQUESTS_PER_MINUTE = 6_000;

/** A working day; an hour away from the desk. */
const SESSION = { hours: 12, idleMinutes: 60 };
const MINUTE_MS = 60_000;

function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

type Identity = Pick<Config, 'oidcIssuer' | 'oidcClientId' | 'oidcCliClientId' | 'oidcClientSecret' | 'oidcEmbedded' | 'sessionMs' | 'sessionIdleMs'>;

const identityOf = (values: Values): Identity => ({
  oidcIssuer: values.OIDC_ISSUER,
  oidcClientId: values.OIDC_CLIENT_ID ?? 'gatehouse',
  oidcCliClientId: values.OIDC_CLI_CLIENT_ID ?? values.OIDC_CLIENT_ID ?? 'gatehouse',
  oidcClientSecret: values.OIDC_CLIENT_SECRET,
  oidcEmbedded: values.OIDC_EMBEDDED === '1',
  sessionMs: (values.GATEHOUSE_SESSION_HOURS ?? SESSION.hours) * 60 * MINUTE_MS,
  sessionIdleMs: (values.GATEHOUSE_SESSION_IDLE_MINUTES ?? SESSION.idleMinutes) * MINUTE_MS,
});

function ticketsOf(values: Values): TicketsConfig {
  const { GITHUB_TOKEN: github, JIRA_URL: jira, JIRA_TOKEN: token, TICKET_WEBHOOK_URL: url, TICKET_WEBHOOK_SECRET: secret } = values;
  return {
    github: github === undefined ? undefined : { token: github, url: values.GITHUB_API_URL ?? 'https://api.github.com' },
    jira: jira === undefined || token === undefined ? undefined : { url: jira, email: values.JIRA_EMAIL, token },
    generic: url === undefined || secret === undefined ? undefined : { url, secret },
    webhookSecrets: { github: values.GITHUB_WEBHOOK_SECRET, jira: values.JIRA_WEBHOOK_SECRET, generic: secret },
  };
}

function evidenceS3Of(values: Values): EvidenceS3Config | undefined {
  const { GATEHOUSE_EVIDENCE_S3_BUCKET: bucket, GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID: accessKeyId, GATEHOUSE_EVIDENCE_S3_SECRET_ACCESS_KEY: secretAccessKey } = values;
  if (bucket === undefined) return undefined;
  return {
    bucket,
    endpoint: values.GATEHOUSE_EVIDENCE_S3_ENDPOINT,
    region: values.GATEHOUSE_EVIDENCE_S3_REGION ?? 'us-east-1',
    credentials: accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey },
    forcePathStyle: values.GATEHOUSE_EVIDENCE_S3_FORCE_PATH_STYLE === '1',
  };
}

/**
 * Parses the environment. Reads `…_FILE` secrets and looks whether named files exist; does nothing else.
 * @throws ConfigError for the first wrong value, naming the variable and what is allowed.
 */
export function parseConfig(env: Environment): Config {
  const entries = Object.keys(VARIABLES).map((name) => [name, parseVariable(env, name as Name)]);
  const values = Object.fromEntries(entries) as Values;
  refuseContradictions(values);
  const host = values.HOST ?? '127.0.0.1';
  const apiPort = values.PORT ?? 3000;
  return {
    port: apiPort,
    host,
    home: resolve(values.GATEHOUSE_HOME ?? '.gatehouse'),
    policyDir: absolute(values.GATEHOUSE_POLICY_DIR) ?? join(packageRoot(), 'policy'),
    directoryFile: absolute(values.GATEHOUSE_DIRECTORY),
    url: publicUrl(values),
    databaseUrl: values.DATABASE_URL,
    databaseOwnerUrl: values.DATABASE_OWNER_URL,
    temporalAddress: values.TEMPORAL_ADDRESS,
    temporalNamespace: values.TEMPORAL_NAMESPACE,
    temporalCliPath: absolute(values.TEMPORAL_CLI_PATH),
    slackBotToken: values.SLACK_BOT_TOKEN,
    slackSigningSecrets: values.SLACK_SIGNING_SECRET,
    slackAppToken: values.SLACK_APP_TOKEN,
    slackApiUrl: values.SLACK_API_URL,
    slackEventsUrl: values.GATEHOUSE_SLACK_EVENTS_URL,
    ...identityOf(values),
    tickets: ticketsOf(values),
    evidenceS3: evidenceS3Of(values),
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM ?? 'Gatehouse <gatehouse@localhost.localdomain>',
    alarmEmail: values.GATEHOUSE_ALARM_EMAIL,
    requestsPerMinute: values.GATEHOUSE_REQUESTS_PER_MINUTE ?? REQUESTS_PER_MINUTE,
    trustProxy: values.GATEHOUSE_TRUST_PROXY ?? 0,
    permitKey: values.GATEHOUSE_PERMIT_KEY,
    checkpointKey: values.GATEHOUSE_CHECKPOINT_KEY,
    logLevel: values.LOG_LEVEL ?? 'info',
    embedded: values.GATEHOUSE_EMBEDDED === '1',
    ports: {
      temporal: values.TEMPORAL_PORT,
      temporalUi: values.TEMPORAL_UI_PORT,
      postgres: values.POSTGRES_PORT,
      smtp: values.SMTP_PORT,
      mailUi: values.MAIL_UI_PORT,
      slackSimulator: values.SLACK_SIMULATOR_PORT,
      oidc: values.OIDC_PORT,
      metrics: values.METRICS_PORT,
    },
  };
}

const REQUIRED_BY_FIELD = {
  databaseUrl: 'DATABASE_URL',
  databaseOwnerUrl: 'DATABASE_OWNER_URL',
  temporalAddress: 'TEMPORAL_ADDRESS',
  directoryFile: 'GATEHOUSE_DIRECTORY',
  slackBotToken: 'SLACK_BOT_TOKEN',
  slackEventsUrl: 'GATEHOUSE_SLACK_EVENTS_URL',
  smtpUrl: 'SMTP_URL',
  permitKey: 'GATEHOUSE_PERMIT_KEY',
  checkpointKey: 'GATEHOUSE_CHECKPOINT_KEY',
} as const satisfies Partial<Record<keyof Config, Name>>;

/** The value of an optional field that this process cannot do without. @throws ConfigError when it is not set. */
export function required(config: Config, field: keyof typeof REQUIRED_BY_FIELD): string {
  const value = config[field];
  if (value !== undefined) return value;
  const name = REQUIRED_BY_FIELD[field];
  throw new ConfigError(`${name} is not set: allowed is ${VARIABLES[name].allowed}`);
}
