import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createPool, inTransaction, isConnectionLoss, withRetry } from '../../../store/database.ts';
import { migrate } from '../../../store/migrate.ts';
import { MIGRATIONS } from '../../../store/migrations/index.ts';
import { testDatabase, type TestDatabase } from '../../support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A way to the database that can be cut off. */
async function cuttable(to: string): Promise<{ url: string; cut(): void; mend(): void; close(): void }> {
  const target = new URL(to);
  const [host, port] = [target.hostname, Number(target.port)];
  const sockets = new Set<Socket>();
  let isCut = false;
  const server: Server = createServer((inside) => {
    if (isCut) return inside.destroy();
    const outside = connect(port, host);
    for (const socket of [inside, outside]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        inside.destroy();
        outside.destroy();
      });
    }
    return inside.pipe(outside).pipe(inside);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  target.port = String(typeof address === 'object' && address ? address.port : 0);
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return { url: target.href, cut, mend: () => (isCut = false), close: () => server.close() };
}

describe('the schema', () => {
  it('is brought up to date once, and left alone afterwards, also by two at once', async () => {
    await asOwner((client) => client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public'));
    const runs = await Promise.all([migrate(database.ownerUrl), migrate(database.ownerUrl)]);
    expect(runs.map((names) => names.length).sort()).toEqual([0, MIGRATIONS.length]);
    expect(await migrate(database.ownerUrl)).toEqual([]);
  });

  it('of a newer version is left alone, and named', async () => {
    await asOwner((client) => client.query("INSERT INTO migrations (name) VALUES ('9999-future')"));
    await expect(migrate(database.ownerUrl)).rejects.toThrow('9999-future');
    await asOwner((client) => client.query("DELETE FROM migrations WHERE name = '9999-future'"));
  });

  it('is waited for as long as the caller wants', async () => {
    const gone = new URL(database.ownerUrl);
    gone.port = '1';
    await expect(migrate(gone.href, 10)).rejects.toThrow(/ECONNREFUSED|connect/);
  });
});

describe('a pool', () => {
  it('reads instants and revisions in the form that rules use', async () => {
    const pool = createPool({ url: database.appUrl });
    const { rows } = await pool.query(`SELECT '2026-11-22T14:00:00.5+02'::timestamptz AS a, '2026-11-22 12:00:00Z'::timestamptz AS b, 4200000000::bigint AS n, NULL::timestamptz AS none`);
    await pool.end();
    expect(rows).toEqual([{ a: '2026-11-22T12:00:00.500Z', b: '2026-11-22T12:00:00.000Z', n: 4_200_000_000, none: null }]);
  });

  it('survives a connection that breaks while idle, and says so', async () => {
    const way = await cuttable(database.appUrl);
    let broke: (error: Error) => void = () => undefined;
    const broken = new Promise<Error>((resolve) => (broke = resolve));
    const pool = createPool({ url: way.url, onError: broke });
    await pool.query('SELECT 1');
    way.cut();
    expect(isConnectionLoss(await broken)).toBe(true);
    way.mend();
    expect((await withRetry(() => pool.query('SELECT 1 AS n'))).rows).toEqual([{ n: 1 }]);
    await pool.end();
    way.close();
  });
});

describe('a call to the database', () => {
  it('is repeated while the database is away, and succeeds when it is back', async () => {
    const way = await cuttable(database.appUrl);
    const pool = createPool({ url: way.url });
    way.cut();
    let tries = 0;
    const result = withRetry(() => {
      tries += 1;
      if (tries === 3) way.mend();
      return inTransaction(pool, (client) => client.query('SELECT 7 AS n'));
    });
    expect((await result).rows).toEqual([{ n: 7 }]);
    expect(tries).toBeGreaterThanOrEqual(3);
    await pool.end();
    way.close();
  });

  it('gives up when patience ends, with the reason', async () => {
    const gone = new URL(database.appUrl);
    gone.port = '1';
    const pool = createPool({ url: gone.href });
    await expect(withRetry(() => pool.query('SELECT 1'), 50)).rejects.toThrow(/ECONNREFUSED|connect/);
    await pool.end();
  });

  it('is not repeated for a mistake of ours', async () => {
    const pool = createPool({ url: database.appUrl });
    let tries = 0;
    const wrong = () => {
      tries += 1;
      return pool.query('SELECT nonsense');
    };
    await expect(withRetry(wrong)).rejects.toThrow('nonsense');
    expect(tries).toBe(1);
    await pool.end();
  });

  it('that fails within a transaction leaves nothing, and the connection stays good', async () => {
    await asOwner((client) => client.query("CREATE TABLE IF NOT EXISTS notes (n int); GRANT ALL ON notes TO gatehouse_app"));
    const pool = createPool({ url: database.appUrl, max: 1 });
    await expect(inTransaction(pool, async (client) => client.query('INSERT INTO notes VALUES (1); SELECT nonsense'))).rejects.toThrow('nonsense');
    expect((await pool.query('SELECT count(*)::int AS n FROM notes')).rows).toEqual([{ n: 0 }]);
    await pool.end();
  });
});
