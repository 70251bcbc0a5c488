import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { dropStalePidFile } from '../../../cli/start/postgres-cluster.ts';
import { startPostgres, type StartedPostgres } from '../../../cli/start/postgres.ts';
import { prepareHome } from '../../../cli/start/home.ts';
import { signalProcess } from '../../../cli/start/process.ts';
import { type Bench, freePort, Lines, makeBench } from './bench.ts';

const asRoot = process.getuid?.() === 0;

const ask = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('an embedded PostgreSQL', () => {
  let bench: Bench;
  let server: StartedPostgres;
  const start = async (): Promise<StartedPostgres> => {
    const wish = { dataDir: join(bench.home, 'postgres'), port, logFile: join(bench.home, 'log'), progress: () => undefined };
    return (server = await startPostgres(wish));
  };
  let port: number;
  beforeAll(async () => {
    bench = makeBench();
    chmodSync(bench.home, 0o711);
    port = await freePort();
    mkdirSync(join(bench.home, 'postgres', 'data.new', 'base'), { recursive: true });
    if (asRoot) chownTo('postgres', join(bench.home, 'postgres'));
    await start();
  });
  afterAll(async () => {
    await server.stop();
    bench.remove();
  });

  it('is made anew when its making was interrupted, and leaves no password file with the data', () => {
    expect(readdirSync(join(bench.home, 'postgres'))).toEqual(['data']);
  });

  it('writes through to the disk and reckons in UTC', async () => {
    const settings = "select current_setting('fsync') as fsync, current_setting('TimeZone') as zone";
    expect(await ask(server.appUrl, settings)).toEqual([{ fsync: 'on', zone: 'UTC' }]);
  });

  it('gives the owner the schema and the application only what it is granted', async () => {
    await ask(server.ownerUrl, 'create table t (n int); grant insert, select on t to gatehouse_app');
    await ask(server.appUrl, 'insert into t values (1)');
    await expect(ask(server.appUrl, 'delete from t')).rejects.toThrow('permission denied for table t');
    await expect(ask(server.appUrl, 'create table u (n int)')).rejects.toThrow('permission denied for schema public');
  });

  it('keeps its passwords to their owner and refuses a wrong one', async () => {
    expect(statSync(join(bench.home, 'passwords.json')).mode & 0o777).toBe(0o600);
    const url = new URL(server.appUrl);
    url.password = 'guess';
    await expect(ask(url.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('has everything, at the same address, after a kill -9', async () => {
    const { appUrl, child } = server;
    signalProcess(child.pid!, 'SIGKILL');
    await server.stop();
    await start();
    expect(server.appUrl).toBe(appUrl);
    expect(await ask(appUrl, 'select n from t')).toEqual([{ n: 1 }]);
  });

  it('refuses passwords that do not fit the data, in one line', async () => {
    await server.stop();
    rmSync(join(bench.home, 'passwords.json'));
    await expect(start()).rejects.toThrow('the password in keys/postgres.json does not fit this database');
  });
});

describe('the place of an embedded PostgreSQL', () => {
  let bench: Bench;
  let lines: Lines;
  beforeEach(() => {
    bench = makeBench();
    chmodSync(bench.home, 0o711);
    lines = new Lines();
  });
  afterEach(() => bench.remove());

  it('loses a pid file that names another living program, and keeps one that names PostgreSQL', async () => {
    const file = join(bench.home, 'postmaster.pid');
    writeFileSync(file, `${process.pid}\n`);
    dropStalePidFile(bench.home);
    expect(existsSync(file)).toBe(false);
    const postgres = spawn('sleep', ['60'], { argv0: '/usr/lib/postgres' });
    await once(postgres, 'spawn');
    writeFileSync(file, `${postgres.pid}\n`);
    dropStalePidFile(bench.home);
    expect(existsSync(file)).toBe(true);
    postgres.kill();
  });

  (asRoot ? describe : describe.skip)('as root', () => {
    const start = async (dataDir: string): Promise<StartedPostgres> =>
      startPostgres({ dataDir, port: await freePort(), logFile: join(bench.home, 'log'), progress: lines.add });

    it('is refused when it belongs to another user', async () => {
      const dataDir = join(bench.home, 'postgres');
      mkdirSync(dataDir);
      chownTo('daemon', dataDir);
      await expect(start(dataDir)).rejects.toThrow(
        `${dataDir} belongs to daemon, not to postgres: start as the user who made it, or set GATEHOUSE_HOME to another folder`,
      );
    });

    it('is refused when the whole data folder belongs to another user', () => {
      chownTo('daemon', bench.home);
      expect(() => prepareHome(bench.home, true, lines.add)).toThrow(
        `GATEHOUSE_HOME is ${bench.home}: it belongs to daemon and this is root; start as daemon, or set GATEHOUSE_HOME to another folder`,
      );
    });

    it('is reached through our own closed folder, which is opened for passing only', () => {
      chmodSync(bench.home, 0o700);
      prepareHome(bench.home, true, lines.add);
      expect(statSync(bench.home).mode & 0o777).toBe(0o711);
    });

    it('is elsewhere, said once and found again, when a folder above is closed', async () => {
      const dataDir = join(bench.home, 'closed', 'home', 'postgres');
      mkdirSync(dirname(dataDir), { recursive: true });
      chmodSync(join(bench.home, 'closed'), 0o700);
      const first = await start(dataDir);
      const place = readFileSync(`${dataDir}.place`, 'utf8').trim();
      try {
        expect(lines.all).toEqual([`PostgreSQL runs as postgres, who cannot enter ${dirname(dataDir)}: its data goes to ${place}`]);
        await ask(first.ownerUrl, 'create table kept (n int)');
        await first.stop();
        const second = await start(dataDir);
        expect(await ask(second.ownerUrl, 'select * from kept')).toEqual([]);
        expect(lines.all).toHaveLength(1);
        await second.stop();
      } finally {
        rmSync(place, { recursive: true });
      }
    });
  });
});

function chownTo(user: string, path: string): void {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((row) => row.startsWith(`${user}:`));
  const [, , uid, gid] = line!.split(':');
  chownSync(path, Number(uid), Number(gid));
}
