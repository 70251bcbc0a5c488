import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { testDatabase } from '../../support/postgres.ts';
import { ok } from '../../support/seed.ts';
import { runHere } from './bench.ts';

let api: TestApi;
beforeAll(async () => void (api = await startTestApi()));
afterAll(() => api.stop());

const OPTIONS = ['token', 'bootstrap', '--machine', 'pipeline', '--scope', 'read', 'permits:use', '--json'];
const bootstrap = (url: string | undefined, ...more: readonly string[]) => runHere([...OPTIONS, ...more], { GATEHOUSE_HOME: api.home, DATABASE_URL: api.database.appUrl, DATABASE_OWNER_URL: url });

describe('gatehouse token bootstrap', () => {
  it('makes a token that the API takes, with the fact and the row that one made through the API has', async () => {
    const { code, out } = await bootstrap(api.database.ownerUrl, '--on-behalf-of', 'mira');
    expect(code).toBe(0);
    const made = JSON.parse(out) as { id: string; token: string };
    expect(ok(await api.with(made.token).get('/v1/me'))).toMatchObject({ kind: 'machine', id: 'pipeline', scopes: ['read', 'permits:use'], on_behalf_of: 'mira' });
    const events = ok(await api.as('maya').get('/v1/cases/house/events?limit=200'))['items'] as unknown as { type: string; body: object }[];
    expect(events.at(-1)).toMatchObject({ type: 'token.created', body: { token_id: made.id, machine: 'pipeline', person: null } });
    expect(JSON.stringify(events)).not.toContain(made.token);
  });

  it('works before the API was ever started, and nothing of a token lies in the database but its hash', async () => {
    const empty = await testDatabase();
    const { code, out } = await bootstrap(empty.ownerUrl);
    expect([code, JSON.parse(out)]).toMatchObject([0, { subject: { id: 'pipeline' }, created_by: 'gatehouse', token: expect.stringMatching(/^ghs_/) }]);
    await empty.drop();
  });

  it.each([
    ['without DATABASE_OWNER_URL, also when the application has its address', 2, () => bootstrap(undefined), /^DATABASE_OWNER_URL is not set, and the first token is made at the database itself; set /],
    ['when nothing answers there', 3, () => bootstrap('postgres://owner:x@127.0.0.1:9/none'), /^the database at DATABASE_OWNER_URL does not answer \(ECONNREFUSED\)/],
    ['for a scope that is none', 2, () => bootstrap(api.database.ownerUrl, '--scope', 'votes:cast'), /^scopes\.\d: .*"permits:use"/],
    ['for a person whom nobody knows', 1, () => bootstrap(api.database.ownerUrl, '--on-behalf-of', 'nobody'), /nobody/],
  ] as const)('refuses %s, with exit code %i', async (_, code, attempt, said) => {
    const ran = await attempt();
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect((JSON.parse(ran.err) as { detail: string }).detail).toMatch(said);
  });

  it('says which migration is missing in a database without a schema', async () => {
    const ran = await bootstrap(api.database.ownerUrl.replace(/\/[^/]*$/, '/postgres'));
    expect(ran.code).toBe(1);
    expect((JSON.parse(ran.err) as { detail: string }).detail).toMatch(/has no schema yet; run the migrations first: node dist\/store\/migrate-main\.js$/);
  });
});
