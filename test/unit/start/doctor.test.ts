import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Config, type Environment, packageRoot, parseConfig } from '../../../config.ts';
import { type Check, DEFAULT_CHECKS, doctor } from '../../../cli/doctor.ts';
import { FakeGitHub } from '../../support/fake-github.ts';
import { FakeJira } from '../../support/fake-jira.ts';
import { FakeTicketHook } from '../../support/fake-webhook.ts';
import { type Bench, freePort, listening, makeBench, portOf } from './bench.ts';

describe('the doctor', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = makeBench();
  });
  afterEach(() => bench.remove());

  const one = (name: string, env: Environment = {}): Promise<{ ok: boolean; lines: string[] }> => {
    const all = { GATEHOUSE_HOME: bench.home, PATH: '/usr/bin:/bin', HOME: bench.home, ...env };
    return doctor(parseConfig(all), DEFAULT_CHECKS.filter((check) => check.name === name), all);
  };

  it('prints a line for each thing, and below what is missing the command that mends it', async () => {
    const checks: Check[] = [
      { name: 'good', look: () => ({ ok: true, detail: 'here' }) },
      { name: 'bad', look: () => ({ ok: false, detail: 'gone', mend: 'npm ci' }) },
      { name: 'tests only', needed: false, look: () => ({ ok: false, detail: 'gone', mend: 'apt-get install x' }) },
      { name: 'broken', look: () => Promise.reject(new Error('two\nlines')) },
    ];
    expect(await doctor({} as Config, checks, {})).toEqual({
      ok: false,
      lines: [
        'ok       good: here',
        'missing  bad: gone',
        '           mend: npm ci',
        'optional tests only: gone',
        '           mend: apt-get install x',
        'missing  broken: two; lines',
      ],
    });
  });

  it('looks at the bucket of the evidence files, where one is named', async () => {
    expect(await one('evidence')).toEqual({ ok: true, lines: ['ok       evidence: in the data folder'] });
    const bucket = { GATEHOUSE_EVIDENCE_S3_BUCKET: 'evidence', GATEHOUSE_EVIDENCE_S3_ENDPOINT: `http://127.0.0.1:${await freePort()}`, GATEHOUSE_EVIDENCE_S3_ACCESS_KEY_ID: 'id-of-the-key', GATEHOUSE_EVIDENCE_S3_SECRET_ACCESS_KEY: 'secret-of-the-key' };
    const { ok, lines } = await one('evidence', { ...bucket, GATEHOUSE_EVIDENCE_S3_FORCE_PATH_STYLE: '1' });
    expect([ok, lines]).toEqual([false, [expect.stringMatching(/^missing +evidence: the bucket evidence at http:.*does not answer as it should/), expect.stringContaining('mend: make the bucket')]]);
  });

  it('is content when only things for tests are missing', async () => {
    const checks: Check[] = [{ name: 'tests only', needed: false, look: () => ({ ok: false, detail: 'gone' }) }];
    expect((await doctor({} as Config, checks, {})).ok).toBe(true);
  });

  it('finds Node and the embedded PostgreSQL that this test runs with', async () => {
    expect(await one('node')).toEqual({ ok: true, lines: [`ok       node: ${process.versions.node}`] });
    expect((await one('postgresql')).lines).toEqual([expect.stringMatching(/^ok {7}postgresql: embedded 18\./)]);
  });

  it.each<[string, Environment, string]>([
    ['has the stand-in', {}, 'ok       slack: embedded stand-in'],
    ['is none, since others reach us', { GATEHOUSE_URL: 'https://gates.example.com' }, 'ok       slack: none: the stand-in serves this machine only, and GATEHOUSE_URL is https://gates.example.com; set SLACK_BOT_TOKEN for a workspace'],
    ['has a real token and an address that others reach', { SLACK_BOT_TOKEN: 'xoxb-1', GATEHOUSE_URL: 'https://gates.example.com' }, 'ok       slack: a workspace, which finds us at https://gates.example.com'],
    ['has a real token, and nobody else reaches us', { SLACK_BOT_TOKEN: 'xoxb-1' }, 'warning  slack: SLACK_BOT_TOKEN is set and GATEHOUSE_URL is http://127.0.0.1:3000: links in messages lead nowhere, and clicks do not arrive'],
    ['has Socket Mode, and nobody else reaches us', { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', GATEHOUSE_URL: 'http://[::1]:3000' }, 'warning  slack: SLACK_BOT_TOKEN is set and GATEHOUSE_URL is http://[::1]:3000: links in messages lead nowhere'],
    ['has a token for a stand-in of its own', { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_API_URL: 'http://localhost:4000/api/' }, 'ok       slack: the one at http://localhost:4000/api/'],
  ])('warns of a Slack that can not reach us, and does not fail for it: one that %s', async (_what, env, line) => {
    const { ok, lines } = await one('slack', { SLACK_SIGNING_SECRET: '12345678', ...env });
    expect({ ok, first: lines[0] }).toEqual({ ok: true, first: line });
  });

  describe('about tickets', () => {
    const github = new FakeGitHub();
    const jira = new FakeJira('data_center');
    const hook = new FakeTicketHook();
    beforeAll(() => Promise.all([github.start(), jira.start(), hook.start()]));
    afterAll(() => Promise.all([github.stop(), jira.stop(), hook.stop()]));
    /** The shipped policy with tickets. */
    const policy = (tickets: string): Environment => {
      const folder = join(bench.home, 'policy-with-tickets');
      cpSync(join(packageRoot(), 'policy'), folder, { recursive: true });
      appendFileSync(join(folder, 'thresholds.yaml'), `\ntickets:\n  ${tickets}\n`);
      return { GATEHOUSE_POLICY_DIR: folder };
    };
    const atGitHub = (token: string): Environment => ({ GITHUB_TOKEN: token, GITHUB_API_URL: github.url });
    const atJira = (token: string): Environment => ({ JIRA_TOKEN: token, JIRA_URL: jira.url });
    const atHook = (secret: string): Environment => ({ TICKET_WEBHOOK_URL: hook.url, TICKET_WEBHOOK_SECRET: secret });

    it('has no line for a system that is neither set up nor used', async () => {
      expect(await one('tickets at github')).toEqual({ ok: true, lines: [] });
    });

    it.each<[string, string, string, () => Environment, boolean, string]>([
      ['a token that is valid', 'github', 'use: { condition: github }\n  github: { repository: acme/gates }', () => atGitHub(github.token), true, 'ok       tickets at github: acme/gates answers and takes our token'],
      ['a token that is not', 'github', 'use: { condition: github }\n  github: { repository: acme/gates }', () => atGitHub('ghp_revoked'), false, 'missing  tickets at github: acme/gates: unauthorized'],
      ['a repository that is not shown to us', 'github', 'use: { condition: github }\n  github: { repository: acme/other }', () => atGitHub(github.token), false, 'missing  tickets at github: acme/other: not_found'],
      ['no token although it is used', 'github', 'use: { condition: github }\n  github: { repository: acme/gates }', () => ({}), false, 'missing  tickets at github: the policy wants tickets there, and it is not set up'],
      ['no repository to ask for', 'github', 'use: {}', () => atGitHub(github.token), true, 'ok       tickets at github: set up; nothing was asked there, for tickets.github.repository of the policy names no place'],
      ['a project', 'jira', 'use: { condition: jira }\n  jira: { project: GATE }', () => atJira(jira.token), true, 'ok       tickets at jira: GATE answers and takes our token'],
      ['another token', 'jira', 'use: { condition: jira }\n  jira: { project: GATE }', () => atJira('token-of-nobody'), false, 'missing  tickets at jira: GATE: unauthorized'],
      ['no such project', 'jira', 'use: { condition: jira }\n  jira: { project: GATES }', () => atJira(jira.token), false, 'missing  tickets at jira: GATES: not_found'],
      ['the secret of both sides', 'generic', 'use: { condition: generic }', () => atHook(hook.secret), true, 'ok       tickets at generic: the webhook answers and takes our signature'],
      ['another secret', 'generic', 'use: { condition: generic }', () => atHook('another-secret'), false, 'missing  tickets at generic: the webhook: unauthorized'],
      ['nobody there', 'generic', 'use: { condition: generic }', () => ({ TICKET_WEBHOOK_URL: 'http://127.0.0.1:9', TICKET_WEBHOOK_SECRET: 'another-secret' }), false, 'missing  tickets at generic: the webhook: '],
    ])('says in a line what it found: %s', async (_what, system, tickets, env, good, line) => {
      const { ok, lines } = await one(`tickets at ${system}`, { ...policy(tickets), ...env() });
      expect([ok, lines[0]]).toEqual([good, expect.stringContaining(line)]);
      expect(lines).toHaveLength(good ? 1 : 2);
      expect([...github.issues, ...jira.issues, ...hook.tickets]).toEqual([]);
    });
  });

  it('names the command that builds a missing Temporal CLI', async () => {
    expect(await one('temporal')).toEqual({
      ok: false,
      lines: [
        'missing  temporal: no Temporal CLI is here',
        `           mend: GOBIN=${join(bench.home, 'bin')} go install github.com/temporalio/cli/cmd/temporal@v1.5.1`,
      ],
    });
  });

  it('looks whether servers that the environment names answer', async () => {
    const port = await freePort();
    expect((await one('temporal', { TEMPORAL_ADDRESS: `127.0.0.1:${port}` })).lines[0]).toBe(`missing  temporal: nothing answers at 127.0.0.1:${port}`);
    const file = join(dirname(bench.home), `${basename(bench.home)}.toml`);
    writeFileSync(file, `[profile.gates]\naddress = "127.0.0.1:${port}"\n`);
    expect((await one('temporal', { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'gates' })).lines).toEqual([
      `missing  temporal: nothing answers at 127.0.0.1:${port}`,
      '           mend: start that server, or correct the Temporal profile (unset it for the embedded one)',
    ]);
    rmSync(file);
    const database = await one('postgresql', { DATABASE_URL: `postgres://a:b@127.0.0.1:${port}/c` });
    expect(database.lines[0]).toBe(`missing  postgresql: DATABASE_URL: connect ECONNREFUSED 127.0.0.1:${port}`);
  });

  it('names the variable of a port that the user set and another program has', async () => {
    const other = await listening();
    const { lines } = await one('ports', { SMTP_PORT: String(portOf(other)) });
    expect(lines).toEqual([
      `missing  ports: SMTP_PORT is ${portOf(other)}, which is taken by another program`,
      '           mend: set SMTP_PORT to a free port, or unset it',
    ]);
    other.close();
  });

  it('finds a data folder that is none', async () => {
    const file = join(bench.home, 'a-file');
    writeFileSync(file, '');
    expect((await one('data folder', { GATEHOUSE_HOME: join(file, 'gatehouse') })).lines).toEqual([`missing  data folder: ${file} is no folder`, '           mend: set GATEHOUSE_HOME to a folder']);
  });
});
