import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../config.ts';
import { type Bench, makeBench, problem } from './bench.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const ACCEPTED = { body: { id: 'nc_1', state: 'classified', rev: 2 } };

let bench: Bench;
beforeAll(async () => {
  bench = await makeBench();
});
beforeEach(() => {
  bench.got.length = 0;
  bench.answer = () => ACCEPTED;
});
afterAll(() => bench.stop());
const last = () => {
  const { method, path, body } = bench.got.at(-1)!;
  return [method, path, JSON.parse(body)];
};

describe('gatehouse nc', () => {
  it.each([
    ['classify', ['classify', 'nc_1', '--class', 'minor', '--owner', 'mira', '--reason', 'Isolated.'], { class: 'minor', owner: 'mira', reason: 'Isolated.' }],
    ['correct', ['correct', 'nc_1', '--correction', 'Switched on.', '--consequences', 'None.', '--evidence', DIGEST], { correction: 'Switched on.', consequences: 'None.', evidence: [DIGEST] }],
    ['verify', ['verify', 'nc_1', 'act_1', 'accept', '--comment', 'Seen.'], { action_id: 'act_1', accepted: true, comment: 'Seen.' }],
    ['verify', ['verify', 'nc_1', 'act_1', 'return', '--comment', 'Too little.'], { action_id: 'act_1', accepted: false, comment: 'Too little.' }],
    ['check-effect', ['check-effect', 'nc_1', '--verdict', 'effective', '--measured', '0 of 30', '--sample-size', '30', '--comment', 'Good.'], { verdict: 'effective', measured: '0 of 30', sample_size: 30, comment: 'Good.' }],
    ['extend', ['extend', 'nc_1', '--obligation', 'obl_1', '--until', '2026-12-24', '--reason', 'Vendor is late.', '--interim-control', 'By hand.'], { obligation_id: 'obl_1', until: expect.stringMatching(/^2026-12-2\dT/), reason: 'Vendor is late.', interim_control: 'By hand.' }],
    ['decide-extension', ['decide-extension', 'nc_1', 'obl_1', 'refuse', '--reason', 'No.'], { obligation_id: 'obl_1', granted: false, reason: 'No.' }],
    ['decide-dispute', ['decide-dispute', 'nc_1', 'dismiss', '--reason', 'It stands.'], { upheld: false, reason: 'It stands.' }],
    ['decide-recurrence', ['decide-recurrence', 'nc_2', 'nc_1', 'confirm', '--reason', 'Again.'], { of: 'nc_1', confirmed: true, reason: 'Again.' }],
    ['merge', ['merge', 'nc_1', '--into', 'nc_2', '--reason', 'Same cause.'], { into: 'nc_2', reason: 'Same cause.' }],
    ['accept-risk', ['accept-risk', 'nc_1', '--until', '2026-12-24T00:00:00Z', '--compensating-control', 'Watched.', '--reason', 'Small.'], { until: '2026-12-24T00:00:00.000Z', compensating_control: 'Watched.', reason: 'Small.' }],
    ['record-cost', ['record-cost', 'nc_1', '--kind', 'appraisal', '--amount', '120.5', '--currency', 'EUR'], { kind: 'appraisal', amount: 120.5, currency: 'EUR' }],
  ])('%s says what was written', async (command, argv, body) => {
    const ran = await bench.run('nc', ...argv);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(last()).toEqual(['POST', `/v1/nonconformities/${argv[1]}/${command}`, body]);
  });

  it('names the words of a decision when another one is written', async () => {
    const ran = await bench.run('nc', 'verify', 'nc_1', 'act_1', 'fine', '--comment', 'x');
    expect([ran.code, ran.err, bench.got]).toEqual([2, expect.stringContaining('write accept or return'), []]);
  });

  it('approves the plan that it shows, or the one that was pinned', async () => {
    const action = { action_id: 'act_1', key: 'owners', title: 'Ask for an owner', owner: 'devon', verifier: 'theo', state: 'waiting', due_now: '2026-12-11T16:00:00.000Z', obligation_id: null };
    const view = { id: 'nc_1', kind: 'nonconformity', rev: 4, state: 'plan_review', extension_requested: false, title: 'No alerts', class: 'major', systems: [], cycle: 1, owner: 'mira', steps: [], plans: [{ number: 1, plan_digest: DIGEST, state: 'submitted' }], actions: [action], blockers: [], obligations: [] };
    bench.answer = ({ method }) => (method === 'GET' ? { body: view } : ACCEPTED);
    const ran = await bench.run('nc', 'approve-plan', 'nc_1');
    expect(last()).toEqual(['POST', '/v1/nonconformities/nc_1/approve-plan', { plan_digest: DIGEST }]);
    expect(ran.err).toMatch(/approving +plan 1 of No alerts \(nc_1\)[\s\S]*Ask for an owner \(devon, by .*verified by theo\)/);
    const pinned = `sha256:${'b'.repeat(64)}`;
    await bench.run('nc', 'approve-plan', 'nc_1', '--digest', pinned, '--comment', 'Good.');
    expect(last()[2]).toEqual({ plan_digest: pinned, comment: 'Good.' });
  });

  it('lists by filters, with and without a value', async () => {
    bench.answer = () => ({ body: { items: [], next_cursor: null } });
    await bench.run('nc', 'list', '--class', 'major', '--cause-class', 'missing_control', '--overdue');
    expect(bench.got[0]!.path).toBe('/v1/nonconformities?class=major&cause_class=missing_control&overdue=true&limit=100');
  });
});

describe('gatehouse nc import', () => {
  const RAISED = { status: 201, body: { raised: 2, on_record_before: 1, warning: 'Perhaps the file was imported already.', items: [
    { line: 2, id: 'nc_1', title: 'No validation', state: 'raised', alike: [{ id: 'nc_0', by: ['text'], score: 0.4, title: 'No validation', state: 'classified', class: 'minor', line: null }], before: 'nc_0' },
    { line: 3, id: 'nc_2', title: 'No validations', state: 'raised', alike: [{ id: 'nc_1', by: ['text', 'control'], score: 0.6, title: 'No validation', state: 'raised', class: null, line: 2 }], before: null },
  ] } };

  it('sends the file as it is, under a key that the same file has again', async () => {
    bench.answer = () => RAISED;
    const path = join(packageRoot(), 'examples/requests/audit-findings.csv');
    const ran = [await bench.run('nc', 'import', path), await bench.run('nc', 'import', path), await bench.run('nc', 'import', path, '--key', 'again')];
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(bench.got[0]).toMatchObject({ method: 'POST', path: '/v1/nonconformities/import?format=csv', body: readFileSync(path, 'utf8') });
    const [first, second, third] = bench.got.map(({ headers }) => headers['idempotency-key']);
    expect([first, second, third]).toEqual([expect.stringMatching(/^findings-[0-9a-f]{64}$/), first, 'again']);
    expect(ran[0]!.out).toMatch(/LINE +CASE +STATE +MAY BE THE SAME AS\n2 +nc_1 +raised +nc_0 No validation \(text\)\n3 +nc_2 +raised +line 2 No validation \(text, control\)\n\nPerhaps the file was imported already\./);
  });

  it('says which line is at fault', async () => {
    const detail = 'line 3: deadline: "soon" is not allowed; must be an RFC 3339 instant';
    bench.answer = () => problem(422, 'invalid', { detail: `nothing was raised, the file has one fault: ${detail}`, errors: [{ pointer: '/1/deadline', detail }] });
    const ran = await bench.run('nc', 'import', bench.file('findings.json', '[]'));
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining(detail)]);
    expect(bench.got[0]!.path).toBe('/v1/nonconformities/import?format=json');
  });

  it('asks what a file is whose name does not say it', async () => {
    const ran = await bench.run('nc', 'import', bench.file('findings.xlsx', 'x'));
    expect([ran.code, ran.err, bench.got]).toEqual([2, expect.stringContaining('--format csv or json'), []]);
  });
});
