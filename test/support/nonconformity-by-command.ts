import { expect } from '@jest/globals';

type Json = Record<string, unknown>;
type Run = (person: string, ...argv: readonly string[]) => Promise<Json>;

/** The command line as a test has it: what is done, what is refused, the open obligation of a kind, and a file to hand in. */
export interface CommandLine {
  readonly does: Run;
  readonly refused: Run;
  readonly open: (id: string, kind: string) => Promise<string>;
  readonly document: (name: string) => string;
}

const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

const raised = async ({ does }: CommandLine, ...set: readonly string[]): Promise<string> =>
  (await does('devon', 'nc', 'raise', '-f', 'nonconformity.yaml', '--set', 'class=minor', ...set))['id'] as string;
async function minor(line: CommandLine, ...set: readonly string[]): Promise<string> {
  const id = await raised(line, ...set);
  await line.does('noor', 'nc', 'classify', id, '--class', 'minor', '--owner', 'mira', '--reason', 'An isolated lapse.');
  // what monitoring found asks for the risk to be judged anew
  await line.does('renate', 'obligation', 'complete', await line.open(id, 'risk_reassessment'), '--comment', 'It is as it was.');
  return id;
}
const corrected = ({ does }: CommandLine, id: string) => does('mira', 'nc', 'correct', id, '--correction', 'The alert is on.', '--consequences', 'None was missed.');

/** From the finding to the wait for its effect, by commands alone. */
export async function closesByCommands(line: CommandLine): Promise<void> {
  const { does, refused, open, document } = line;
  const alike = ['nc', 'alike', '--title', 'Drift alerts of claims triage were switched off'];
  expect((await does('devon', ...alike))['items']).toEqual([]);
  const id = await minor(line);
  expect((await does('devon', ...alike))['items']).toMatchObject([{ id }]);
  await does('mira', 'nc', 'dispute', id, '--reason', 'It was planned.');
  expect(await does('rafael', 'nc', 'decide-dispute', id, 'dismiss', '--reason', 'Nobody approved it.')).toMatchObject({ upheld: false });
  await corrected(line, id);
  await does('mira', 'nc', 'root-cause', id, '-f', 'root-cause.yaml');
  const action = { key: 'owners', type: 'control_change', title: 'Ask for an owner', owner: 'devon', verifier: 'theo', due_at: inDays(20), evidence_spec: 'A refused rule' };
  const plan = () => does('mira', 'nc', 'plan', id, '-f', 'nc-plan.yaml', '--set', `actions=${JSON.stringify([action])}`);
  await plan();
  await does('maya', 'nc', 'return-plan', id, '--reason', 'Name the tool.');
  await plan();
  await does('maya', 'nc', 'approve-plan', id, '--comment', 'Sound.');
  const owed = await open(id, 'corrective_action');
  await does('devon', 'nc', 'extend', id, '--obligation', owed, '--until', inDays(30), '--reason', 'The tool is late.', '--interim-control', 'A look every morning.');
  await does('tilda', 'nc', 'decide-extension', id, owed, 'grant', '--reason', 'Seen.');
  await does('devon', 'evidence', 'add', document('limitations.md'), '--to', owed, '--comment', 'The refused rule.');
  // the returned plan's action is there too, dropped
  const { action_id } = ((await does('devon', 'nc', 'show', id))['actions'] as Json[]).find(({ state }) => state === 'handed_in')!;
  expect(await does('theo', 'nc', 'verify', id, action_id as string, 'accept', '--comment', 'Tried it.')).toMatchObject({ state: 'effectiveness_wait' });
  expect(await refused('rohan', 'nc', 'check-effect', id, '--verdict', 'effective', '--measured', 'None.', '--comment', 'Early.')).toMatchObject({ code: 'not_due' });
  await does('mira', 'nc', 'record-cost', id, '--kind', 'internal_failure', '--amount', '400', '--currency', 'EUR');
  const narrow = ['--class', 'minor', '--open', '--near-miss', 'false', '--severity', 'high', '--unit', 'claims', '--control', 'A.6.2.6', '--cause-class', 'missing_control', '--source', 'monitoring', '--owner', 'mira'];
  expect((await does('yann', 'nc', 'list', ...narrow))['items']).toMatchObject([{ id, state: 'effectiveness_wait' }]);
  expect((await does('yann', 'nc', 'list', ...narrow.with(2, '--overdue')))['items']).toEqual([]);
}

/** The branches of a nonconformity, and a file of findings. */
export async function branchesByCommands(line: CommandLine): Promise<void> {
  const { does } = line;
  const [{ id: earlier } = {}] = (await does('yann', 'nc', 'list'))['items'] as Json[];
  const again = await raised(line);
  await does('noor', 'nc', 'decide-recurrence', again, earlier as string, 'deny', '--reason', 'Another rule.');
  await does('noor', 'nc', 'reject', again, '--reason', 'It is none.');
  expect(await does('maya', 'nc', 'decline', again, '--reason', 'It is one.')).toMatchObject({ state: 'raised' });
  for (const person of ['noor', 'maya']) await does(person, 'nc', 'cancel', again, '--reason', 'The system is gone.');
  expect(await does('noor', 'nc', 'reopen', again, '--because', 'other', '--reason', 'It is back.')).toMatchObject({ id: again });
  const accepted = await minor(line);
  expect(await does('devon', 'nc', 'show', accepted)).toMatchObject({ systems: [], wide: { scope: 'unit', id: 'claims' } });
  await corrected(line, accepted);
  const { recurrence } = (await does('devon', 'nc', 'show', accepted)) as { recurrence: readonly { id: string }[] };
  for (const { id } of recurrence) await does('noor', 'nc', 'decide-recurrence', accepted, id, 'deny', '--reason', 'Another rule.');
  expect(await does('rafael', 'nc', 'accept-risk', accepted, '--until', inDays(30), '--compensating-control', 'A look every morning.', '--reason', 'Small.')).toMatchObject({ state: 'risk_accepted' });
  const near = await raised(line, 'near_miss=true', 'title=Test data was almost used for training', 'controls=["A.7.3"]', 'clauses=[]');
  expect((await does('yann', 'nc', 'near-misses'))['items']).toMatchObject([{ by: 'control', key: 'A.7.3', count: 1, ids: [near] }]);
  expect(await does('noor', 'nc', 'promote', near, '--reason', 'It could have.')).toMatchObject({ state: 'raised' });
  const into = await minor(line, 'title=Test data was nearly used for training', 'controls=["A.7.3"]', 'clauses=[]');
  expect(await does('noor', 'nc', 'merge', near, '--into', into, '--reason', 'The same.')).toMatchObject({ state: 'merged' });
  const said = (await does('devon', 'nc', 'raise', '--title', 'Suppliers are not reviewed', '--description', 'None since May.', '--source', 'audit', '--clauses', '8.1'))['id'] as string;
  await does('noor', 'nc', 'classify', said, '--class', 'minor', '--owner', 'mira', '--accountable', 'tilda', '--severity', 'low', '--requirement', 'clause', '--reassess-risk', '--reason', 'By the table.');
  expect(await does('devon', 'nc', 'show', said)).toMatchObject({ severity: 'low', requirement: 'clause', accountable: 'tilda', wide: { scope: 'organisation' } });
  const first = await does('noor', 'nc', 'import', 'audit-findings.csv');
  expect(await does('noor', 'nc', 'import', 'audit-findings.csv')).toEqual(first);
  expect(((await does('bruno', 'board', '--owner', 'mira'))['items'] as Json[]).map(({ case_id }) => case_id as string)).toContain(into);
  await does('ada', 'ticket', 'retry');
}
