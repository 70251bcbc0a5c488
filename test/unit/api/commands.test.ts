import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { packageRoot } from '../../../config.ts';
import { POLICY_FILES } from '../../../contracts/policy.ts';
import { execute } from '../../../store/execute.ts';
import { HouseReader } from '../../../store/house.ts';
import { compose } from '../../../api/start/compose.ts';
import { openHouse } from '../../../api/start/open-house.ts';
import { exampleDirectory, PERMIT_KEY, startTestApi, type TestApi } from '../../support/api.ts';
import { CAST, digestOf, ok, requestFor, seedSystem } from '../../support/seed.ts';

let api: TestApi;
beforeAll(async () => void (api = await startTestApi()));
afterAll(() => api.stop());

const count = async (sql: string): Promise<number> => (await api.store.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)).rows[0]!.n;

async function inReview(): Promise<string> {
  const system = await seedSystem(api, {});
  const id = String(ok(await api.as(CAST.requester).post('/v1/deployments', requestFor(system)))['id']);
  const meta = { command_id: `checks/${id}`, actor: { kind: 'workflow', id: `deployment/${id}` }, door: 'workflow', assurance: 'session' } as const;
  await execute(api.store, { kind: 'deployment', id }, { name: 'record-checks', body: { revision: 1, results: [] } }, meta);
  return id;
}

describe('a command', () => {
  it('that makes something answers 201, where it lies, and its state', async () => {
    const system = await seedSystem(api, {});
    const answer = await api.as(CAST.requester).post('/v1/deployments', requestFor(system));
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `/v1/deployments/${answer.body['id']}`]);
    expect(answer.body).toMatchObject({ state: 'checking', tier: 'low', rev: 1, package_digest: expect.stringMatching(/^sha256:/) });
  });

  it('given again under the same Idempotency-Key has one effect and the same answer', async () => {
    const body = requestFor(await seedSystem(api, {}));
    const key = { 'Idempotency-Key': 'request-1' };
    const before = await count("cases WHERE kind = 'deployment'");
    const [first, second] = [await api.as(CAST.requester).post('/v1/deployments', body, key), await api.as(CAST.requester).post('/v1/deployments', body, key)];
    expect(second.body).toEqual(first.body);
    expect(await count("cases WHERE kind = 'deployment'")).toBe(before + 1);
  });

  it('is another one for another person with the same Idempotency-Key, and refused for another body', async () => {
    const body = requestFor(await seedSystem(api, {}));
    const key = { 'Idempotency-Key': 'request-2' };
    const first = ok(await api.as(CAST.requester).post('/v1/deployments', body, key));
    const other = ok(await api.as('yann').post('/v1/deployments', body, key));
    expect(other['id']).not.toBe(first['id']);
    const clash = await api.as(CAST.requester).post('/v1/deployments', { ...body, title: 'Another' }, key);
    expect([clash.status, clash.body['code']]).toEqual([409, 'idempotency_conflict']);
  });

  it('that is refused leaves its reason in the record', async () => {
    const id = await inReview();
    const before = await count(`ledger WHERE stream = '${id}'`);
    expect((await api.as('lena').post(`/v1/deployments/${id}/withdraw`, { reason: 'No' })).status).toBe(403);
    const items = ok(await api.as('maya').get(`/v1/cases/${id}/events?limit=200`))['items']!;
    expect(items.length).toBe(before + 1);
    expect(items.at(-1)).toMatchObject({ type: 'command.refused', actor: { kind: 'person', id: 'lena' }, body: { command: 'withdraw', code: 'not_permitted' } });
  });
});

describe('a case', () => {
  it('is shown as it was at an instant', async () => {
    const id = await inReview();
    const items = ok(await api.as('maya').get(`/v1/cases/${id}/events`))['items']!;
    const submitted = String(items[0]!['at']);
    ok(await api.as(CAST.requester).post(`/v1/deployments/${id}/withdraw`, { reason: 'Not needed any more' }));
    const [now, then] = [ok(await api.as('maya').get(`/v1/cases/${id}`)), ok(await api.as('maya').get(`/v1/cases/${id}?as_of=${String(items[items.length - 1]!['at'])}`))];
    expect([now['state'], then['state'], then['as_of']]).toEqual(['withdrawn', 'in_review', items.at(-1)!['at']]);
    expect(then['lanes']![0]!['may_sign']).toEqual(now['lanes']![0]!['may_sign']);
    expect((await api.as('maya').get(`/v1/cases/${id}?as_of=${new Date(Date.parse(submitted) - 1).toISOString()}`)).body['code']).toBe('unknown_case');
    expect((await api.as('maya').get(`/v1/cases/${id}?as_of=2099-01-01T00:00:00Z`)).status).toBe(422);
  });

  it('is found by its filters, page by page', async () => {
    const system = await seedSystem(api, {});
    const made: string[] = [];
    for (let i = 0; i < 3; i += 1) made.push(String(ok(await api.as(CAST.requester).post('/v1/deployments', requestFor(system)))['id']));
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = ok(await api.as('maya').get(`/v1/deployments?system=${system.id}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`));
      found.push(...page['items']!.map((each) => String(each['id'])));
      cursor = page['next_cursor']!;
    }
    expect(found).toEqual([...made].reverse());
    expect(ok(await api.as('maya').get(`/v1/cases?system=${system.id}&state=withdrawn`))['items']).toEqual([]);
  });
});

describe('evidence', () => {
  it('is stored by its digest, read back byte by byte, and each read is recorded', async () => {
    const stored = await api.as('mira').upload('/v1/evidence?name=report.pdf', 'the report');
    expect([stored.status, stored.body['sha256'], stored.body['bytes']]).toEqual([201, digestOf('the report'), 10]);
    const got = await api.as('ruth').get(`/v1/evidence/${stored.body['sha256']}`);
    expect([got.status, got.text, got.headers.get('content-type'), got.headers.get('content-disposition')]).toEqual([200, 'the report', 'application/octet-stream', expect.stringMatching(/^attachment/)]);
    const items = ok(await api.as('maya').get(`/v1/cases/${stored.body['id']}/events`))['items']!;
    expect(items.map(({ type, body }) => [type, body!['person']])).toEqual([['evidence.stored', 'mira'], ['evidence.read', 'ruth']]);
  });

  it('leaves no file behind when its record is refused, unless another record has the same digest', async () => {
    const upload = (text: string, key: string) => api.as('mira').send('POST', '/v1/evidence', { body: text, headers: { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': key } });
    const fileOf = (sha256: string) => join(api.home, 'evidence', sha256.slice(7, 9), sha256.slice(9));
    const first = ok(await upload('the first', 'upload-1'));
    const known = ok(await upload('the second', 'upload-2'));
    const refused = [await upload('never recorded', 'upload-1'), await upload('the second', 'upload-1')];
    expect(refused.map(({ body }) => body['code'])).toEqual(['idempotency_conflict', 'idempotency_conflict']);
    expect([first['sha256'], known['sha256'], digestOf('never recorded')].map((each) => existsSync(fileOf(String(each))))).toEqual([true, true, false]);
  });

  it('that was begun by a process which was killed is removed at the next start', async () => {
    const incoming = join(api.home, 'evidence', 'incoming');
    mkdirSync(incoming, { recursive: true });
    for (const name of ['old', 'young']) writeFileSync(join(incoming, name), 'half of it');
    utimesSync(join(incoming, 'old'), new Date(), new Date(Date.now() - 3_601_000));
    const config = { home: api.home, url: api.url, host: '127.0.0.1', embedded: false, requestsPerMinute: 1 };
    await compose({ config, store: api.store, permitKey: PERMIT_KEY, log: pino({ level: 'silent' }) });
    expect(readdirSync(incoming)).toEqual(['young']);
  });

  it('that was changed on disk is not handed out', async () => {
    const { sha256 } = ok(await api.as('mira').upload('/v1/evidence', 'the true report'));
    const hex = String(sha256).slice(7);
    truncateSync(join(api.home, 'evidence', hex.slice(0, 2), hex.slice(2)), 4);
    const answer = await api.as('ruth').get(`/v1/evidence/${sha256}`);
    expect([answer.status, answer.body['code']]).toEqual([422, 'digest_mismatch']);
  });
});

describe('blockers', () => {
  it('are raised where they reach, listed with owner and link, waived for a time and released', async () => {
    const { id } = await seedSystem(api, {});
    const unit = ok(await api.as('maya').post('/v1/blockers', { kind: 'pause_order', extent: { scope: 'unit', id: 'business' }, title: 'Closing', reason: 'Year end' }));
    const own = ok(await api.as('mira').post('/v1/blockers', { kind: 'manual', extent: { scope: 'system', id }, title: 'Odd scores', reason: 'Look first' }));
    const listed = async () => ok(await api.as('maya').get(`/v1/systems/${id}/blockers`))['items']!;
    expect((await listed()).map((each) => each['id']).sort()).toEqual([unit['blocker_id'], own['blocker_id']].sort());
    const until = new Date(Date.now() + 86_400_000).toISOString();
    ok(await api.as('viktor').post(`/v1/blockers/${unit['blocker_id']}/waive`, { system_id: id, until, reason: 'Needed', compensating_control: 'Four eyes' }));
    expect((await listed()).find((each) => each['id'] === unit['blocker_id'])?.['waived_until']).toBe(until);
    ok(await api.as('maya').post(`/v1/blockers/${own['blocker_id']}/release`, { reason: 'Looked' }));
    expect(await listed()).toHaveLength(1);
    ok(await api.as('maya').post(`/v1/blockers/${unit['blocker_id']}/release`, { reason: 'Over' }));
  });

  it.each([
    ['release', 'release-blocker'],
    ['cure', 'cure-blocker'],
  ])('that follow from a case are not ended by hand (%s), and the try is recorded there', async (act, name) => {
    const { id } = ok(await api.as('mira').post('/v1/deployments', requestFor(await seedSystem(api, {}))));
    const answer = await api.as('maya').post(`/v1/blockers/${id}/${act}`, { reason: 'Enough of it' });
    expect([answer.status, answer.body['code'], answer.body['detail']]).toEqual([409, 'wrong_state', expect.stringContaining(`follows from ${id}: it ends when that is cured`)]);
    const { items } = ok(await api.as('maya').get(`/v1/cases/${id}/events`));
    expect(items!.at(-1)).toMatchObject({ type: 'command.refused', actor: { id: 'maya' }, body: { command: name, code: 'wrong_state' } });
  });
});

const FILES = Object.keys(POLICY_FILES);
const files = (change: Readonly<Record<string, (text: string) => string>>): Record<string, string> =>
  Object.fromEntries(FILES.map((name) => [name, (change[name] ?? ((text: string) => text))(readFileSync(join(packageRoot(), 'policy', name), 'utf8'))]));

describe('policies', () => {
  it('count when a second person activates what the first proposed', async () => {
    const body = { files: files({ 'thresholds.yaml': (text) => text.replace('permit_life: PT24H', 'permit_life: PT12H') }) };
    const made = ok(await api.as('maya').post('/v1/policies', body));
    const states = async () => ok(await api.as('maya').get('/v1/policies'))['items']!.map((each) => each['state']);
    expect(await states()).toEqual(['active', 'proposed']);
    const alone = await api.as('maya').post(`/v1/policies/${made['digest']}/activate`);
    expect([alone.status, alone.body['code']]).toEqual([403, 'second_person_needed']);
    ok(await api.as('viktor').post(`/v1/policies/${made['digest']}/activate`));
    const [active] = ok(await api.as('maya').get('/v1/policies'))['items']!;
    expect([active!['digest'], active!['state']]).toEqual([made['digest'], 'active']);
  });

  it.each([
    ['a misspelt key', 'lanes.yaml', (text: string) => text.replace('head_role:', 'haed_role:'), /^lanes\.yaml:\d+:\d+ lanes\.legal\.haed_role: .*did you mean "head_role"/],
    ['a role that nobody holds', 'lanes.yaml', (text: string) => text.replace('role: legal_member', 'role: legal_eagle'), /^lanes\.yaml.* lanes\.legal\.role: nobody holds the role "legal_eagle"/],
  ])('are refused with %s, named with its place', async (_what, name, change, says) => {
    const { status, body } = await api.as('maya').post('/v1/policies', { files: files({ [name]: change }) });
    expect([status, body['code']]).toEqual([422, 'invalid']);
    expect(body['errors']!.map((error) => error['detail'])).toContainEqual(expect.stringMatching(says));
  });

  it('explain who must sign, by when and what blocks, for a request that nobody made', async () => {
    const system = { name: 'n', use_case: 'u', intended_use: 'i', type: 'predictive', our_role: 'deployer', owner: 'bruno', unit: 'claims' };
    const risk_profile = { consequence: 3, likelihood: 3, affected_people: 5, personal_data: true, special_category_data: false, external_users: false, oversight: 'in_the_loop' };
    const body = ok(await api.as('mira').post('/v1/policy/explain', { system: { ...system, risk_profile }, environment: 'production', requester: 'mira' }));
    expect([body['tier'], body['lanes']!.map((lane) => lane['lane'])]).toEqual(['medium', ['technical', 'risk', 'business', 'legal']]);
  });

  it('found changed on disk at a later start are proposals, and the last activated one stays in force', async () => {
    const house = new HouseReader(api.store);
    const before = await house.get();
    const policy = before.policies.find(({ digest }) => digest === before.active)!;
    const changed = { ...policy, digest: `sha256:${'ab'.repeat(32)}`, thresholds: { ...policy.thresholds, permit_life: 'PT1H' } };
    const said: string[] = [];
    const log = { debug: () => undefined, info: () => undefined, error: () => undefined, warn: (text: unknown) => void said.push(String(text)) };
    await openHouse({ store: api.store, house, log: log as never, policy: changed, directory: exampleDirectory() });
    expect((await house.get()).active).toBe(before.active);
    expect(said).toEqual([expect.stringContaining(changed.digest)]);
    const found = ok(await api.as('maya').get('/v1/policies'))['items']!.find((each) => each['digest'] === changed.digest);
    expect(found).toMatchObject({ state: 'proposed', source: 'disk', proposed_by: null });
  });
});

describe('the service', () => {
  it('hands out the whole ledger as it was hashed', async () => {
    const { text, headers } = await api.as('maya').get('/v1/ledger/export');
    const rows = text.trim().split('\n').map((line) => JSON.parse(line) as { stream: string; seq: number; hash: string });
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(rows.length).toBe(await count('ledger'));
    expect(rows.filter(({ stream }) => stream === 'house').map(({ seq }) => seq)).toEqual(rows.filter(({ stream }) => stream === 'house').map((_, i) => i + 1));
  });

  it('answers under a policy that lets no foreign script run, and names its server nowhere', async () => {
    const { headers, text } = await api.with(null).get('/docs');
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(text).not.toMatch(/<script>|onclick/);
    for (const [, file] of text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)) expect((await api.with(null).get(file!)).status).toBe(200);
  });

  it('is ready while the database answers, and tells what is late', async () => {
    const { status, body } = await api.with(null).get('/readyz');
    expect([status, body['status'], body['late']]).toEqual([200, 'ready', expect.objectContaining({ relay: expect.any(Number) })]);
  });
});
