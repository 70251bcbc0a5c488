import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readRequestFile, withSets } from '../../../cli/request-file.ts';
import { instantFrom, milliseconds } from '../../../cli/when.ts';
import { type Bench, makeBench } from './bench.ts';

const MADE = { body: { id: 'x', state: 's', rev: 1, version_id: 'ver_1', sha256: `sha256:${'b'.repeat(64)}`, bytes: 3, type: 'text/markdown', package_digest: `sha256:${'c'.repeat(64)}`, tier: 'low', delegation_id: 'dlg_1', blocker_id: 'blk_1' } };

describe('what a command sends', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench();
  });
  beforeEach(() => {
    bench.got.length = 0;
    bench.answer = () => MADE;
  });
  afterAll(() => bench.stop());
  const sent = (): unknown => JSON.parse(bench.got.at(-1)!.body);

  it('comes from the file, then --set, then the options', async () => {
    const file = bench.file('delegation.yaml', 'from: a\nto: b\nlane: risk\nuntil: 2026-01-01T00:00:00Z\n');
    expect((await bench.run('delegate', '-f', file, '--set', 'to=c', 'keep_informed=true', '--lane', 'legal')).code).toBe(0);
    expect([bench.got[0]!.path, sent()]).toEqual(['/v1/delegations', { from: 'a', to: 'c', lane: 'legal', until: '2026-01-01T00:00:00Z', keep_informed: true }]);
  });

  it('holds the instant so long from now that the file says, and a span that is none is named with its place', async () => {
    const from = Date.now();
    expect((await bench.run('delegate', '-f', bench.file('ahead.yaml', 'from: a\nto: b\nlane: risk\nuntil: !in 30d\n'))).code).toBe(0);
    const ahead = Date.parse((sent() as { until: string }).until) - from;
    expect([Math.floor(ahead / 86_400_000), ahead % 86_400_000 < 60_000]).toEqual([30, true]);
    const wrong = await bench.run('delegate', '-f', bench.file('wrong.yaml', 'from: a\nto: b\nlane: risk\nuntil: !in soon\n'));
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/^wrong\.yaml:4:\d+ !in is "soon"; write a time such as 90s/)]);
  });

  it('needs no file when the options say it all', async () => {
    await bench.run('blocker', 'raise', '--kind', 'pause_order', '--unit', 'claims', '--title', 'Freeze', '--reason', 'It is December.');
    expect(sent()).toEqual({ kind: 'pause_order', extent: { scope: 'unit', id: 'claims' }, title: 'Freeze', reason: 'It is December.' });
  });

  it('says who and what it is, with a key against doing it twice', async () => {
    await bench.run('system', 'add', '--set', 'name=X');
    await bench.run('system', 'add', '--set', 'name=X');
    const [first, second] = bench.got.map(({ headers }) => headers);
    expect(first).toMatchObject({ authorization: 'Bearer ghs_test', 'user-agent': expect.stringMatching(/^gatehouse-cli\//), 'content-type': 'application/json' });
    expect(first!['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second!['idempotency-key']).not.toBe(first!['idempotency-key']);
  });

  it('holds the digests of local files, and never the files', async () => {
    bench.file('model.bin', 'weights');
    const file = bench.file('version.yaml', `name: v1\nauthors: [devon]\nfiles: {weights: model.bin}\ndigests: {code: "git:${'1'.repeat(40)}"}\n`);
    await bench.run('version', 'add', 'sys_1', '-f', file);
    const weights = `sha256:${createHash('sha256').update('weights').digest('hex')}`;
    expect([bench.got.length, sent()]).toEqual([1, { name: 'v1', authors: ['devon'], digests: { code: `git:${'1'.repeat(40)}`, weights } }]);
  });

  it.each([
    ['--digest', (other: string) => ['--digest', `weights=${other}`]],
    ['the request file', (other: string) => ['-f', bench.file('digests.yaml', `digests: {weights: "${other}"}\n`)]],
  ])('is not sent when a local file differs from the digest of %s: both are named', async (_, give) => {
    const path = bench.file('model.bin', 'weights');
    const weights = `sha256:${createHash('sha256').update('weights').digest('hex')}`;
    const add = (digest: string) => bench.run('version', 'add', 'sys_1', '--name', 'v1', '--authors', 'devon', '--file', `weights=${path}`, ...give(digest));
    const other = `sha256:${'d'.repeat(64)}`;
    const { code, err } = await add(other);
    expect([code, bench.got.length]).toEqual([2, 0]);
    expect(err).toMatch(/^weights has two digests: /);
    for (const named of [weights, other, path]) expect(err).toContain(named);
    expect((await add(weights)).code).toBe(0);
    expect(sent()).toMatchObject({ digests: { weights } });
  });

  it('carries a signature over the digest of the weights when a key is named', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    bench.file('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    bench.file('model.bin', 'weights');
    await bench.run('version', 'add', 'sys_1', '--name', 'v1', '--authors', 'devon', '--file', `weights=${bench.folder}/model.bin`, '--sign-with', `${bench.folder}/key.pem`);
    const { digests, weights_signature } = sent() as { digests: { weights: string }; weights_signature: string };
    expect(verify(null, Buffer.from(digests.weights), publicKey, Buffer.from(weights_signature, 'base64'))).toBe(true);
  });

  it('has documents stored first, under their names, and their digests in their place', async () => {
    bench.file('card.md', '# Card');
    const known = `sha256:${'d'.repeat(64)}`;
    const file = bench.file('request.yaml', `system_id: sys_1\ndocuments: {model_card: card.md, datasheet: "${known}"}\n`);
    await bench.run('deploy', 'request', '-f', file);
    expect(bench.got.map(({ method, path, body }) => [method, path, body === '# Card'])).toEqual([['POST', '/v1/evidence?name=card.md', true], ['POST', '/v1/deployments', false]]);
    expect(sent()).toEqual({ system_id: 'sys_1', documents: { model_card: MADE.body.sha256, datasheet: known } });
  });

  it('of a vote is the package that the case has now, shown first, or the one that --digest pins', async () => {
    const view = { id: 'dep_1', kind: 'deployment', rev: 1, state: 'in_review', title: 'T', system_id: 'sys_1', system_name: 'S', version_name: 'V', environment: 'e', revision: 2, tier: 'low', package_digest: `sha256:${'e'.repeat(64)}`, manifest: { digests: { weights: 'sha256:1' } }, lanes: [], blockers: [], obligations: [] };
    const obligation = { id: 'obl_1', case_id: 'dep_00000000000000000000000000', kind: 'sign_off', state: 'open', due_at: null, subject: { lane: 'legal' } };
    bench.answer = ({ path }) => (path.startsWith('/v1/obligations/obl_1/votes') ? MADE : { body: path.startsWith('/v1/obligations') ? obligation : view });
    const ran = await bench.run('vote', 'obl_1', 'request-changes', '--reason', 'Too short.');
    expect(sent()).toEqual({ verdict: 'request_changes', reason: 'Too short.', package_digest: view.package_digest });
    expect(ran.err).toMatch(/signing +T \(dep_1, revision 2\)\nlane +legal/);
    const pinned = `sha256:${'f'.repeat(64)}`;
    await bench.run('vote', 'obl_1', 'approve', '--digest', pinned);
    expect(sent()).toEqual({ verdict: 'approve', package_digest: pinned });
  });

  it('follows a list over its pages, up to the limit', async () => {
    const page = (from: number, count: number, next_cursor: string | null) => ({ body: { items: Array.from({ length: count }, (_, i) => ({ id: `dep_${from + i}`, kind: 'deployment', state: 's', title: 't', system_id: null, owner: null, closed: false })), next_cursor } });
    bench.answer = ({ path }) => (path.includes('cursor=two') ? page(200, 50, 'three') : page(0, 200, 'two'));
    const { out } = await bench.run('deploy', 'list', '--limit', '250', '--state', 'live');
    expect(bench.got.map(({ path }) => path)).toEqual(['/v1/deployments?state=live&limit=200', '/v1/deployments?state=live&limit=50&cursor=two']);
    expect(out.trimEnd().split('\n')).toHaveLength(252);
    expect(out).toContain('there are more: raise --limit');
  });
});

describe('gatehouse call', () => {
  const parameters = [{ name: 'id', in: 'path', required: true }, { name: 'as_of', in: 'query' }, { name: 'Idempotency-Key', in: 'header' }];
  const openapi = { openapi: '3.1.0', paths: { '/v1/things/{id}': { post: { operationId: 'doThing', summary: 'Do it', parameters, requestBody: { content: { 'application/json': {} } } }, get: { operationId: 'getThing', parameters: [parameters[0]] } } } };
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench();
    bench.answer = ({ path }) => (path === '/openapi.json' ? { body: openapi } : { body: { done: true } });
  });
  afterAll(() => bench.stop());

  it('puts keys of the request where the description says, and the rest into the body', async () => {
    const ran = await bench.run('call', 'doThing', '--set', 'id=a/b', 'as_of=now', 'Idempotency-Key=k1', 'reason=because', '--json');
    expect([ran.code, JSON.parse(ran.out)]).toEqual([0, { done: true }]);
    const got = bench.got.at(-1)!;
    expect([got.method, got.path, got.headers['idempotency-key'], JSON.parse(got.body)]).toEqual(['POST', '/v1/things/a%2Fb?as_of=now', 'k1', { reason: 'because' }]);
  });

  it('lists the operations when none is named', async () => {
    expect((await bench.run('call')).out).toBe('doThing                  POST  /v1/things/{id}\ngetThing                 GET   /v1/things/{id}\n');
  });

  it.each([
    [['getThing'], /^getThing needs "id" \(path\)/],
    [['getThing', '--set', 'id=1', 'reason=x'], /^getThing takes no reason; it takes id/],
  ])('refuses what the operation does not take: %p', async (argv, said) => {
    const ran = await bench.run('call', ...argv);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(said);
  });
});

describe('a request file', () => {
  it('says where a pointer stands, or the nearest key above it', async () => {
    const bench = await makeBench();
    const { locate } = readRequestFile(bench.file('r.yaml', 'a:\n  - b: 1\n    c: 2\n  - b: 3\nd/e: 4\n'));
    expect(['/a', '/a/0/c', '/a/1', '/a/1/x', '/d~1e', '/none', ''].map(locate)).toEqual(['r.yaml:1:1', 'r.yaml:3:5', 'r.yaml:4:5', 'r.yaml:4:5', 'r.yaml:5:1', 'r.yaml:1:1', 'r.yaml:1:1']);
    await bench.stop();
  });

  it('takes values by path, as YAML', () => {
    expect(withSets({ a: { b: 1, c: 2 } }, ['a.b=[1, two]', 'd.e=x: y: z', 'f="1"'])).toEqual({ a: { b: [1, 'two'], c: 2 }, d: { e: 'x: y: z' }, f: '1' });
  });
});

describe('times as people write them', () => {
  it.each([['90s', 90_000], ['15m', 900_000], ['1h', 3_600_000], ['2d', 172_800_000], ['PT1H30M', 5_400_000], ['P1DT1S', 86_401_000]])('%s is %d ms', (text, ms) => {
    expect(milliseconds(text, '--timeout')).toBe(ms);
  });

  it.each([
    ['2026-12-24', false, '2026-12-24T00:00:00.000Z'],
    ['2026-12-24', true, '2026-12-25T00:00:00.000Z'],
    ['2026-12-24T10:00:00+02:00', true, '2026-12-24T08:00:00.000Z'],
  ])('%s (as an end: %p) is %s', (text, end, at) => {
    expect(instantFrom(text, '--until', end)).toBe(at);
  });
});
