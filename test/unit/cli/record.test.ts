import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, makeBench, problem } from './bench.ts';

const NOTHING = { rule: null, lane: null, reason: null };
const RECORD = {
  ...{ case_id: 'dep_1', state: 'approved', title: 't', rationale: 'r', options: [], ended: null },
  decision: { what: 'approved', at: '2026-03-02T09:00:00.000Z', by: null, valid_until: null, ...NOTHING },
  evidence: { revision: 1, package_digest: 'sha256:1', components: {}, documents: {} },
  ...{ lanes: [], dissent: [], abstentions: [], conditions: [], accepted_risks: [] },
};

describe('gatehouse deploy record', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench();
  });
  beforeEach(() => {
    bench.got.length = 0;
    bench.answer = ({ path }) => (/format=(text|html)/.test(path) ? { type: 'text/plain', body: `the page of ${path}\n` } : { body: RECORD });
  });
  afterAll(() => bench.stop());
  const asked = (): string[] => bench.got.map(({ method, path }) => `${method} ${path}`);

  it.each([
    ['the data', [], '/v1/deployments/dep_1/record'],
    ['the data of a day', ['--as-of', '2026-03-02'], '/v1/deployments/dep_1/record?as_of=2026-03-02T00%3A00%3A00.000Z'],
  ])('prints %s as JSON', async (_what, options, path) => {
    const { code, out } = await bench.run('deploy', 'record', 'dep_1', ...options);
    expect([code, JSON.parse(out), asked()]).toEqual([0, RECORD, [`GET ${path}`]]);
  });

  it.each([
    ['--page', 'text'],
    ['--html', 'html'],
  ])('prints with %s the page as the API made it', async (option, format) => {
    const path = `/v1/deployments/dep_1/record?format=${format}`;
    expect(await bench.run('deploy', 'record', 'dep_1', option)).toEqual({ code: 0, out: `the page of ${path}\n`, err: '' });
  });

  it('writes the page, or the data, to the file that --out names', async () => {
    const [page, data] = [join(bench.folder, 'page.txt'), join(bench.folder, 'record.json')];
    const { code, out } = await bench.run('deploy', 'record', 'dep_1', '--page', '--out', page, '--json');
    expect([code, JSON.parse(out)]).toEqual([0, { case: 'dep_1', file: page, bytes: readFileSync(page).byteLength }]);
    expect(readFileSync(page, 'utf8')).toMatch(/^the page of /);
    await bench.run('deploy', 'record', 'dep_1', '--out', data);
    expect(JSON.parse(readFileSync(data, 'utf8'))).toEqual(RECORD);
  });

  it.each([
    ['two forms at once', ['--page', '--html'], '--page and --html are two forms of one page; give one of them'],
    ['JSON and a page on one stream', ['--page', '--json'], '--json needs --out FILE here'],
  ])('is wrong use with %s', async (_what, options, why) => {
    const { code, out, err } = await bench.run('deploy', 'record', 'dep_1', ...options);
    expect([code, out, err, asked()]).toEqual([2, '', expect.stringContaining(why), []]);
  });

  it('leaves no file behind when there is no record yet', async () => {
    bench.answer = () => problem(404, 'unknown_case');
    const file = join(bench.folder, 'none.txt');
    expect(await bench.run('deploy', 'record', 'dep_1', '--page', '--out', file)).toMatchObject({ code: 1, err: expect.stringContaining('because of unknown_case') });
    expect(existsSync(file)).toBe(false);
  });
});

describe('gatehouse blocker show', () => {
  it('asks for one blocker, with nothing in the body', async () => {
    const bench = await makeBench();
    bench.answer = () => ({ body: { id: 'blk_1', kind: 'manual', title: 't', owner: 'maya', link: '/x', holds: ['gate'], raised_at: '2026-03-02T09:00:00.000Z', waived_until: null } });
    const { code, out } = await bench.run('blocker', 'show', 'blk_1');
    expect([code, bench.got.map(({ method, path, body }) => [method, path, body])]).toEqual([0, [['GET', '/v1/blockers/blk_1', '']]]);
    expect(out).toMatch(/^owner +maya$/m);
    await bench.stop();
  });
});
