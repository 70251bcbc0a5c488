import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** A set of environment variables, as `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable of the environment is wrong or missing. The message is one line and never shows a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

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
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Where the watch's alarms go, in place of the AI governance leads; several addresses with commas. */
  readonly alarmEmail: string | undefined;
  /** Requests to the API in a minute by one caller, before 429. */
  readonly requestsPerMinute: number;
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

type Variable<T extends z.ZodType = z.ZodType> = { schema: T; allowed: string; secret?: true };

const text = z.string();
const port: Variable<z.ZodType<number>> = {
  schema: z.string().regex(/^\d{1,5}$/).transform(Number).pipe(z.number().min(1).max(65535)),
  allowed: 'a port number from 1 to 65535',
};

const MAIL = /^[^\r\n]*[^\s@]+@[^\s@]+$/;
const count: Variable<z.ZodType<number>> = {
  schema: z.string().regex(/^\d{1,7}$/).transform(Number).pipe(z.number().min(1)),
  allowed: 'a whole number from 1 to 9999999',
};

function urlOf(protocols: readonly string[]): z.ZodType<string> {
  return text.refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol));
}

function isEd25519(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

const signingKey = {
  schema: text.transform((value) => value.replaceAll('\\n', '\n')).refine(isEd25519),
  allowed: 'an Ed25519 private key as PKCS8 PEM (openssl genpkey -algorithm ed25519)',
  secret: true,
} as const;
const database = {
  schema: urlOf(['postgres:', 'postgresql:']),
  allowed: 'a URL such as postgres://user:password@host:5432/database',
  secret: true,
} as const;
const webUrl = { schema: urlOf(['http:', 'https:']), allowed: 'a URL that begins with http:// or https://' };
const startsWith = (prefix: string) =>
  ({ schema: text.startsWith(prefix), allowed: `a token that begins with ${prefix}`, secret: true }) as const;

const VARIABLES = {
  PORT: port,
  HOST: { schema: text.regex(/^[A-Za-z0-9.:-]+$/), allowed: 'a host name or an IP address' },
  GATEHOUSE_HOME: { schema: text, allowed: 'a folder' },
  GATEHOUSE_POLICY_DIR: {
    schema: text.refine((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true),
    allowed: 'an existing folder of policy files',
  },
  GATEHOUSE_DIRECTORY: {
    schema: text.refine((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true),
    allowed: 'an existing directory file (YAML)',
  },
  GATEHOUSE_URL: webUrl,
  DATABASE_URL: database,
  DATABASE_OWNER_URL: database,
  TEMPORAL_ADDRESS: { schema: text.regex(/^[^\s/]+:\d{1,5}$/), allowed: 'host:port, without a scheme' },
  TEMPORAL_NAMESPACE: { schema: text.regex(/^\S+$/), allowed: 'a namespace without blanks' },
  TEMPORAL_PROFILE: { schema: text.regex(/^\S+$/), allowed: 'the name of a profile in the Temporal configuration file' },
  TEMPORAL_CONFIG_FILE: {
    schema: text.refine((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true),
    allowed: 'an existing Temporal configuration file (TOML)',
  },
  TEMPORAL_CLI_PATH: {
    schema: text.refine((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true),
    allowed: 'the path of an existing temporal binary',
  },
  SLACK_BOT_TOKEN: startsWith('xoxb-'),
  SLACK_SIGNING_SECRET: {
    schema: text.transform((value) => value.split(',').map((each) => each.trim())).refine((all) => all.length <= 2 && all.every((each) => each.length >= 8)),
    allowed: 'the signing secret of the Slack app, or while it is exchanged "current,previous"',
    secret: true,
  },
  SLACK_APP_TOKEN: startsWith('xapp-'),
  SLACK_API_URL: webUrl,
  GATEHOUSE_SLACK_EVENTS_URL: webUrl,
  SMTP_URL: {
    schema: urlOf(['smtp:', 'smtps:']),
    allowed: 'a URL such as smtp://user:password@host:587',
    secret: true,
  },
  MAIL_FROM: { schema: text.regex(MAIL), allowed: 'an e-mail address, with or without a name' },
  GATEHOUSE_ALARM_EMAIL: { schema: text.refine((list) => list.split(',').every((address) => MAIL.test(address.trim()))), allowed: 'an e-mail address, or several with commas between' },
  GATEHOUSE_REQUESTS_PER_MINUTE: count,
  GATEHOUSE_PERMIT_KEY: signingKey,
  GATEHOUSE_CHECKPOINT_KEY: signingKey,
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    allowed: 'one of fatal, error, warn, info, debug, trace, silent',
  },
  GATEHOUSE_EMBEDDED: { schema: z.enum(['0', '1']), allowed: '0 or 1' },
  TEMPORAL_PORT: port,
  TEMPORAL_UI_PORT: port,
  POSTGRES_PORT: port,
  SMTP_PORT: port,
  MAIL_UI_PORT: port,
  SLACK_SIMULATOR_PORT: port,
  METRICS_PORT: port,
} satisfies Record<string, Variable>;

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

function refuseContradictions(values: Values): void {
  if (values.SLACK_BOT_TOKEN && !values.SLACK_SIGNING_SECRET && !values.SLACK_APP_TOKEN)
    throw new ConfigError('SLACK_SIGNING_SECRET is not set: SLACK_BOT_TOKEN needs it, or SLACK_APP_TOKEN for Socket Mode');
  if (values.SLACK_APP_TOKEN && !values.SLACK_BOT_TOKEN)
    throw new ConfigError('SLACK_BOT_TOKEN is not set: SLACK_APP_TOKEN (Socket Mode) needs it to answer');
  if (values.GATEHOUSE_PERMIT_KEY && values.GATEHOUSE_PERMIT_KEY === values.GATEHOUSE_CHECKPOINT_KEY)
    throw new ConfigError('GATEHOUSE_CHECKPOINT_KEY is the same key as GATEHOUSE_PERMIT_KEY: allowed is a different one');
}

/** Far above what people and pipelines do. */
const REQUESTS_PER_MINUTE = 6_000;

function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
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
  const hostInUrl = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return {
    port: apiPort,
    host,
    home: resolve(values.GATEHOUSE_HOME ?? '.gatehouse'),
    policyDir: absolute(values.GATEHOUSE_POLICY_DIR) ?? join(packageRoot(), 'policy'),
    directoryFile: absolute(values.GATEHOUSE_DIRECTORY),
    url: (values.GATEHOUSE_URL ?? `http://${hostInUrl}:${apiPort}`).replace(/\/+$/, ''),
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
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM ?? 'Gatehouse <gatehouse@localhost.localdomain>',
    alarmEmail: values.GATEHOUSE_ALARM_EMAIL,
    requestsPerMinute: values.GATEHOUSE_REQUESTS_PER_MINUTE ?? REQUESTS_PER_MINUTE,
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
