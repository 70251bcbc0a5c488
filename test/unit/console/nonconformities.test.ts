import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NonconformityView } from '../../../contracts/nonconformity-view.ts';
import { type Got, startConsole, type TestConsole } from '../../support/console.ts';
import { ok, type Seeded, seedSystem } from '../../support/seed.ts';

type Fields = Readonly<Record<string, string>>;

let house: TestConsole;
let system: Seeded;
let proof: string;
beforeAll(async () => {
  house = await startConsole();
  system = await seedSystem(house.api, { tier: 'medium' });
  proof = Object.values(system.documents)[0]!;
});
afterAll(() => house.stop());

const DAY = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 16);
const view = async (id: string) => ok(await house.api.as('maya').get(`/v1/nonconformities/${id}`)) as unknown as NonconformityView;
const pageOf = async (person: string, path: string): Promise<string> => (await house.browser(person, { strong: true }).get(path)).html;
const idIn = (answer: Got): string => /nc_[0-9a-z]+/.exec(answer.headers.get('location') ?? '')![0];

/** Opens a form, fills it in and sends it. */
async function send(person: string, path: string, typed: Fields): Promise<Got> {
  const browser = house.browser(person, { strong: true });
  const action = path.split('?')[0]!;
  return browser.post(action, { ...(await browser.get(path)).form(action), ...typed });
}

/** A form that must be recorded. */
async function does(person: string, path: string, typed: Fields): Promise<Got> {
  const answer = await send(person, path, typed);
  if (answer.status !== 303) throw new Error(`${path} by ${person}: ${answer.status}: ${answer.html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').slice(0, 2000)}`);
  return answer;
}

let raisedAs = 0;
async function raised(more: Fields = {}): Promise<string> {
  raisedAs += 1;
  return idIn(await does('devon', '/act/raiseNonconformity/new', { title: `Finding of kind ${String.fromCharCode(97 + raisedAs).repeat(9)}`, description: 'Version 3 went out unvalidated', source: 'review', looked: 'yes', ...more }));
}
const classify = (id: string, more: Fields = {}) => does('noor', `/act/classifyNonconformity/${id}`, { class: 'major', owner: 'mira', reason: 'By the table', ...more });
const correct = (id: string) => does('mira', `/act/recordCorrection/${id}`, { correction: 'Rolled back', consequences: 'Forty decisions looked at', evidence: proof });

const CAUSE: Fields = {
  what: 'Released unvalidated', where: 'Claims', when: 'March', problem_extent: 'One version', not_where: 'Retail',
  root_cause: 'The pipeline has no gate', root_in: 'controllable_system', confidence: 'high', cause_class: 'missing_control', escape: 'Reviews look at documents only', looked_at: 'All pipelines',
  whys_1_because: 'The pipeline let it', whys_2_because: 'No step asks for the report', whys_3_because: 'Nobody owned the pipeline', whys_3_assumption: 'yes',
  fishbone_1_branch: 'process', fishbone_1_cause: 'No gate in the pipeline', fishbone_1_weight: 'root',
};
const analyse = (id: string) => does('mira', `/act/recordRootCause/${id}`, { ...CAUSE, whys_1_evidence: proof, whys_2_evidence: proof });

const plan = (): Fields => ({
  actions_1_title: 'Gate the release', actions_1_type: 'corrective', actions_1_owner: 'dana', actions_1_due_at: inDays(20), actions_1_evidence_spec: 'The pipeline refuses', actions_1_verifier: 'bela',
  measure: 'Releases without validation', target: 'none in 90 days', method: 'sample', sample_size: '40', checker: 'rohan',
});

describe('raising a nonconformity by the form', () => {
  it('keeps the file that was chosen as evidence, and leads to its page, which says what comes next', async () => {
    const browser = house.browser('devon');
    const action = '/act/raiseNonconformity/new';
    const form = new FormData();
    const typed = { title: 'Alerts were switched off', description: 'Nobody was told for a week', source: 'monitoring', system_id: system.id, controls: 'A.6.2.4, A.7.4' };
    for (const [name, value] of Object.entries({ ...(await browser.get(`${action}?system_id=${system.id}`)).form(action), ...typed })) if (!name.endsWith('__files')) form.append(name, value);
    form.append('evidence__files', new Blob(['a screenshot']), 'alerts.txt');
    const answer = await browser.post(action, form);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/cases\/nc_[0-9a-z]+\?done=raiseNonconformity$/)]);
    const page = (await browser.get(answer.headers.get('location')!)).html;
    for (const words of ['It is raised.', 'Alerts were switched off', 'alerts.txt', 'control A.7.4', '○ open', 'Who was told']) expect(page).toContain(words);
    expect(await view(idIn(answer))).toMatchObject({ system_id: system.id, controls: ['A.6.2.4', 'A.7.4'], source: 'monitoring', raised_by: 'devon' });
  });

  it('has the system chosen that the address names', async () => {
    expect(await pageOf('devon', `/act/raiseNonconformity/new?system_id=${system.id}`)).toMatch(new RegExp(`<option value="${system.id}" selected`));
  });

  it('shows what is alike first and records nothing; sent once more it is raised, and its page still says what it is like', async () => {
    const typed = { title: 'Dashboards show the wrong quarter', description: 'They are stale', source: 'feedback', controls: 'A.9.9' };
    const first = idIn(await does('devon', '/act/raiseNonconformity/new', typed));
    const looked = await send('theo', '/act/raiseNonconformity/new', typed);
    expect(looked.status).toBe(200);
    for (const words of ['Nothing was recorded yet.', `href="/cases/${first}"`, 'same control']) expect(looked.html).toContain(words);
    const again = looked.form('/act/raiseNonconformity/new');
    const second = await house.browser('theo').post('/act/raiseNonconformity/new', { ...again, source: 'feedback' });
    expect(second.status).toBe(403);
    const found = ok(await house.api.as('maya').get('/v1/nonconformities?control=A.9.9'))['items']!;
    expect(found).toHaveLength(1);
    const id = await raised(typed);
    expect(await pageOf('noor', `/cases/${id}`)).toContain('It may repeat');
  });

  it('marks the field that is wrong, and keeps everything that was typed', async () => {
    const answer = await send('devon', '/act/raiseNonconformity/new', { title: 'Half a finding', description: 'Seen', source: 'review', controls: 'A.6?', looked: 'yes' });
    expect([answer.status, answer.html]).toEqual([422, expect.stringMatching(/id="[^"]*-controls-error"/)]);
    expect(answer.form('/act/raiseNonconformity/new')).toMatchObject({ title: 'Half a finding', controls: 'A.6?' });
  });
});

describe('a nonconformity by the forms alone, without a script', () => {
  let id: string;
  const owed = async (person: string): Promise<string> => /<a class="button primary" href="(\/act\/[^"]+)">[^<]*<span class="unseen">: [^<]*Nobody looked/.exec(await pageOf(person, '/work'))![1]!.replaceAll('&amp;', '&');

  it('waits for the coordinator in My work, one click from the form that classifies it', async () => {
    id = await raised({ title: 'Nobody looked at the limits', system_id: system.id });
    expect(await owed('noor')).toBe(`/act/classifyNonconformity/${id}`);
    await classify(id);
    expect(await view(id)).toMatchObject({ state: 'classified', class: 'major', owner: 'mira', blockers: [{ extent: { id: system.id } }] });
  });

  it('is linked from the page of its system and of a deployment of it, and says what it holds', async () => {
    const request = await house.inReview({ tier: 'medium' }, {}, system);
    for (const path of [`/systems/${system.id}`, `/cases/${request}`]) expect(await pageOf('theo', path)).toContain(`href="/cases/${id}"`);
    expect(await pageOf('theo', `/cases/${id}`)).toMatch(/href="\/blockers\/[^"]+">/);
  });

  it('is corrected, and analysed by a form that takes more rows without losing a word', async () => {
    expect(await owed('mira')).toMatch(/recordCorrection|recordRootCause|submitActionPlan/);
    await correct(id);
    const action = `/act/recordRootCause/${id}`;
    const more = await send('mira', action, { ...CAUSE, whys_1_evidence: proof, more_rows: 'whys' });
    expect([more.status, (await view(id)).state]).toEqual([200, 'contained']);
    expect(more.form(action)).toMatchObject({ whys_1_because: 'The pipeline let it', whys_1_evidence: proof, whys_5_because: '', whys_rows: '5', fishbone_rows: '1' });
    const shallow = await send('mira', action, { ...CAUSE, whys_2_because: '', whys_3_because: '', whys_1_evidence: proof });
    expect([shallow.status, shallow.html]).toEqual([422, expect.stringMatching(/id="[^"]*-whys_1_because-error"/)]);
    const unproven = await send('mira', action, { ...CAUSE, whys_1_evidence: proof });
    expect(unproven.html).toMatch(/id="[^"]*-whys_2_evidence-error"/);
    await analyse(id);
    const page = await pageOf('theo', `/cases/${id}`);
    for (const words of ['Assumption', 'aria-labelledby="fishbone-1-title fishbone-1-desc"', '<td>No gate in the pipeline</td>', 'A control that was missing', 'Found nowhere else.']) expect(page).toContain(words);
  });

  it('has a plan, approved with the digest that was seen by somebody who is not its author', async () => {
    await does('mira', `/act/submitActionPlan/${id}`, { ...plan(), actions_1_verifier: 'bela' });
    expect(await pageOf('mira', `/act/approveActionPlan/${id}`)).toContain('Who may:');
    const form = (await house.browser('maya', { strong: true }).get(`/act/approveActionPlan/${id}`)).html;
    for (const words of ['Gate the release', 'Releases without validation']) expect(form).toContain(words);
    await does('maya', `/act/approveActionPlan/${id}`, {});
    expect((await view(id)).state).toBe('implementing');
  });

  it('says at its field what is wrong with an action', async () => {
    const other = await raised();
    await classify(other, { class: 'observation', severity: 'low', owner: 'mira' });
    const answer = await send('mira', `/act/submitActionPlan/${other}`, { ...plan(), actions_2_title: 'Twice', actions_2_type: 'training', actions_2_owner: 'dana', actions_2_due_at: inDays(20), actions_2_evidence_spec: 'A list', actions_2_verifier: 'dana', actions_rows: '3' });
    expect([answer.status, answer.html]).toEqual([422, expect.stringMatching(/id="[^"]*-actions_2_verifier-error"/)]);
  });

  it('has more time asked for and granted from above', async () => {
    const [action] = (await view(id)).actions;
    await does('dana', `/act/requestExtension/${action!.obligation_id!}`, { until: inDays(30), reason: 'The tool is late', interim_control: 'By hand every morning' });
    const page = await pageOf('theo', `/cases/${id}`);
    for (const words of ['More time is asked for', 'By hand every morning']) expect(page).toContain(words);
    const [asked] = (await view(id)).extensions;
    const decider = ok(await house.api.as('maya').get(`/v1/obligations/${asked!.decide_obligation_id}`))['to'] as unknown as string[];
    await does(decider[0]!, await owed(decider[0]!), { granted: 'yes', reason: 'Once' });
    expect((await view(id)).extensions).toMatchObject([{ state: 'granted' }]);
  });

  it('has its evidence handed in and verified by the verifier, and then holds nothing', async () => {
    await does('dana', await owed('dana'), { comment: 'Done', evidence: proof });
    const path = await owed('bela');
    expect(path).toMatch(new RegExp(`^/act/verifyAction/${id}\\?action_id=act_`));
    await does('bela', path, { accepted: 'yes', comment: 'Looked at ten releases' });
    expect(await view(id)).toMatchObject({ state: 'effectiveness_wait', blockers: [] });
    const page = await pageOf('theo', `/cases/${id}`);
    for (const words of ['It holds no gate', 'The check opens at', 'Wait for the effect']) expect(page).toContain(words);
  });

  it('shows a cost, and what it was at any instant', async () => {
    await does('mira', `/act/recordCost/${id}`, { kind: 'internal_failure', amount: '1250.50', currency: 'EUR', note: 'Overtime' });
    expect(await pageOf('theo', `/cases/${id}`)).toContain('Together: 1250.50 EUR.');
    const { raised_at } = await view(id);
    const then = await pageOf('theo', `/cases/${id}?as_of=${encodeURIComponent(raised_at!)}`);
    for (const words of ['as it was at', 'Not classified', 'The cause was not analysed yet.']) expect(then).toContain(words);
    expect(then).not.toContain('<form method="post" action="/act');
  });
});

describe('what is offered on the page', () => {
  it('is what the rules let this reader do; the rest says why not and who may', async () => {
    const id = await raised();
    const theirs = await pageOf('noor', `/cases/${id}`);
    expect(theirs).toContain(`action="/act/classifyNonconformity/${id}"`);
    const others = await pageOf('theo', `/cases/${id}`);
    expect(others).not.toContain(`action="/act/classifyNonconformity/${id}"`);
    expect(others).toMatch(/What you can’t do now, and why[\s\S]*Classify/);
  });

  it('takes two people to reject it, each by the same form; the second may decline', async () => {
    const id = await raised();
    await does('noor', `/act/rejectNonconformity/${id}`, { reason: 'A duplicate of nothing' });
    expect(await pageOf('theo', `/cases/${id}`)).toContain('proposed to reject it');
    const again = await send('noor', `/act/rejectNonconformity/${id}`, { reason: 'I insist' }).catch(() => null);
    expect(again?.status).not.toBe(303);
    await does('maya', `/act/declineProposal/${id}`, { reason: 'Look again' });
    expect(await view(id)).toMatchObject({ state: 'raised', proposal: null });
    await does('noor', `/act/rejectNonconformity/${id}`, { reason: 'I looked again' });
    await does('maya', `/act/rejectNonconformity/${id}`, { reason: 'Indeed' });
    expect((await view(id)).state).toBe('rejected_as_nc');
    await does('noor', `/act/reopenNonconformity/${id}`, { because: 'other', reason: 'It was one after all' });
    expect((await view(id)).cycle).toBe(2);
  });

  it('is to dispute the finding, and for a reviewer to decide that', async () => {
    const id = await raised();
    await classify(id, { class: 'minor' });
    await does('mira', `/act/disputeFinding/${id}`, { reason: 'It was validated' });
    const [reviewer] = (await view(id)).obligations.find(({ kind }) => kind === 'finding_dispute')!.to;
    await does(reviewer!, `/act/decideDispute/${id}`, { upheld: 'no', reason: 'It was not' });
    expect(await pageOf('theo', `/cases/${id}`)).toContain('the reviewer dismissed the dispute');
  });

  it('is to decide of each earlier one whether it is repeated', async () => {
    const first = await raised({ controls: 'A.10.3' });
    const id = await raised({ controls: 'A.10.3' });
    await does('noor', `/act/decideRecurrence/${id}?of=${first}`, { confirmed: 'yes', reason: 'The same again' });
    expect((await view(id)).recurrence.find((each) => each.id === first)).toMatchObject({ by: expect.arrayContaining(['control']), confirmed: true, decided_by: 'noor' });
    expect(await pageOf('theo', `/cases/${id}`)).toContain('Repeats it');
  });

  it('makes a nonconformity of a near-miss', async () => {
    const id = await raised({ near_miss: 'yes' });
    expect(await pageOf('noor', `/cases/${id}`)).toContain('A near-miss: nothing happened this time.');
    await does('noor', `/act/promoteNearMiss/${id}`, { reason: 'It could have been bad' });
    expect((await view(id)).state).toBe('raised');
  });
});

describe('the list', () => {
  it('keeps its filters in the address, finds a system by its name, and is there as CSV', async () => {
    const id = await raised({ system_id: system.id, source: 'vendor', title: 'The vendor changed the model, "quietly"' });
    const found = await pageOf('theo', `/nonconformities?source=vendor&system=${system.id}&open=true`);
    expect(found).toContain(`href="/cases/${id}"`);
    expect(await pageOf('theo', '/nonconformities?source=certification_body')).toContain('Nothing is like this.');
    const csv = await pageOf('theo', '/nonconformities?source=vendor&format=csv');
    expect(csv.split('\r\n')[0] ?? '').toMatch(/^id,state,class,severity,title,/);
    expect(csv).toContain('"The vendor changed the model, ""quietly"""');
  });

  it.each([
    ['severity', 'critical', 'low', 'the grave ones first'],
    ['unit', 'business', 'technology', 'a unit with all below it'],
    ['control', 'A.9.4', 'A.9.5', 'before an audit of a control'],
    ['near_miss', 'true', 'false', 'what happened, and what nearly did'],
  ])('has the filter of the API by %s: %s finds it, %s does not (%s)', async (name, fits, misses, _why) => {
    const id = await raised({ unit: 'claims', severity: 'critical', controls: 'A.9.4', near_miss: 'yes', title: `Filtered by ${name}` });
    const link = `href="/cases/${id}"`;
    const [found, other] = [await pageOf('theo', `/nonconformities?${name}=${fits}`), await pageOf('theo', `/nonconformities?${name}=${misses}`)];
    expect([found.includes(link), other.includes(link)]).toEqual([true, false]);
    expect(found).toMatch(new RegExp(`name="${name}"[^>]*value="${fits}"|name="${name}">.*?<option value="${fits}" selected`, 's'));
  });
});

describe('importing findings by the form', () => {
  const HEADS = 'title,description,source,system_id';
  const count = async (): Promise<number> => ok(await house.api.as('maya').get('/v1/nonconformities?source=audit'))['items']!.length;

  it('lists every fault with its line and raises nothing; mended it raises all', async () => {
    const bad = await send('noor', '/act/importNonconformities/new', { findings: `${HEADS}\nOne,Seen,audit,\nTwo,Seen,nowhere,\n` });
    expect([bad.status, await count()]).toEqual([422, 0]);
    expect(bad.html).toMatch(/<th scope="row">3<\/th><td[^>]*>source: /);
    const unknown = await send('noor', '/act/importNonconformities/new', { findings: `${HEADS}\nOne,Seen,audit,sys_00000000000000000000000009` });
    expect(unknown.html).toMatch(/<th scope="row">2<\/th><td[^>]*>system_id: there is no system/);
    const good = await send('noor', '/act/importNonconformities/new', { findings: `${HEADS}\nOne,Seen,audit,\nTwo,Seen,audit,${system.id}` });
    expect([good.status, await count()]).toEqual([200, 2]);
    expect(good.html).toMatch(/2 findings are raised[\s\S]*href="\/cases\/nc_/);
  });

  it('says of each line what it may repeat, and warns where its title was on record before (R-42)', async () => {
    const first = await raised({ title: 'Pangolin scores are never reviewed' });
    const { html } = await send('noor', '/act/importNonconformities/new', { findings: 'title,description,source\nPangolin scores are never reviewed,Seen,gap_assessment\nPangolin scores are not reviewed,Seen,gap_assessment' });
    expect(html).toContain('1 of 2 findings has the very title of one that was on record before');
    expect(html).toMatch(new RegExp(`<th scope="row">2</th>.*?href="/cases/${first}"`, 's'));
    expect(html).toMatch(/<th scope="row">3<\/th>.*line 2 of this file, similar words/s);
  });

  it('takes a file, and asks for one of the two', async () => {
    const browser = house.browser('noor');
    const action = '/act/importNonconformities/new';
    const fields = (await browser.get(action)).form(action);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) if (!name.endsWith('__files')) form.append(name, value);
    form.append('file__files', new Blob([JSON.stringify([{ title: 'From a file', description: 'Seen', source: 'gap_assessment' }])]), 'findings.json');
    expect((await browser.post(action, form)).html).toContain('One finding is raised');
    expect((await send('noor', action, {})).html).toMatch(/id="[^"]*-findings-error"/);
  });
});
