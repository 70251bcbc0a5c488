import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ZodObject } from 'zod';
import { NC_GROUP } from '../../../cli/commands/nonconformities.ts';
import { nonconformityText } from '../../../cli/show-nonconformity.ts';
import { NONCONFORMITY_OPERATIONS } from '../../../contracts/api/nonconformities.ts';
import type { OperationId } from '../../../contracts/routes.ts';
import { nonconformityView } from '../../../domain/nonconformity-closure/view.ts';
import { Story } from '../../support/nonconformity.ts';
import { type Bench, makeBench } from './bench.ts';

type NcOperation = keyof typeof NONCONFORMITY_OPERATIONS & OperationId;

/** Each operation's command, and of its fields those that are said otherwise than by a flag: where. */
const COMMANDS: Readonly<Record<NcOperation, readonly [command: string, otherwise?: Readonly<Record<string, string>>]>> = {
  raiseNonconformity: ['raise'],
  importNonconformities: ['import'],
  listNonconformities: ['list', { cursor: 'its pages are followed', format: '--csv' }],
  listAlikeNonconformities: ['alike'],
  listNearMissPatterns: ['near-misses'],
  getNonconformity: ['show'],
  classifyNonconformity: ['classify'],
  promoteNearMiss: ['promote'],
  recordCorrection: ['correct'],
  recordRootCause: ['root-cause', { '*': 'an analysis is written in a file' }],
  submitActionPlan: ['plan', { '*': 'a plan is written in a file' }],
  approveActionPlan: ['approve-plan', { plan_digest: '--digest' }],
  returnActionPlan: ['return-plan'],
  verifyAction: ['verify', { action_id: 'ACTION', accepted: 'WORD' }],
  checkEffect: ['check-effect'],
  requestExtension: ['extend'],
  decideExtension: ['decide-extension', { obligation_id: 'OBLIGATION', granted: 'WORD' }],
  rejectNonconformity: ['reject'],
  cancelNonconformity: ['cancel'],
  mergeNonconformity: ['merge'],
  acceptNonconformityRisk: ['accept-risk'],
  reopenNonconformity: ['reopen'],
  disputeFinding: ['dispute'],
  declineProposal: ['decline'],
  decideDispute: ['decide-dispute', { upheld: 'WORD' }],
  decideRecurrence: ['decide-recurrence', { of: 'EARLIER', confirmed: 'WORD' }],
  recordCost: ['record-cost'],
};

/** What may be said to an operation: the members of its body, or of its query. */
function membersOf(operation: NcOperation): string[] {
  const { body, query } = NONCONFORMITY_OPERATIONS[operation] as { body?: unknown; query?: ZodObject };
  return Object.keys((typeof body === 'object' ? (body as ZodObject) : query)?.shape ?? {});
}

describe('gatehouse nc and what the API takes', () => {
  it.each(Object.entries(COMMANDS))('%s: everything that it takes can be said', (operation, [name, otherwise = {}]) => {
    const command = NC_GROUP.commands.find((each) => each.name === name)!;
    const said = (command.options ?? []).flatMap(({ field, flags }) => [field, /--([a-z-]+)/.exec(flags)?.[1]]);
    const members = membersOf(operation as NcOperation);
    expect('*' in otherwise ? [] : members.filter((member) => !said.includes(member) && !(member in otherwise))).toEqual([]);
  });

  it('names every operation', () => expect(Object.keys(COMMANDS).sort()).toEqual(Object.keys(NONCONFORMITY_OPERATIONS).sort()));
});

describe('gatehouse nc list', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench();
  });
  beforeEach(() => {
    bench.got.length = 0;
    bench.answer = () => ({ body: { items: [], next_cursor: null } });
  });
  afterAll(() => bench.stop());

  it('narrows by every filter, and of yes or no says which', async () => {
    const ran = await bench.run('nc', 'list', '--open', '--near-miss', 'false', '--severity', 'high', '--control', 'A.6.2.4');
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect([...new URL(bench.got[0]!.path, bench.url).searchParams]).toEqual(expect.arrayContaining([['open', 'true'], ['near_miss', 'false'], ['severity', 'high'], ['control', 'A.6.2.4']]));
  });

  it('prints the whole list as CSV and nothing else, or writes it to a file', async () => {
    bench.answer = () => ({ type: 'text/csv', body: 'id,state\nnc_1,raised\n' });
    expect(await bench.run('nc', 'list', '--class', 'major', '--csv')).toEqual({ code: 0, err: '', out: 'id,state\nnc_1,raised\n' });
    expect(bench.got[0]!.path).toBe('/v1/nonconformities?class=major&format=csv');
    const out = join(bench.folder, 'list.csv');
    expect((await bench.run('nc', 'list', '--csv', '--out', out)).out).toContain('21 bytes');
    expect(readFileSync(out, 'utf8')).toBe('id,state\nnc_1,raised\n');
  });

  // each row: options that do not go together, and what is said of it
  it.each([
    [['--out', 'x.csv'], '--out goes with --csv'],
    [['--csv', '--json'], 'give one of them'],
  ])('refuses %j', async (options, why) => {
    const ran = await bench.run('nc', 'list', ...options);
    expect([ran.code, ran.err, bench.got]).toEqual([2, expect.stringContaining(why), []]);
  });
});

describe('gatehouse nc classify and raise', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench();
    bench.answer = ({ path }) => ({ status: path === '/v1/nonconformities' ? 201 : 200, body: { id: 'nc_1', state: 'classified', rev: 2 } });
  });
  afterAll(() => bench.stop());
  const sent = () => JSON.parse(bench.got.at(-1)!.body) as unknown;

  it('say severity, requirement, extent and that the risk is judged anew', async () => {
    const ran = await bench.run('nc', 'classify', 'nc_1', '--class', 'major', '--owner', 'mira', '--accountable', 'bruno', '--severity', 'high', '--requirement', 'legal', '--systems', 'sys_1', 'sys_2', '--reassess-risk', '--reason', 'By the table.');
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(sent()).toEqual({ class: 'major', owner: 'mira', accountable: 'bruno', severity: 'high', requirement: 'legal', systems: ['sys_1', 'sys_2'], reassess_risk: true, reason: 'By the table.' });
  });

  it('raise without a file', async () => {
    const ran = await bench.run('nc', 'raise', '--title', 'No minutes', '--description', 'Since May', '--source', 'audit', '--unit', 'claims', '--clauses', '9.2', '9.3', '--deadline', '2026-12-24', '--near-miss');
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(sent()).toEqual({ title: 'No minutes', description: 'Since May', source: 'audit', unit: 'claims', clauses: ['9.2', '9.3'], deadline: expect.stringMatching(/^2026-12-2\dT/), near_miss: true });
  });
});

describe('gatehouse nc show', () => {
  const shown = (story: Story): string => nonconformityText(nonconformityView(story.state, { ...story.facts, now: story.now }));
  const extent = (text: string) => /^extent +(.*)$/m.exec(text)?.[1];

  // each row: what the finding is about, and the extent in words
  it.each([
    ['a unit as a whole', { system_id: undefined, unit: 'claims' }, 'the unit claims'],
    ['the whole organisation', { system_id: undefined }, 'the whole organisation'],
    ['systems only', {}, 'sys_00000000000000000000000001'],
  ])('says that it reaches %s', (_what, about, words) => expect(extent(shown(new Story().raised(about)))).toBe(words));

  it('names what a halt holds in the same words', () => {
    const text = shown(new Story({ system: null }).raised({ system_id: undefined }).classified());
    expect(text).toMatch(/nonconformity +the whole organisation/);
  });
});
