import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, isSet, packageRoot, parseConfig, required, SECRET_NAMES } from '../../../config.ts';
import { type Bench, makeBench } from './bench.ts';

const pem = (type: 'ed25519' | 'ed448'): string => {
  const pair = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448');
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};

describe('the configuration', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = makeBench();
  });
  afterEach(() => bench.remove());

  it('has the defaults of an embedded start when nothing is set', () => {
    expect(parseConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      home: resolve('.gatehouse'),
      policyDir: join(packageRoot(), 'policy'),
      url: 'http://127.0.0.1:3000',
      databaseUrl: undefined,
      temporalNamespace: undefined,
      logLevel: 'info',
      requestsPerMinute: 6_000,
      trustProxy: 0,
      alarmEmail: undefined,
      embedded: false,
    });
  });

  it.each([
    [{ GATEHOUSE_URL: 'http://gatehouse.corp.example' }, 'a name of the network'],
    [{ HOST: '10.0.0.5' }, 'where it listens, without a public address'],
  ])('refuses people who sign in over http from other machines: %j (%s)', (env, _why) => {
    const provider = { OIDC_ISSUER: 'https://idp.example', OIDC_CLIENT_ID: 'gatehouse' };
    expect(() => parseConfig({ ...provider, ...env })).toThrow(/^GATEHOUSE_URL is http:.*with OIDC_ISSUER allowed is an https:\/\/ URL/);
    expect(parseConfig({ ...provider, GATEHOUSE_URL: 'https://gatehouse.corp.example', GATEHOUSE_TRUST_PROXY: '1' })).toMatchObject({ trustProxy: 1 });
    expect(parseConfig({ ...provider, GATEHOUSE_URL: 'http://localhost:3000' }).url).toBe('http://localhost:3000');
  });

  it('takes the limit of the API and the addresses of alarms', () => {
    const { requestsPerMinute, alarmEmail } = parseConfig({ GATEHOUSE_REQUESTS_PER_MINUTE: '90', GATEHOUSE_ALARM_EMAIL: 'oncall@x.example, Night shift <night@x.example>' });
    expect([requestsPerMinute, alarmEmail]).toEqual([90, 'oncall@x.example, Night shift <night@x.example>']);
  });

  it('takes an empty value for one that is not set', () => {
    expect(parseConfig({ PORT: '', DATABASE_URL: '', SLACK_BOT_TOKEN: '', SLACK_BOT_TOKEN_FILE: '' })).toEqual(parseConfig({}));
    expect(isSet({ DATABASE_URL: '' }, 'DATABASE_URL')).toBe(false);
  });

  it.each([
    ['PORT', 'abc', 'PORT is "abc": allowed is a port number from 1 to 65535'],
    ['PORT', '0', 'PORT is "0": allowed is a port number from 1 to 65535'],
    ['METRICS_PORT', '65536', 'METRICS_PORT is "65536": allowed is a port number from 1 to 65535'],
    ['PORT', '1e3', 'PORT is "1e3": allowed is a port number from 1 to 65535'],
    ['HOST', 'a b', 'HOST is "a b": allowed is a host name or an IP address'],
    ['GATEHOUSE_URL', 'gatehouse.example', 'GATEHOUSE_URL is "gatehouse.example": allowed is a URL that begins with http:// or https://'],
    ['GATEHOUSE_POLICY_DIR', '/nowhere', 'GATEHOUSE_POLICY_DIR is "/nowhere": allowed is an existing folder of policy files'],
    ['GATEHOUSE_DIRECTORY', '/nowhere.yaml', 'GATEHOUSE_DIRECTORY is "/nowhere.yaml": allowed is an existing directory file (YAML)'],
    ['TEMPORAL_ADDRESS', 'http://t:7233', 'TEMPORAL_ADDRESS is "http://t:7233": allowed is host:port, without a scheme'],
    ['TEMPORAL_CONFIG_FILE', '/nowhere.toml', 'TEMPORAL_CONFIG_FILE is "/nowhere.toml": allowed is an existing Temporal configuration file (TOML)'],
    ['TEMPORAL_CLI_PATH', '/nowhere', 'TEMPORAL_CLI_PATH is "/nowhere": allowed is the path of an existing temporal binary'],
    ['MAIL_FROM', 'nobody', 'MAIL_FROM is "nobody": allowed is an e-mail address, with or without a name'],
    ['MAIL_FROM', 'a@b.example\r\nBcc: c@d.example', 'MAIL_FROM is "a@b.example\\r\\nBcc: c@d.example": allowed is an e-mail address, with or without a name'],
    ['GATEHOUSE_ALARM_EMAIL', 'oncall@x.example, nobody', 'GATEHOUSE_ALARM_EMAIL is "oncall@x.example, nobody": allowed is an e-mail address, or several with commas between'],
    ['GATEHOUSE_ALARM_EMAIL', 'a@b.example\r\nBcc: c@d.example', 'GATEHOUSE_ALARM_EMAIL is "a@b.example\\r\\nBcc: c@d.example": allowed is an e-mail address, or several with commas between'],
    ['GATEHOUSE_REQUESTS_PER_MINUTE', '0', 'GATEHOUSE_REQUESTS_PER_MINUTE is "0": allowed is a whole number from 1 to 9999999'],
    ['GATEHOUSE_TRUST_PROXY', 'true', 'GATEHOUSE_TRUST_PROXY is "true": allowed is the number of proxies in front of Gatehouse, from 0 to 9'],
    ['GATEHOUSE_REQUESTS_PER_MINUTE', '1e4', 'GATEHOUSE_REQUESTS_PER_MINUTE is "1e4": allowed is a whole number from 1 to 9999999'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud": allowed is one of fatal, error, warn, info, debug, trace, silent'],
    ['GATEHOUSE_EMBEDDED', 'yes', 'GATEHOUSE_EMBEDDED is "yes": allowed is 0 or 1'],
  ])('refuses a wrong %s (%j) in one line that names what is allowed', (name, value, message) => {
    expect(() => parseConfig({ [name]: value })).toThrow(new ConfigError(message));
  });

  it.each([
    ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
    ['SLACK_BOT_TOKEN', 'hunter2'],
    ['SLACK_SIGNING_SECRET', 'hunter'],
    ['SMTP_URL', 'http://hunter2'],
    ['GATEHOUSE_PERMIT_KEY', 'hunter2'],
  ])('refuses a wrong %s without showing it', (name, value) => {
    expect(() => parseConfig({ [name]: value })).toThrow(new RegExp(`^${name} is not valid: allowed is (?!.*hunter).+$`));
  });

  it('refuses a signing key of another kind', () => {
    expect(() => parseConfig({ GATEHOUSE_PERMIT_KEY: pem('ed448') })).toThrow('GATEHOUSE_PERMIT_KEY is not valid: allowed is an Ed25519');
  });

  it('takes a key whose line ends are written as \\n, as one-line environment files need', () => {
    const key = pem('ed25519');
    expect(parseConfig({ GATEHOUSE_PERMIT_KEY: key.replaceAll('\n', '\\n') }).permitKey).toBe(key);
  });

  it('refuses one key for two uses', () => {
    const key = pem('ed25519');
    expect(() => parseConfig({ GATEHOUSE_PERMIT_KEY: key, GATEHOUSE_CHECKPOINT_KEY: key })).toThrow(
      'GATEHOUSE_CHECKPOINT_KEY is the same key as GATEHOUSE_PERMIT_KEY: allowed is a different one',
    );
  });

  it('refuses a Slack token without a way to receive clicks', () => {
    expect(() => parseConfig({ SLACK_BOT_TOKEN: 'xoxb-1' })).toThrow('SLACK_SIGNING_SECRET is not set: SLACK_BOT_TOKEN needs it');
    expect(parseConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }).slackAppToken).toBe('xapp-1');
    expect(() => parseConfig({ SLACK_APP_TOKEN: 'xapp-1' })).toThrow('SLACK_BOT_TOKEN is not set: SLACK_APP_TOKEN (Socket Mode) needs it to answer');
  });

  it('takes two signing secrets of Slack while one is exchanged, and no more', () => {
    expect(parseConfig({ SLACK_SIGNING_SECRET: 'current-secret, previous-secret' }).slackSigningSecrets).toEqual(['current-secret', 'previous-secret']);
    for (const wrong of ['current-secret,', 'one-secret,two-secret,three-secret', 'short']) {
      expect(() => parseConfig({ SLACK_SIGNING_SECRET: wrong })).toThrow('SLACK_SIGNING_SECRET is not valid: allowed is the signing secret of the Slack app, or while it is exchanged "current,previous"');
    }
  });

  const NEEDED_WITH: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    SLACK_BOT_TOKEN: { SLACK_SIGNING_SECRET: '12345678' },
    SLACK_APP_TOKEN: { SLACK_BOT_TOKEN: 'xoxb-1' },
    JIRA_TOKEN: { JIRA_URL: 'https://jira.acme.example' },
    GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID: { GATEHOUSE_EVIDENCE_S3_BUCKET: 'evidence', GATEHOUSE_EVIDENCE_S3_SECRET_ACCESS_KEY: 'secret-of-the-key' },
    GATEHOUSE_EVIDENCE_S3_SECRET_ACCESS_KEY: { GATEHOUSE_EVIDENCE_S3_BUCKET: 'evidence', GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID: 'id-of-the-key' },
  };

  it.each([
    ['Jira', { JIRA_URL: 'https://jira.acme.example' }, 'JIRA_TOKEN is not set'],
    ['a bucket', { GATEHOUSE_EVIDENCE_S3_ENDPOINT: 'https://s3.acme.example' }, 'GATEHOUSE_EVIDENCE_S3_BUCKET is not set'],
    ['the generic ticket webhook', { TICKET_WEBHOOK_URL: 'https://tickets.acme.example' }, 'TICKET_WEBHOOK_SECRET is not set'],
  ])('refuses the address of %s without what it needs', (_what, env, message) => {
    expect(() => parseConfig(env)).toThrow(message);
  });

  it('keeps evidence in a bucket where one is named, by its keys or by those that the machine has', () => {
    expect(parseConfig({}).evidenceS3).toBeUndefined();
    expect(parseConfig({ GATEHOUSE_EVIDENCE_S3_BUCKET: 'evidence' }).evidenceS3).toEqual({ bucket: 'evidence', endpoint: undefined, region: 'us-east-1', credentials: undefined, forcePathStyle: false });
    const own = { GATEHOUSE_EVIDENCE_S3_BUCKET: 'evidence', GATEHOUSE_EVIDENCE_S3_ENDPOINT: 'https://s3.acme.example', GATEHOUSE_EVIDENCE_S3_REGION: 'eu-central-1', GATEHOUSE_EVIDENCE_S3_FORCE_PATH_STYLE: '1' };
    expect(parseConfig({ ...own, ...NEEDED_WITH['GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID'], GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID: 'id-of-the-key' }).evidenceS3).toEqual({
      bucket: 'evidence',
      endpoint: 'https://s3.acme.example',
      region: 'eu-central-1',
      credentials: { accessKeyId: 'id-of-the-key', secretAccessKey: 'secret-of-the-key' },
      forcePathStyle: true,
    });
    expect(() => parseConfig({ GATEHOUSE_EVIDENCE_S3_BUCKET: 'evidence', GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID: 'id-of-the-key' })).toThrow(/^GATEHOUSE_EVIDENCE_S3_SECRET_ACCESS_KEY is not set/);
  });

  it('reads each secret also from a file', () => {
    const file = join(bench.home, 'secret');
    const samples: Record<string, string> = {
      DATABASE_URL: 'postgres://a:b@h/d',
      DATABASE_OWNER_URL: 'postgres://a:b@h/d',
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: '12345678',
      SLACK_APP_TOKEN: 'xapp-1',
      OIDC_CLIENT_SECRET: 'a-long-secret',
      GITHUB_TOKEN: 'ghp_token-of-github',
      GITHUB_WEBHOOK_SECRET: 'secret-of-github',
      JIRA_TOKEN: 'token-of-jira',
      JIRA_WEBHOOK_SECRET: 'secret-of-jira',
      TICKET_WEBHOOK_SECRET: 'secret-of-others',
      SMTP_URL: 'smtp://h',
      GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID: 'id-of-the-key',
      GATEHOUSE_EVIDENCE_S3_SECRET_ACCESS_KEY: 'secret-of-the-key',
      GATEHOUSE_PERMIT_KEY: pem('ed25519').trim(),
      GATEHOUSE_CHECKPOINT_KEY: pem('ed25519').trim(),
    };
    expect(Object.keys(samples)).toEqual(SECRET_NAMES);
    for (const [name, value] of Object.entries(samples)) {
      writeFileSync(file, `${value}\n`);
      expect(JSON.stringify(parseConfig({ ...NEEDED_WITH[name], [`${name}_FILE`]: file }))).toContain(JSON.stringify(value));
    }
  });

  it('refuses a secret that is given twice, and a file that is not there', () => {
    expect(() => parseConfig({ SMTP_URL: 'smtp://h', SMTP_URL_FILE: '/x' })).toThrow('SMTP_URL and SMTP_URL_FILE are both set: set one of them');
    expect(() => parseConfig({ SMTP_URL_FILE: '/nowhere' })).toThrow('SMTP_URL_FILE is "/nowhere" (ENOENT): allowed is a readable file');
  });

  it('makes the public URL from host and port, or takes the one given without its last slash', () => {
    expect(parseConfig({ HOST: '0.0.0.0', PORT: '8080' }).url).toBe('http://127.0.0.1:8080');
    expect(parseConfig({ HOST: '::1' }).url).toBe('http://[::1]:3000');
    expect(parseConfig({ GATEHOUSE_URL: 'https://gatehouse.example/x/' }).url).toBe('https://gatehouse.example/x');
  });

  it('names the variable when a process asks for a value that is not set', () => {
    expect(() => required(parseConfig({}), 'databaseUrl')).toThrow(
      'DATABASE_URL is not set: allowed is a URL such as postgres://user:password@host:5432/database',
    );
  });
});
