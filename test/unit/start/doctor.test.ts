import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Config, type Environment, parseConfig } from '../../../config.ts';
import { type Check, DEFAULT_CHECKS, doctor } from '../../../cli/doctor.ts';
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
    ['has a real token and an address that others reach', { SLACK_BOT_TOKEN: 'xoxb-1', GATEHOUSE_URL: 'https://gates.example.com' }, 'ok       slack: a workspace, which finds us at https://gates.example.com'],
    ['has a real token, and nobody else reaches us', { SLACK_BOT_TOKEN: 'xoxb-1' }, 'warning  slack: SLACK_BOT_TOKEN is set and GATEHOUSE_URL is http://127.0.0.1:3000: links in messages lead nowhere, and clicks do not arrive'],
    ['has Socket Mode, and nobody else reaches us', { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', GATEHOUSE_URL: 'http://[::1]:3000' }, 'warning  slack: SLACK_BOT_TOKEN is set and GATEHOUSE_URL is http://[::1]:3000: links in messages lead nowhere'],
    ['has a token for a stand-in of its own', { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_API_URL: 'http://localhost:4000/api/' }, 'ok       slack: the one at http://localhost:4000/api/'],
  ])('warns of a Slack that can not reach us, and does not fail for it: one that %s', async (_what, env, line) => {
    const { ok, lines } = await one('slack', { SLACK_SIGNING_SECRET: '12345678', ...env });
    expect({ ok, first: lines[0] }).toEqual({ ok: true, first: line });
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
