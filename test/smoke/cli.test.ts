import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyPermitToken, type PublicJwks } from '../../api/permit-token.ts';
import { GROUPS } from '../../cli/groups.ts';
import { packageRoot } from '../../config.ts';
import { writeExampleModel } from '../../examples/model/write.ts';
import { OPERATION_IDS } from '../../contracts/routes.ts';
import { CLI, type House, startHouse } from '../../scripts/demo/house.ts';
import { branchesByCommands, closesByCommands } from '../support/nonconformity-by-command.ts';
import { type Ran, runHere } from '../unit/cli/bench.ts';

// The real processes with the shipped policy, whose times are days: nothing falls due while this runs.
type Json = Record<string, unknown>;
const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

/** Why a command is not run here under --json. */
const NOT_HERE: Readonly<Record<string, string>> = {
  start: 'it runs until it is stopped; test/smoke/start.test.ts',
  login: 'it waits for a person in a browser; test/unit/identity/device.test.ts',
  logout: 'it ends what login began; test/unit/identity/device.test.ts',
  bounce: 'it reads a mail from a pipe; test/unit/cli/bounce.test.ts',
  'token bootstrap': 'it is for a database of its own; test/unit/cli/bootstrap.test.ts',
};

describe('the command line over real processes', () => {
  let folder: string;
  let house: House;
  const ran = new Set<string>();
  const files = new Set<string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gh-cli-'));
    chmodSync(folder, 0o711);
    cpSync(join(packageRoot(), 'examples', 'requests'), folder, { recursive: true });
    await writeExampleModel(join(folder, 'my-model'), Math.floor(Math.random() * 2 ** 32));
    house = await startHouse(join(folder, 'data'), undefined, () => undefined);
  }, 600_000);
  afterAll(async () => {
    await house?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const tools = { verifyToken: (token: string, keys: unknown, now: string) => verifyPermitToken(token, keys as PublicJwks, now) };
  /** Runs it in this process, as a person, with --json; files of the examples are named without their folder. */
  const run = async (person: string, ...argv: string[]): Promise<Ran> => {
    const [first = '', second = ''] = argv;
    ran.add(GROUPS.some(({ name }) => name === first) ? `${first} ${second}` : first);
    for (const word of argv) if (/^[\w-]+\.(yaml|csv)$/.test(word)) files.add(word);
    const words = argv.map((word) => (/^[\w-]+\.(yaml|csv|pem|json)$/.test(word) ? join(folder, word) : word));
    return runHere([...words, '--json', '--as', person], house.env, tools);
  };
  /** It is done, and the answer is JSON. */
  const does = async (person: string, ...argv: string[]): Promise<Json> => {
    const { code, out, err } = await run(person, ...argv);
    expect({ argv, code, why: code === 0 ? null : err }).toEqual({ argv, code: 0, why: null });
    return JSON.parse(out) as Json;
  };
  /** It is refused, and the reason is JSON on standard error. */
  const refused = async (person: string, ...argv: string[]): Promise<Json> => {
    const { code, out, err } = await run(person, ...argv);
    expect({ argv, code, out }).toMatchObject({ code: 1, out: '' });
    return JSON.parse(err) as Json;
  };
  /** The program itself. */
  const spawned = (...argv: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      execFile(process.execPath, [CLI, ...argv], { env: { ...house.env } }, (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }));
    });
  const document = (name: string): string => join(folder, 'my-model', name);
  const system: Json = {};
  let medium = '';

  const lane = async (id: string, name: string): Promise<string> => ((await does('devon', 'deploy', 'show', id))['lanes'] as Json[]).find((each) => each['lane'] === name)!['obligation_id'] as string;
  const request = async (of: string, version: string): Promise<string> => (await does('mira', 'deploy', 'request', '-f', 'deployment-request.yaml', '--set', `system_id=${of}`, `version_id=${version}`))['id'] as string;
  const reviewed = async (id: string): Promise<void> => {
    for (let state = ''; state !== 'in_review'; state = (await does('devon', 'deploy', 'show', id))['state'] as string) expect(state).not.toBe('blocked');
  };
  const open = async (id: string, kind: string): Promise<string> => ((await does('devon', 'obligation', 'list', '--case', id, '--kind', kind))['items'] as Json[])[0]!['id'] as string;

  it('exits as it promises: 0, 1, 2, 3 and 4', async () => {
    expect(await spawned('whoami', '--as', 'devon')).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^id +devon$/m) });
    expect(await spawned('whoami')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('nobody is signed in') });
    expect(await spawned('whoami', '--as', 'nobody')).toMatchObject({ code: 2, out: '' });
    expect(await spawned('whoami', '--api', 'http://127.0.0.1:9')).toMatchObject({ code: 3, out: '', err: expect.stringContaining('gatehouse start') });
  });

  it('registers systems and versions from the examples', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(join(folder, 'signing-key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const keys = JSON.stringify([publicKey.export({ type: 'spki', format: 'pem' })]);
    for (const tier of ['low', 'medium', 'high']) {
      system[tier] = (await does('devon', 'system', 'add', '-f', `system-${tier}.yaml`, ...(tier === 'high' ? ['--set', `signing_keys=${keys}`] : [])))['id'];
      const signs = tier === 'high' ? ['--sign-with', 'signing-key.pem'] : [];
      system[`${tier} version`] = (await does('devon', 'version', 'add', system[tier] as string, '-f', 'version.yaml', ...signs))['version_id'];
    }
    expect((await does('devon', 'system', 'list'))['items']).toHaveLength(3);
    expect(await does('mira', 'system', 'change', system['low'] as string, '--set', 'stage=operation')).toMatchObject({ id: system['low'] });
    expect(await does('devon', 'system', 'show', system['low'] as string)).toMatchObject({ stage: 'operation' });
    expect((await does('devon', 'version', 'list', system['high'] as string))['items']).toHaveLength(1);
    expect((await does('devon', 'system', 'blockers', system['high'] as string))['items']).toEqual([]);
  });

  it('names the line of the request that the API refuses', async () => {
    const { code, err } = await runHere(['system', 'add', '-f', join(folder, 'system-low.yaml'), '--set', 'unit=none such', '--as', 'devon'], house.env);
    expect(code).toBe(1);
    expect(err).toMatch(/^ {2}system-low\.yaml:\d+:1 \/unit: /m);
  });

  it('asks for a deployment, and waits for it', async () => {
    medium = await request(system['medium'] as string, system['medium version'] as string);
    await reviewed(medium);
    expect((await does('devon', 'deploy', 'list', '--system', system['medium'] as string))['items']).toHaveLength(1);
    const waited = await run('devon', 'deploy', 'wait', medium, '--timeout', '1s');
    expect([waited.code, waited.out, JSON.parse(waited.err)]).toEqual([4, '', { code: 'timed_out', detail: expect.stringContaining('is still in_review') }]);
    expect(await does('devon', 'ticket', 'list', medium)).toMatchObject({ items: [] });
    expect((await does('devon', 'case', 'list', '--kind', 'deployment'))['items']).toHaveLength(1);
    expect(((await does('devon', 'case', 'events', medium))['items'] as Json[])[0]).toMatchObject({ type: 'deployment.submitted' });
    expect(await does('devon', 'case', 'show', medium, '--as-of', new Date().toISOString())).toMatchObject({ id: medium, state: 'in_review' });
    expect((await does('devon', 'case', 'deliveries', medium))['items']).not.toEqual([]);
    expect((await does('theo', 'inbox'))['items']).toMatchObject([{ case_id: medium, kind: 'sign_off' }]);
  });

  it('asks of obligations what may be asked', async () => {
    const risk = await lane(medium, 'risk');
    expect(await does('devon', 'obligation', 'show', risk)).toMatchObject({ id: risk, state: 'open' });
    await does('ruth', 'obligation', 'acknowledge', risk);
    await does('ruth', 'obligation', 'snooze', risk, '--for', 'PT1H', '--reason', 'In a hearing.');
    await does('maya', 'obligation', 'nudge', risk);
    await does('maya', 'obligation', 'extend', risk, '--until', inDays(30), '--reason', 'The holidays.');
    expect(await refused('maya', 'obligation', 'reassign', risk, '--to', 'rohan', '--reason', 'Ruth is away.')).toMatchObject({ code: 'wrong_state' });
    await does('ruth', 'deploy', 'ask', risk, '--question', 'Which months are in the data?');
    await does('mira', 'deploy', 'answer', await open(medium, 'answer'), '--answer', 'January to June.');
  });

  it('votes with conditions, and sees evidence to them', async () => {
    await does('lena', 'vote', await lane(medium, 'legal'), 'approve-with-conditions', '-f', 'vote-with-conditions.yaml');
    for (const [person, name] of [['ruth', 'risk'], ['theo', 'technical'], ['bela', 'business']] as const) await does(person, 'vote', await lane(medium, name), 'approve', '--reason', 'Reviewed.');
    expect(await does('devon', 'deploy', 'wait', medium)).toMatchObject({ state: 'conditionally_approved' });
    const condition = await open(medium, 'condition');
    expect(await does('devon', 'evidence', 'add', document('limitations.md'), '--to', condition, '--comment', 'The alert, tested.')).toMatchObject({ stored: [{ name: 'limitations.md' }] });
    await does('lena', 'obligation', 'return', await open(medium, 'condition_review'), '--reason', 'Show the test.');
    const stored = await does('devon', 'evidence', 'add', document('datasheet.md'));
    const { sha256 } = (stored['stored'] as Json[])[0]!;
    await does('devon', 'obligation', 'complete', condition, '--evidence', sha256 as string, '--comment', 'The test.');
    await does('lena', 'obligation', 'accept', await open(medium, 'condition_review'));
    const copy = join(folder, 'copy.md');
    await does('devon', 'evidence', 'get', sha256 as string, '--out', copy);
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(document('datasheet.md'), 'utf8'));
  });

  it('holds a permit by a pause order, waives it, releases it, and takes a permit through', async () => {
    const raised = await does('maya', 'blocker', 'raise', '-f', 'pause-order.yaml');
    const blocker = raised['blocker_id'] as string;
    expect(await refused('devon', 'permit', 'issue', medium)).toMatchObject({ code: 'blocked', status: 409, blockers: [{ id: blocker }] });
    expect((await does('devon', 'blocker', 'list'))['items']).toMatchObject([{ id: blocker }]);
    expect(await does('devon', 'blocker', 'show', blocker)).toMatchObject({ id: blocker, holding: true, link: `/v1/blockers/${blocker}` });
    await does('viktor', 'blocker', 'waive', blocker, '-f', 'waiver.yaml', '--until', inDays(5), '--system', system['medium'] as string);
    const { token } = await does('devon', 'permit', 'issue', medium);
    await does('maya', 'blocker', 'release', blocker, '--reason', 'It is January.');
    const good = ['--file', `weights=${document('model.safetensors')}`, `prompt_config=${document('model-config.json')}`, `dataset=${document('applications.csv')}`, '--digest', 'code=git:4b825dc642cb6eb9a060e54bf8d69288fbee4904'];
    expect(await does('devon', 'permit', 'verify', token as string, ...good)).toMatchObject({ valid: true, unchecked: [] });
    writeFileSync(join(folder, 'keys.json'), JSON.stringify(await does('devon', 'call', 'getKeys')));
    expect(await does('devon', 'permit', 'verify', token as string, '--keys', 'keys.json', '--offline', ...good)).toMatchObject({ valid: true });
    const wrong = ['--file', `weights=${document('applications.csv')}`];
    expect(await refused('devon', 'permit', 'verify', token as string, ...wrong)).toMatchObject({ code: 'digest_mismatch', difference: [{ component: 'weights' }] });
    expect(await refused('devon', 'permit', 'verify', token as string, '--keys', 'keys.json', '--offline', ...wrong)).toMatchObject({ code: 'refused', detail: expect.stringContaining('weights') });
    await does('devon', 'permit', 'use', token as string);
    expect(await refused('devon', 'permit', 'use', token as string)).toMatchObject({ code: 'permit_spent' });
    expect(await does('devon', 'deploy', 'confirm-live', medium, ...good)).toMatchObject({ state: 'live' });
    await does('devon', 'call', 'observeDigests', '-f', 'observed-digests.yaml', '--set', `id=${system['medium'] as string}`);
    await does('maya', 'deploy', 'revoke', medium, '--reason', 'Other weights run.');
    expect(await does('yann', 'deploy', 'record', medium)).toMatchObject({ case_id: medium, decision: { what: 'conditionally_approved' }, ended: { what: 'revoked', reason: 'Other weights run.' } });
    await does('yann', 'deploy', 'record', medium, '--html', '--out', join(folder, 'record.html'));
    expect(readFileSync(join(folder, 'record.html'), 'utf8')).toContain(`<title>Decision ${medium}</title>`);
  });

  it('revises, withdraws, resubmits, sets the tier and overrides a veto', async () => {
    const other = (await does('devon', 'system', 'add', '-f', 'system-medium.yaml'))['id'] as string;
    const first = (await does('devon', 'version', 'add', other, '-f', 'version.yaml'))['version_id'] as string;
    const version = (await does('devon', 'version', 'add', other, '-f', 'version.yaml', '--name', 'next', '--digest', `code=git:${'1'.repeat(40)}`))['version_id'] as string;
    const id = await request(other, first);
    await reviewed(id);
    await does('mira', 'deploy', 'revise', id, '-f', 'revision.yaml', '--version-id', version);
    await does('mira', 'deploy', 'withdraw', id, '--reason', 'Not now.');
    await does('mira', 'deploy', 'resubmit', id, '--reason', 'Now.');
    await reviewed(id);
    expect(await refused('devon', 'deploy', 'consent', id, '--reason', 'It mends it.')).toMatchObject({ code: 'wrong_state' });
    for (const person of ['rafael', 'viktor']) await does(person, 'deploy', 'set-tier', id, '--tier', 'low', '--reason', 'A small change.');
    await does('lena', 'vote', await lane(id, 'legal'), 'reject', '--reason', 'No basis for the new data.');
    for (const person of ['viktor', 'yuki']) await does(person, 'deploy', 'override-veto', id, '--reason', 'The basis was found.');
    expect(await does('devon', 'deploy', 'show', id)).toMatchObject({ lanes: expect.arrayContaining([expect.objectContaining({ lane: 'legal', state: 'overridden' })]) });
  });

  it('takes minutes of a committee', async () => {
    const id = await request(system['high'] as string, system['high version'] as string);
    await reviewed(id);
    const committee = await lane(id, 'committee');
    for (const person of ['maya', 'rosa', 'bruno']) await does(person, 'vote', committee, 'approve', '--reason', 'As discussed.');
    const minutes = ((await does('sabine', 'inbox', '--kind', 'minutes'))['items'] as Json[])[0]?.['id'] as string | undefined;
    await does('sabine', 'obligation', 'minutes', minutes ?? committee, '--minutes', 'Approved by all.');
    expect(((await does('devon', 'deploy', 'show', id))['lanes'] as Json[]).find((each) => each['lane'] === 'committee')).toMatchObject({ state: 'passed' });
  });

  it('keeps risk items, and a blocker until its case is cured', async () => {
    const of = system['low'] as string;
    const risk = (await does('devon', 'risk', 'add', of, '-f', 'risk.yaml'))['risk_id'] as string;
    expect((await does('devon', 'risk', 'list', of))['items']).toMatchObject([{ id: risk, state: 'open' }]);
    await does('viktor', 'risk', 'accept', risk, '--until', inDays(20), '--reason', 'Until the next version.');
    await does('mira', 'risk', 'treat', risk, '--residual', 'low', '--reason', 'Trained with more of them.');
    await does('mira', 'risk', 'close', risk, '--reason', 'Gone.');
    const blocker = (await does('sam', 'blocker', 'raise', '--kind', 'incident', '--system', of, '--title', 'Wrong minutes sent', '--reason', 'It sent drafts.', '--source-case', `inc_${'0'.repeat(26)}`))['blocker_id'] as string;
    await does('sam', 'blocker', 'cure', blocker, '--reason', 'It sends nothing any more.');
  });

  it('knows people, who stands in, and who is away', async () => {
    expect(((await does('devon', 'people', '--role', 'board_risk_committee'))['items'] as Json[]).map(({ id }) => id as string)).toEqual(['beatrix', 'olu']);
    const delegation = (await does('theo', 'delegate', '-f', 'delegation.yaml', '--until', inDays(20)))['delegation_id'] as string;
    expect(((await does('devon', 'delegation', 'list'))['items'] as Json[]).map(({ id }) => id as string)).toContain(delegation);
    await does('theo', 'delegation', 'end', delegation);
    const absence = (await does('bruno', 'absence', 'add', '-f', 'absence.yaml', '--starts', inDays(1), '--until', inDays(9)))['absence_id'] as string;
    expect(((await does('devon', 'absence', 'list'))['items'] as Json[]).map(({ id }) => id as string)).toContain(absence);
    await does('bruno', 'absence', 'end', absence);
  });

  it('takes a nonconformity from the finding to the wait for its effect', () => closesByCommands({ does, refused, open, document }));
  it('takes the branches of a nonconformity, and a file of findings', () => branchesByCommands({ does, refused, open, document }));

  it('makes tokens that may do what their scopes say, and no more', async () => {
    const made = await does('ada', 'call', 'createToken', '-f', 'token.yaml', '--set', `expires_at=${inDays(9)}`);
    const machine = { ...house.env, GATEHOUSE_TOKEN: made['token'] as string };
    expect((await runHere(['deploy', 'show', medium, '--json'], machine)).code).toBe(0);
    expect(JSON.parse((await runHere(['vote', await lane(medium, 'legal'), 'approve', '--json'], machine)).err)).toMatchObject({ code: 'machine_cannot_sign' });
    expect(await refused('devon', 'token', 'create', '--machine', 'ci', '--scope', 'read')).toMatchObject({ code: 'not_permitted' });
    const { id } = await does('ada', 'token', 'create', '--machine', 'ci', '--scope', 'read', 'permits:use', '--on-behalf-of', 'mira', '--expires', inDays(9));
    expect((await does('ada', 'token', 'list'))['items']).toHaveLength(2);
    await does('ada', 'token', 'revoke', id as string);
  });

  it('checks, explains, rehearses, compares, proposes and activates policies', async () => {
    expect(await does('devon', 'policy', 'check')).toMatchObject({ ok: true, problems: [] });
    expect(await does('devon', 'policy', 'explain', '-f', 'would-be-request.yaml')).toMatchObject({ tier: 'medium', vacancies: [] });
    expect(await does('devon', 'policy', 'rehearse', '-f', 'would-be-request.yaml', '--from', '2026-11-23')).toMatchObject({ ends_as: 'lapsed' });
    expect(await does('devon', 'policy', 'schema')).toContain('tiers');
    const dir = join(folder, 'policy');
    cpSync(join(packageRoot(), 'policy'), dir, { recursive: true });
    const thresholds = readFileSync(join(dir, 'thresholds.yaml'), 'utf8');
    writeFileSync(join(dir, 'thresholds.yaml'), thresholds.replace(/^permit_life: \S+/m, 'permit_life: PT12H'));
    expect((await does('devon', 'policy', 'diff', '--dir', dir))['changes']).toMatchObject([{ file: 'thresholds.yaml', key: 'permit_life', after: 'PT12H' }]);
    const { digest } = await does('maya', 'policy', 'propose', '--dir', dir);
    expect(await refused('maya', 'policy', 'activate', digest as string)).toMatchObject({ code: 'second_person_needed' });
    await does('viktor', 'policy', 'activate', digest as string);
    expect(await does('devon', 'policy', 'show', digest as string)).toMatchObject({ digest });
    expect(((await does('devon', 'policy', 'list'))['items'] as Json[])[0]).toMatchObject({ digest, state: 'active' });
    expect((await does('devon', 'policy', 'diff', '--in-flight'))['cases']).toContainEqual(expect.objectContaining({ id: medium }));
    writeFileSync(join(dir, 'lanes.yaml'), readFileSync(join(dir, 'lanes.yaml'), 'utf8').replace('role: risk_member', 'role: risk_membre'));
    const { code, out } = await run('devon', 'policy', 'check', '--dir', dir);
    expect([code, JSON.parse(out)]).toMatchObject([1, { ok: false, problems: expect.arrayContaining([expect.objectContaining({ file: 'lanes.yaml', line: expect.any(Number) })]) }]);
  });

  it('looks after the service: late, ledger, doctor, restored database, every operation', async () => {
    expect((await does('devon', 'watch'))['items']).toEqual([]);
    expect(await does('devon', 'ledger', 'verify')).toMatchObject({ ok: true, bad: null });
    await does('devon', 'ledger', 'export', '--out', join(folder, 'ledger.ndjson'));
    const [row] = readFileSync(join(folder, 'ledger.ndjson'), 'utf8').split('\n');
    expect(JSON.parse(row!)).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$|^sha256:/) });
    expect(await does('devon', 'doctor')).toMatchObject({ ok: true });
    expect(await does('devon', 'metrics')).toMatchObject({ decided: expect.anything() });
    expect((await does('devon', 'ticket', 'drift'))['items']).toEqual([]);
    expect(await does('devon', 'totp', 'theo')).toMatchObject({ code: expect.stringMatching(/^\d{6}$/) });
    expect((await does('devon', 'reconcile'))['raised']).toBeGreaterThan(0);
    expect(((await does('devon', 'call')) as unknown as Json[]).map(({ operation }) => operation as string).sort()).toEqual([...OPERATION_IDS].sort());
    expect(await does('devon', 'whoami')).toMatchObject({ id: 'devon', assurance: 'development' });
  });

  it('answers JSON from every command', () => {
    const all = GROUPS.flatMap(({ name, commands }) => commands.map((command) => (name === null ? command.name : `${name} ${command.name}`)));
    expect(all.filter((command) => !ran.has(command) && !(command in NOT_HERE))).toEqual([]);
  });

  it('ran every example request', () => {
    expect(readdirSync(join(packageRoot(), 'examples', 'requests')).filter((name) => !files.has(name))).toEqual([]);
  });
});
