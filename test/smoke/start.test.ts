import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { packageRoot } from '../../config.ts';
import { tcpOpen } from '../../cli/start/probes.ts';
import { startedAt, waitUntil } from '../../cli/start/process.ts';
import type { RunningPart } from '../../cli/start/run-file.ts';
import { findTemporalCli } from '../../cli/start/temporal-binary.ts';
import { type Bench, freePort, Lines, listening, makeBench, portOf } from '../unit/start/bench.ts';

// The real PostgreSQL, Temporal and mail catcher; small programs stand in for ours, so that only the start is tested.
const here = (name: string): string => fileURLToPath(new URL(`../unit/start/${name}`, import.meta.url));
const PARTS = ['postgresql', 'temporal', 'mail', 'slack', 'identity', 'worker', 'api'];

type Instance = { child: ChildProcess; lines: Lines; exited: Promise<number | null> };

describe('gatehouse start', () => {
  let bench: Bench;
  let temporal: string;
  let instance: Instance;
  const instances: Instance[] = [];

  const start = (more: Record<string, string> = {}): Instance => {
    const env = { PATH: '/usr/bin:/bin', HOME: bench.home, GATEHOUSE_HOME: join(bench.home, 'data'), TEMPORAL_CLI_PATH: temporal, ...more };
    const args = ['--import', here('ts-hooks.mjs'), here('start-placeholders.ts')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const lines = new Lines();
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => lines.add(data.toString().trimEnd()));
    const started = { child, lines, exited: once(child, 'exit').then(([code]) => code as number | null) };
    instances.push(started);
    return started;
  };
  const data = (path: string): string => join(bench.home, 'data', path);
  const parts = (): RunningPart[] => (JSON.parse(readFileSync(data('run.json'), 'utf8')) as { parts: RunningPart[] }).parts;
  const part = (name: string): RunningPart => parts().find((running) => running.name === name)!;
  const childEnv = async (name: string): Promise<Record<string, string>> =>
    (await (await fetch(`http://127.0.0.1:${part(name).port}/`)).json()) as Record<string, string>;
  const migrations = async (): Promise<number> => {
    const client = new pg.Client({ connectionString: (await childEnv('api'))['DATABASE_URL'] });
    await client.connect();
    const { rows } = await client.query<{ n: string }>('select count(*) as n from migrated');
    await client.end();
    return Number(rows[0]!.n);
  };

  beforeAll(async () => {
    bench = makeBench();
    chmodSync(bench.home, 0o711);
    const progress = (line: string): void => void process.stderr.write(`${line}\n`);
    temporal = await findTemporalCli({ env: process.env, home: join(packageRoot(), '.gatehouse'), progress });
    instance = start();
    await instance.lines.seen(/^  Data /);
  }, 600_000);
  afterAll(async () => {
    for (const { child } of instances) child.kill('SIGKILL');
    await Promise.all(instances.map(({ exited }) => exited));
    bench.remove();
  });

  it('tells of each part when it is ready and how long it took, then the addresses', () => {
    const said = instance.lines.all.join('\n');
    for (const name of PARTS) expect(said).toMatch(new RegExp(`^${name} ready \\(\\d+\\.\\d s\\)$`, 'm'));
    expect(said).toMatch(/^migrations done \(\d+\.\d s\)$/m);
    for (const label of ['Console', 'API documentation', 'Temporal', 'Mail', 'Slack stand-in'])
      expect(said).toMatch(new RegExp(`^ {2}${label} +http://127\\.0\\.0\\.1:\\d+`, 'm'));
  });

  it('says where one can be one of the example people, and makes no example request where nobody looks on', async () => {
    expect(await instance.lines.seen(/^Be one of /)).toBe(`Be one of the example people: http://127.0.0.1:${part('api').port}`);
    expect(instance.lines.all.join('\n')).not.toContain('example request');
  });

  it('gives the application its own role, and never the address of the owner', async () => {
    for (const name of ['api', 'worker']) {
      const env = await childEnv(name);
      expect(env['DATABASE_URL']).toMatch(/^postgres:\/\/gatehouse_app:/);
      expect(Object.keys(env)).not.toContain('DATABASE_OWNER_URL');
      expect(env).toMatchObject({ GATEHOUSE_EMBEDDED: '1', SLACK_BOT_TOKEN: 'xoxb-simulator', TEMPORAL_ADDRESS: `127.0.0.1:${part('temporal').port}` });
      const { MAIL_UI_PORT, TEMPORAL_UI_PORT } = JSON.parse(readFileSync(data('ports.json'), 'utf8')) as Record<string, number>;
      expect(env).toMatchObject({ MAIL_UI_PORT: String(MAIL_UI_PORT), TEMPORAL_UI_PORT: String(TEMPORAL_UI_PORT) });
    }
  });

  it('makes two different signing keys that only their owner can read', async () => {
    const { GATEHOUSE_PERMIT_KEY_FILE: permit, GATEHOUSE_CHECKPOINT_KEY_FILE: checkpoint } = await childEnv('api');
    expect(readFileSync(permit!, 'utf8')).not.toBe(readFileSync(checkpoint!, 'utf8'));
    for (const file of [permit!, checkpoint!]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('listens on loopback only', async () => {
    const outside = Object.values(networkInterfaces()).flat().find((address) => address?.family === 'IPv4' && !address.internal);
    const ports = Object.values(JSON.parse(readFileSync(data('ports.json'), 'utf8')) as Record<string, number>);
    expect(ports).toHaveLength(9);
    expect(await Promise.all(ports.map((port) => tcpOpen(port)))).not.toContain(false);
    if (outside !== undefined) expect(await Promise.all(ports.map((port) => tcpOpen(port, outside.address)))).not.toContain(true);
  });

  it('refuses a second instance in one line and goes on', async () => {
    const second = start();
    expect(await second.exited).toBe(1);
    expect(second.lines.all).toEqual([expect.stringMatching(/^Gatehouse is already running on .* \(process \d+\): stop that one first/)]);
    expect(startedAt(part('api').pid)).toBe(part('api').start);
  });

  it.each(PARTS)('starts %s again after kill -9', async (name) => {
    const again = new RegExp(`^${name} is ready again`);
    process.kill(part(name).pid, 'SIGKILL');
    await instance.lines.seen(again);
    expect(await tcpOpen(part(name).port!)).toBe(true);
  });

  it('leaves nothing running when it is killed itself, and starts again with its data on the same ports', async () => {
    const before = parts();
    expect(await migrations()).toBe(1);
    instance.child.kill('SIGKILL');
    await instance.exited;
    expect(await waitUntil(() => before.every(({ pid, start: since }) => startedAt(pid) !== since), 10_000)).toBe(true);
    instance = start();
    await instance.lines.seen(/^Gatehouse is ready/);
    expect(await migrations()).toBe(2);
    expect(Object.fromEntries(parts().map(({ name, port }) => [name, port]))).toEqual(Object.fromEntries(before.map(({ name, port }) => [name, port])));
  });

  it('stops everything in order when it is asked to', async () => {
    const before = parts();
    instance.child.kill('SIGTERM');
    expect(await instance.exited).toBe(0);
    expect(instance.lines.all.at(-1)).toBe('stopped');
    expect(before.filter(({ pid, start: since }) => startedAt(pid) === since)).toEqual([]);
    expect(existsSync(data('run.json'))).toBe(false);
    expect(readFileSync(data('logs/postgresql.log'), 'utf8').trimEnd()).toMatch(/database system is shut down$/);
  });

  it('refuses a port that the user set and another program has, and leaves nothing running', async () => {
    const other = await listening();
    const refused = start({ PORT: String(portOf(other)) });
    expect(await refused.exited).toBe(1);
    expect(refused.lines.all).toEqual([`PORT is ${portOf(other)}: that port (API) is taken by another program; set PORT to a free one, or unset it`]);
    other.close();
  });

  it('refuses a wrong variable with exit code 2', async () => {
    const refused = start({ PORT: 'many' });
    expect(await refused.exited).toBe(2);
    expect(refused.lines.all).toEqual(['PORT is "many": allowed is a port number from 1 to 65535']);
  });

  it('leaves out what has an address of its own', async () => {
    const port = await freePort();
    const outer = start({ SMTP_URL: 'smtp://mail.example:25', TEMPORAL_ADDRESS: `127.0.0.1:${port}`, SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '12345678', OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'gatehouse', OIDC_CLIENT_SECRET: 'only-for-this-test' });
    await outer.lines.seen(/^Gatehouse is ready/);
    expect(parts().map(({ name }) => name)).toEqual(['postgresql', 'worker', 'api']);
    expect(await childEnv('worker')).toMatchObject({ SMTP_URL: 'smtp://mail.example:25', TEMPORAL_ADDRESS: `127.0.0.1:${port}`, SLACK_BOT_TOKEN: 'xoxb-1' });
    outer.child.kill('SIGTERM');
    expect(await outer.exited).toBe(0);
  });
});
