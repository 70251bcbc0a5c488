import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, makeBench, problem, runHere } from './bench.ts';

const CASE = { id: 'dep_1', kind: 'deployment', rev: 3, state: 'in_review', title: 'A case', system_id: 'sys_1', tier: 'low', package_digest: `sha256:${'a'.repeat(64)}`, lanes: [], blockers: [], obligations: [] };

describe('the exit code of a command line', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench();
  });
  beforeEach(() => {
    bench.got.length = 0;
  });
  afterAll(() => bench.stop());

  it('is 0 when it is done, and the answer stands on standard output alone', async () => {
    bench.answer = () => ({ body: { kind: 'person', id: 'devon' } });
    expect(await bench.run('whoami')).toEqual({ code: 0, out: 'kind  person\nid    devon\n', err: '' });
    expect(await bench.run('whoami', '--json')).toEqual({ code: 0, out: `${JSON.stringify({ kind: 'person', id: 'devon' }, null, 2)}\n`, err: '' });
  });

  it('is 1 when it is refused, and standard error says why, where, and who may', async () => {
    const file = bench.file('system.yaml', 'name: X\nowner: 42\n');
    bench.answer = () => problem(422, 'invalid', { errors: [{ pointer: '/owner', detail: 'write a name' }], may: ['maya', 'viktor'], blockers: [{ title: 'Freeze', kind: 'pause_order', owner: 'maya', link: '/v1/x' }] });
    const ran = await bench.run('system', 'add', '-f', file);
    expect(ran).toEqual({ code: 1, out: '', err: ['invalid: because of invalid', '  system.yaml:2:1 /owner: write a name', '  who may: maya, viktor', '  held by: Freeze (pause_order, owner maya, /v1/x)', ''].join('\n') });
  });

  it('is 1 with the problem as JSON under --json', async () => {
    bench.answer = () => problem(409, 'blocked');
    const ran = await bench.run('permit', 'issue', 'dep_1', '--json');
    expect([ran.code, ran.out, JSON.parse(ran.err)]).toEqual([1, '', problem(409, 'blocked').body]);
  });

  it('is 1 with a way to sign in when nobody is signed in', async () => {
    bench.answer = () => problem(401, 'not_authenticated');
    const ran = await runHere(['whoami'], { GATEHOUSE_API: bench.url });
    expect([ran.code, ran.err]).toEqual([1, 'nobody is signed in; run "gatehouse login", set GATEHOUSE_TOKEN, or with an embedded start say who you are: --as PERSON\n']);
  });

  it('is 3 when nothing answers, with what to do in one line', async () => {
    const ran = await runHere(['whoami'], { GATEHOUSE_API: 'http://127.0.0.1:9' });
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/^nothing answers at http:\/\/127\.0\.0\.1:9 \(.+\); start it with "gatehouse start", or name it with GATEHOUSE_API\n$/);
  });

  it.each([
    ['says that it is not answering now', problem(503, 'unavailable'), /unavailable/],
    ['is no Gatehouse API at all', { status: 502, body: '<html>' }, /answered 502 without a reason/],
    ['answers something else than the contract', { body: { kind: 3 } }, /something else than its contract/],
  ])('is 3 when what answers %s', async (_, answer, said) => {
    bench.answer = () => answer;
    const ran = await bench.run('whoami');
    expect([ran.code, ran.out]).toEqual([3, '']);
    expect(ran.err).toMatch(said);
  });

  it('is 4 when time is up, and says how the case stands', async () => {
    bench.answer = () => ({ body: CASE });
    const ran = await bench.run('deploy', 'wait', 'dep_1', '--timeout', '1s');
    expect([ran.code, ran.err]).toEqual([4, 'dep_1 is in_review\ndep_1 is still in_review; wait longer with --timeout\n']);
  });

  it.each([
    ['approved', 0],
    ['conditionally_approved', 0],
    ['rejected', 1],
    ['withdrawn', 1],
  ])('of "deploy wait" on a case that becomes %s is %d', async (state, code) => {
    bench.answer = () => ({ body: { ...CASE, state: bench.got.length > 1 ? state : 'in_review' } });
    expect((await bench.run('deploy', 'wait', 'dep_1', '--timeout', '20s')).code).toBe(code);
  });

  it('of "deploy wait" outlives an API that is starting again', async () => {
    bench.answer = () => (bench.got.length === 2 ? problem(503, 'unavailable') : { body: { ...CASE, state: bench.got.length > 2 ? 'approved' : 'in_review' } });
    expect((await bench.run('deploy', 'wait', 'dep_1', '--timeout', '20s')).code).toBe(0);
  });

  it('is 0 for help and version', async () => {
    expect(await runHere(['--version'])).toEqual({ code: 0, out: '0.0.0\n', err: '' });
    const help = await runHere(['deploy', 'revise', '--help']);
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toContain('--version-id <VERSION>');
  });
});
