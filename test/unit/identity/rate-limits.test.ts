import { describe, expect, it } from '@jest/globals';
import { consoleOf } from '../../../console/from-config.ts';
import pino from 'pino';
import { parkAct, parkFor } from '../../../store/parked-acts.ts';
import { startTestApi, type TestApi, type TestApiWish } from '../../support/api.ts';
import { startWithIdentity } from '../../support/oidc.ts';

const statuses = async (times: number, ask: (n: number) => Promise<Response>): Promise<number[]> => {
  const seen: number[] = [];
  for (let n = 0; n < times; n += 1) seen.push((await ask(n)).status);
  return seen;
};
const bearer = (n: number) => ({ Authorization: `Bearer made-up-${n}-${'x'.repeat(20)}` });

async function using(wish: TestApiWish, test: (api: TestApi) => Promise<void>): Promise<void> {
  const api = await startTestApi(wish);
  try {
    await test(api);
  } finally {
    await api.stop();
  }
}

const log = pino({ level: 'silent' });
const withConsole: TestApiWish['mount'] = ({ url, home, store, house }) => (app) => {
  consoleOf({ url, home, oidcEmbedded: true, ports: {} as never }, { store, house, log, session: async () => null, ended: async () => null } as never).mount(app);
};

describe('the limit of requests', () => {
  it('counts whoever is not signed in by address, so that a new made-up token each time is no way around it', async () => {
    await using({ requestsPerMinute: 3 }, async (api) => {
      expect(await statuses(5, (n) => fetch(`${api.url}/v1/me`, { headers: bearer(n) }))).toEqual([401, 401, 401, 429, 429]);
    });
  });

  it('counts whoever is signed in by person, and not by address', async () => {
    await using({ requestsPerMinute: 2 }, async (api) => {
      const ask = async (person: string) => (await api.as(person).get('/v1/me')).status;
      expect([await ask('maya'), await ask('maya'), await ask('maya'), await ask('theo'), await ask('theo'), await ask('theo')]).toEqual([200, 200, 429, 200, 200, 429]);
    });
  });

  it('holds for the sign-in too', async () => {
    const house = await startWithIdentity({ config: { requestsPerMinute: 3 } });
    try {
      const seen = await statuses(5, (n) => fetch(`${house.api.url}/oidc/callback?state=x`, { headers: bearer(n) }));
      expect(seen).toEqual([400, 400, 400, 429, 429]);
    } finally {
      await house.stop();
    }
  });

  it('holds for forms, and ten times as wide for pages', async () => {
    await using({ requestsPerMinute: 3, mount: withConsole }, async (api) => {
      const form = (n: number) => fetch(`${api.url}/act/castVote/x`, { method: 'POST', body: new URLSearchParams({ reason: 'r' }), headers: { 'Sec-Fetch-Site': 'same-origin', ...bearer(n) } });
      expect(await statuses(4, form)).toEqual([401, 401, 401, 429]);
      const pages = await statuses(30, (n) => fetch(`${api.url}/nothing`, { headers: bearer(n) }));
      expect([pages.indexOf(429), pages.at(-1)]).toEqual([26, 429]);
      expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    });
  });

  it('does not believe what a caller says of its address', async () => {
    await using({ requestsPerMinute: 3 }, async (api) => {
      expect(await statuses(5, (n) => fetch(`${api.url}/v1/me`, { headers: { 'X-Forwarded-For': `192.0.2.${n}` } }))).toEqual([401, 401, 401, 429, 429]);
    });
  });
});

describe('the limit behind a proxy that is named', () => {
  it('counts by the address that this proxy saw, whatever the caller put before it', async () => {
    await using({ requestsPerMinute: 2, trustProxy: 1 }, async (api) => {
      const ask = (first: number, seen: string) => fetch(`${api.url}/v1/me`, { headers: { 'X-Forwarded-For': `192.0.2.${first}, ${seen}` } });
      expect(await statuses(3, (n) => ask(n, '203.0.113.1'))).toEqual([401, 401, 429]);
      expect((await ask(0, '203.0.113.2')).status).toBe(401);
    });
  });
});

describe('forms that wait', () => {
  const form = (n: number, person: string) => ({ act: 'castVote', about: 'obl', person, fields: { reason: `${n}` } });
  const kept = async ({ store }: TestApi, person: string) => (await store.pool.query<{ reason: string }>(`SELECT fields->>'reason' AS reason FROM parked_acts WHERE person = $1 ORDER BY 1`, [person])).rows.map(({ reason }) => reason);

  it('are few for one person, whatever the browsers, and the latest ones stay', async () => {
    await using({}, async ({ store, ...api }) => {
      await parkAct(store, 'another', form(0, 'theo'));
      for (let n = 1; n < 5; n += 1) await parkAct(store, `browser-${n}`, form(n, 'maya'));
      await parkFor(store, 'maya', form(5, 'maya'));
      await store.pool.query(`UPDATE parked_acts SET expires_at = expires_at - interval '1 minute' WHERE fields->>'reason' IN ('1', '2')`);
      for (let n = 6; n < 8; n += 1) await parkFor(store, 'maya', form(n, 'maya'));
      expect([await kept({ store, ...api }, 'maya'), await kept({ store, ...api }, 'theo')]).toEqual([['3', '4', '5', '6', '7'], ['0']]);
    });
  });

  it('are not kept above 32 kB', async () => {
    await using({}, async (api) => {
      const long = { ...form(1, 'maya'), fields: { reason: 'a'.repeat(33_000) } };
      expect(await parkAct(api.store, 'browser', long)).toBeNull();
      await expect(parkFor(api.store, 'maya', long)).rejects.toThrow(/is longer than 32768 bytes/);
      expect(await kept(api, 'maya')).toEqual([]);
    });
  });
});
