import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpOk } from '../../cli/start/probes.ts';
import { waitUntil } from '../../cli/start/process.ts';
import { packageRoot } from '../../config.ts';
import { PERMIT_KEY } from '../support/api.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';
import { freePort } from '../support/temporal-dev.ts';

let database: TestDatabase;
let home: string;
let port: number;
const children: ChildProcess[] = [];
beforeAll(async () => {
  database = await testDatabase();
  home = mkdtempSync(join(tmpdir(), 'gatehouse-api-process-'));
  port = await freePort();
  writeFileSync(join(home, 'permit.pem'), PERMIT_KEY);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

/** The API's process, with nothing but a database: Temporal is named where nothing listens. */
function run(more: Readonly<Record<string, string>> = {}): Run {
  const env = {
    PATH: '/usr/bin:/bin',
    PORT: String(port),
    GATEHOUSE_HOME: home,
    GATEHOUSE_EMBEDDED: '1',
    GATEHOUSE_DIRECTORY: join(packageRoot(), 'examples/organisation/directory.yaml'),
    GATEHOUSE_PERMIT_KEY_FILE: join(home, 'permit.pem'),
    DATABASE_URL: database.appUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    ...more,
  };
  const child = spawn(process.execPath, [join(packageRoot(), 'dist/api/main.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  return { child, output: () => text, exited: once(child, 'exit').then(([code]) => code as number | null) };
}

describe('the API as a process', () => {
  it('answers while Temporal is away, and ends cleanly', async () => {
    const { child, output, exited } = run();
    const url = `http://127.0.0.1:${port}`;
    expect(await waitUntil(() => httpOk(`${url}/readyz`), 60_000)).toBe(true);
    const tokens = JSON.parse(readFileSync(join(home, 'dev-tokens.json'), 'utf8')) as Record<string, string>;
    const headers = { Authorization: `Bearer ${tokens['maya']!}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ kind: 'pause_order', extent: { scope: 'organisation' }, title: 'Stop', reason: 'A drill' });
    const answer = await fetch(`${url}/v1/blockers`, { method: 'POST', headers, body });
    expect(answer.status).toBe(201);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output()).toContain('Temporal does not answer; decisions go on');
    expect(output()).not.toContain(tokens['maya']);
  });

  it('says in one line that its port is taken', async () => {
    const first = run();
    expect(await waitUntil(() => httpOk(`http://127.0.0.1:${port}/readyz`), 60_000)).toBe(true);
    const second = run();
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(`gatehouse api: PORT is ${port}: something listens there`);
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);
  });

  it.each([
    ['a variable that is wrong', { PORT: 'http' }, 'gatehouse api: PORT is "http": allowed is a port number from 1 to 65535'],
    ['a directory that is none', { GATEHOUSE_DIRECTORY: '/etc' }, 'gatehouse api: GATEHOUSE_DIRECTORY is "/etc"'],
    ['a missing key', { GATEHOUSE_PERMIT_KEY_FILE: '' }, 'gatehouse api: GATEHOUSE_PERMIT_KEY is not set'],
  ])('says in one line: %s', async (_what, env, line) => {
    const { output, exited } = run(env);
    expect(await exited).toBe(1);
    expect(output()).toContain(line);
    expect(output().trim().split('\n')).toHaveLength(1);
  });
});
