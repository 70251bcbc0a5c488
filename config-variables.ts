import { createPrivateKey } from 'node:crypto';
import { statSync } from 'node:fs';
import { z } from 'zod';

/** What a variable may hold, in code and in words; `secret` ones are never shown, and may come from a file. */
export type Variable<T extends z.ZodType = z.ZodType> = { schema: T; allowed: string; secret?: true };

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

const hops: Variable<z.ZodType<number>> = { schema: z.string().regex(/^\d$/).transform(Number), allowed: 'the number of proxies in front of Gatehouse, from 0 to 9' };

function urlOf(protocols: readonly string[]): z.ZodType<string> {
  return text.refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol));
}

const ON_THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/** Whether everybody on the way can read what is sent to this URL: no TLS, and not this machine. */
export function isOpenHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !ON_THIS_MACHINE.includes(hostname);
}

/** Who can read the way to the provider can sign in as anybody: without TLS it must not leave this machine. */
function isIssuer(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && !isOpenHttp(value));
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
const secretText = (allowed: string) => ({ schema: text.regex(/^[\x21-\x7e]{8,500}$/), allowed, secret: true }) as const;
const startsWith = (prefix: string) =>
  ({ schema: text.startsWith(prefix), allowed: `a token that begins with ${prefix}`, secret: true }) as const;

/** Every variable that Gatehouse reads. */
export const VARIABLES = {
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
  OIDC_ISSUER: { schema: text.refine(isIssuer), allowed: 'the https:// URL of an OpenID provider (http:// on this machine only)' },
  OIDC_CLIENT_ID: { schema: text.regex(/^[\x21-\x7e]{1,200}$/), allowed: 'the id under which the OpenID provider knows Gatehouse' },
  OIDC_CLI_CLIENT_ID: { schema: text.regex(/^[\x21-\x7e]{1,200}$/), allowed: 'the id of a public client of the OpenID provider, for the command line' },
  OIDC_CLIENT_SECRET: { schema: text.min(8), allowed: 'the secret that the OpenID provider gave Gatehouse', secret: true },
  OIDC_EMBEDDED: { schema: z.enum(['0', '1']), allowed: '0 or 1' },
  GATEHOUSE_SESSION_HOURS: count,
  GATEHOUSE_SESSION_IDLE_MINUTES: count,
  GITHUB_TOKEN: secretText('a token of GitHub'),
  GITHUB_API_URL: webUrl,
  GITHUB_WEBHOOK_SECRET: secretText('the secret of the webhook at GitHub, 8 characters or more'),
  JIRA_URL: webUrl,
  JIRA_EMAIL: { schema: text.regex(/^[^\s@:]+@[^\s@:]+$/), allowed: 'the e-mail address of the account at Jira Cloud' },
  JIRA_TOKEN: secretText('a token of Jira: of the account (Cloud, with JIRA_EMAIL), or a personal access token (Data Center)'),
  JIRA_WEBHOOK_SECRET: secretText('the secret of the webhook at Jira, 8 characters or more'),
  TICKET_WEBHOOK_URL: webUrl,
  TICKET_WEBHOOK_SECRET: secretText('the secret that both sides sign with, 8 characters or more'),
  SMTP_URL: {
    schema: urlOf(['smtp:', 'smtps:']),
    allowed: 'a URL such as smtp://user:password@host:587',
    secret: true,
  },
  MAIL_FROM: { schema: text.regex(MAIL), allowed: 'an e-mail address, with or without a name' },
  GATEHOUSE_ALARM_EMAIL: { schema: text.refine((list) => list.split(',').every((address) => MAIL.test(address.trim()))), allowed: 'an e-mail address, or several with commas between' },
  GATEHOUSE_EVIDENCE_S3_BUCKET: { schema: text.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/), allowed: 'the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens' },
  GATEHOUSE_EVIDENCE_S3_ENDPOINT: webUrl,
  GATEHOUSE_EVIDENCE_S3_REGION: { schema: text.regex(/^[a-z0-9-]{2,40}$/), allowed: 'a region, e.g. eu-central-1' },
  GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID: { schema: text.regex(/^[\x21-\x7e]{3,200}$/), allowed: 'the id of an access key', secret: true },
  GATEHOUSE_EVIDENCE_S3_SECRET_ACCESS_KEY: secretText('the secret of that access key'),
  GATEHOUSE_EVIDENCE_S3_FORCE_PATH_STYLE: { schema: z.enum(['0', '1']), allowed: '0 or 1' },
  GATEHOUSE_REQUESTS_PER_MINUTE: count,
  GATEHOUSE_TRUST_PROXY: hops,
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
  OIDC_PORT: port,
  METRICS_PORT: port,
} satisfies Record<string, Variable>;
