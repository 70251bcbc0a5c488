import { readdirSync, watch } from 'node:fs';
import { request as ask } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import type { Act } from '../../../console/acts/act.ts';
import { EVIDENCE_FIELD } from '../../../console/acts/plain.ts';
import { readParts } from '../../../console/acts/uploads.ts';
import type { Call } from '../../../console/visit.ts';
import { CSRF_FIELD } from '../../../contracts/session.ts';
import { CAST, digestOf, ok, randomDigest, type Seeded, seedSystem } from '../../support/seed.ts';
import { type Browser, type Got, SESSION_HEADER, startConsole, type TestConsole } from '../../support/console.ts';

const MAX = 20_000;
let house: TestConsole;
let system: Seeded;
beforeAll(async () => {
  house = await startConsole({ policy: (policy) => ({ ...policy, thresholds: { ...policy.thresholds, evidence_max_bytes: MAX } }) });
  system = await seedSystem(house.api, { tier: 'medium' });
});
afterAll(() => house.stop());

const view = async (id: string) => ok(await house.api.as('maya').get(`/v1/deployments/${id}`));
const stored = async (text: string): Promise<readonly unknown[] | null> => {
  const { status, body } = await house.api.as('maya').get(`/v1/cases/evd_${digestOf(text).slice(7)}/events`);
  return status === 404 ? null : body['items']!.map(({ type, body: fact }) => [type, fact]);
};
const incoming = (): readonly string[] => readdirSync(join(house.api.home, 'evidence', 'incoming'));

/** Does it, and waits until the folder of begun uploads is as it should be. */
async function changed(act: () => void, holds: () => boolean): Promise<void> {
  const watcher = watch(join(house.api.home, 'evidence', 'incoming'));
  act();
  while (!holds()) await once(watcher, 'change');
  watcher.close();
}

type Chosen = readonly [input: string, name: string, content: string];

/** The form as a browser sends it: the typed fields in their order, then the files. */
function parts(fields: Readonly<Record<string, string>>, files: readonly Chosen[]): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (!name.endsWith('__files')) form.append(name, value);
  for (const [input, name, content] of files) form.append(input, new Blob([content]), name);
  return form;
}

interface Treating {
  readonly browser: Browser;
  readonly action: string;
  readonly fields: Record<string, string>;
  readonly risk: () => Promise<unknown>;
}

/** A risk of the system, and the form that records its treatment, with evidence. */
async function treating(): Promise<Treating> {
  const added = ok(await house.api.as(CAST.owner).post(`/v1/systems/${system.id}/risks`, { title: 'Drift', owner: CAST.owner, residual: 'medium', option: 'mitigate' }));
  const browser = house.browser(CAST.owner);
  const id = String(added['risk_id']);
  const action = `/act/treatRisk/${id}`;
  const fields = { ...(await browser.get(action)).form(action), residual: 'low', reason: 'Retrained' };
  return { browser, action, fields, risk: async () => ok(await house.api.as(CAST.owner).get(`/v1/systems/${system.id}/risks`))['items']!.find((each) => each['id'] === id) };
}

describe('a form with files', () => {
  it('is sent in parts, and stores each file as evidence with its name, its type and who brought it', async () => {
    const { browser, action, fields, risk } = await treating();
    const page = (await browser.get(action)).html;
    expect(page).toMatch(/<form method="post" [^>]*enctype="multipart\/form-data"/);
    expect(page).toMatch(/<input type="file" [^>]*name="evidence__files" multiple/);
    const known = ok(await house.api.as(CAST.owner).upload('/v1/evidence?name=known.md', 'stored before'))['sha256']!;
    const sent = parts({ ...fields, evidence: known }, [['evidence__files', 'Prüfbericht ✓.csv', 'a,b\n1,2\n'], ['evidence__files', 'C:\\fake\\plot.txt', '%PDF-1.7 a report']]);
    expect((await browser.post(action, sent)).status).toBe(303);
    expect(await risk()).toMatchObject({ state: 'treated' });
    expect(await stored('a,b\n1,2\n')).toEqual([['evidence.stored', expect.objectContaining({ sha256: digestOf('a,b\n1,2\n'), bytes: 8, type: 'text/plain', name: 'Prüfbericht ✓.csv', person: CAST.owner })]]);
    expect(await stored('%PDF-1.7 a report')).toEqual([['evidence.stored', expect.objectContaining({ type: 'application/pdf', name: 'plot.txt' })]]);
    const treated = ok(await house.api.as('maya').get(`/v1/cases/${system.id}/events`))['items']!.filter(({ type }) => type === 'risk.treated').at(-1)!;
    expect((treated['body'] as unknown as { evidence: readonly string[] }).evidence).toEqual([known, digestOf('a,b\n1,2\n'), digestOf('%PDF-1.7 a report')]);
  });

  it('in which no file was chosen is as it was typed', async () => {
    const { browser, action, fields, risk } = await treating();
    expect((await browser.post(action, parts(fields, [['evidence__files', '', '']]))).status).toBe(303);
    expect(await risk()).toMatchObject({ state: 'treated' });
  });

  it('asks for a deployment with the documents themselves, and revises it with another one', async () => {
    const browser = house.browser(CAST.requester);
    const action = `/act/requestDeployment/${system.id}`;
    const typed = { version_id: system.version_id, environment: 'production', title: 'Deploy it', change_type: 'new', rationale: 'Fewer claims wait' };
    const files = Object.keys(system.documents).map((name): Chosen => [`document_${name}__files`, `${name}.md`, `# ${name} by form`]);
    const answer = await browser.post(action, parts({ ...(await browser.get(action)).form(action), ...typed }, files));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/cases\/dep_/)]);
    const id = /dep_[0-9a-z]+/.exec(answer.headers.get('location')!)![0];
    const documents = Object.fromEntries(Object.keys(system.documents).map((name) => [name, digestOf(`# ${name} by form`)]));
    expect((await view(id))['manifest']).toMatchObject({ documents });
    const revise = `/act/reviseDeployment/${id}`;
    const fields = { ...(await browser.get(revise)).form(revise), reason: 'A better card' };
    expect((await browser.post(revise, parts(fields, [['document_model_card__files', 'card.md', '# better card']]))).status).toBe(303);
    expect((await view(id))['manifest']).toMatchObject({ documents: { ...documents, model_card: digestOf('# better card') } });
    const page = (await browser.get(`/cases/${id}`)).html;
    expect(page).toMatch(/Model card<\/a>.*?<span>card\.md<\/span><span>13 bytes<\/span><span>text\/plain<\/span><span>brought by [A-Z][^<]+<span.*?never read/s);
  });

  it('says at its field what is wrong with a file, keeps what was typed and the files that are good, and nothing of the bad ones', async () => {
    const { browser, action, fields, risk } = await treating();
    const files: readonly Chosen[] = [
      ['evidence__files', 'good.txt', 'a good one'],
      ['evidence__files', 'report.pdf', '<!doctype html><script>alert(1)</script>'],
      ['evidence__files', 'large.txt', 'x'.repeat(MAX + 1)],
      ['evidence__files', 'setup.txt', 'MZ\u0090\u0000\u0003\u0000\u0000\u0000'],
    ];
    const refused = await browser.post(action, parts(fields, files));
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('report.pdf: the file is text/html by its content; the policy allows application/pdf, text/plain,');
    expect(refused.html).toContain(`large.txt: the file is larger than ${MAX} bytes, the most that the policy allows`);
    expect(refused.html).toContain('setup.txt: the file is application/x-msdownload by its content');
    expect(refused.form(action)).toMatchObject({ reason: 'Retrained', evidence: digestOf('a good one') });
    expect(refused.html).toMatch(/<option value="low" selected/);
    expect(await Promise.all([stored('a good one'), ...files.slice(1).map(([, , content]) => stored(content))])).toEqual([[['evidence.stored', expect.anything()]], null, null, null]);
    expect(incoming()).toEqual([]);
    expect(await risk()).toMatchObject({ state: 'open' });
    expect((await browser.post(action, parts({ ...refused.form(action), residual: 'low' }, []))).status).toBe(303);
  });

  it('takes so many files at once, and says so', async () => {
    const { browser, action, fields } = await treating();
    const many = Array.from({ length: 21 }, (_, n): Chosen => ['evidence__files', `${n}.txt`, `file ${n} of many`]);
    const refused = await browser.post(action, parts(fields, many));
    expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('At most 20 files go with one form')]);
    expect(await stored('file 20 of many')).toBeNull();
  });

  it('takes a form of many rows whose fields for files are left empty, and counts only files that were chosen', async () => {
    const { browser, action, fields } = await treating();
    const unchosen = Array.from({ length: 90 }, (): Chosen => ['evidence__files', '', '']);
    expect((await browser.post(action, parts({ ...fields, ...Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`row_${n}`, 'x'])) }, unchosen))).status).toBe(303);
  });
});

describe('a form with files keeps nothing of them', () => {
  const file: Chosen = ['evidence__files', 'secret.txt', ''];
  const withText = (text: string): readonly Chosen[] => [[file[0], file[1], text]];

  it.each<readonly [reason: string, text: string, status: number, says: string, send: (treating: Treating, form: FormData) => Promise<Got>]>([
    ['the token is of an earlier sign-in', 'old token', 403, 'This form comes from an earlier sign-in', ({ browser, action }, form) => {
      form.set(CSRF_FIELD, 'another');
      return browser.post(action, form);
    }],
    ['it comes from another site', 'other site', 403, 'sent from another site', ({ browser, action }, form) => browser.post(action, form, { 'Sec-Fetch-Site': 'cross-site' })],
    ['nobody is signed in', 'signed out', 401, 'secret.txt: it was not kept, since the sign-in of this form is over; choose it again', ({ action }, form) => house.browser(null).post(action, form)],
    ['the field takes none', 'no field', 303, '', ({ browser, action }, form) => {
      form.append('reason__files', new Blob(['no field']), 'x.txt');
      form.delete('evidence__files');
      return browser.post(action, form);
    }],
  ])('when %s', async (_reason, text, status, says, send) => {
    const found = await treating();
    const got = await send(found, parts(found.fields, withText(text)));
    expect([got.status, got.html]).toEqual([status, expect.stringContaining(says)]);
    expect([await stored(text), incoming()]).toEqual([null, []]);
  });

  it('when the sender goes away before its end', async () => {
    const { browser, action } = await treating();
    const head = `--b\r\nContent-Disposition: form-data; name="${CSRF_FIELD}"\r\n\r\n${browser.csrf}\r\n--b\r\nContent-Disposition: form-data; name="evidence__files"; filename="half.txt"\r\n\r\n`;
    const headers = { 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': '9999', 'Sec-Fetch-Site': 'same-origin', [SESSION_HEADER]: browser.id };
    const sending = ask(`${house.api.url}${action}`, { method: 'POST', headers });
    sending.on('error', () => undefined);
    await changed(() => void sending.write(`${head}half of a file`), () => incoming().length === 1);
    await changed(() => void sending.destroy(), () => incoming().length === 0);
    expect(await stored('half of a file')).toBeNull();
  });

  it('when somebody who is not signed in goes away in the middle of a file, and the process lives on', async () => {
    const request = Object.assign(new PassThrough(), { headers: { 'content-type': 'multipart/form-data; boundary=b' } });
    const nobody = { deps: {}, session: null, person: null, policy: null } as unknown as Call;
    const read = readParts(nobody, { fields: [EVIDENCE_FIELD] } as unknown as Act, request as unknown as Request);
    request.write('--b\r\nContent-Disposition: form-data; name="evidence__files"; filename="half.txt"\r\n\r\nhalf of it');
    while (request.readableLength > 0) await once(request, 'readable');
    request.destroy(new Error('connection reset'));
    expect(await read).toMatchObject({ refused: 'malformed' });
  });

  it.each([
    ['that ends in the middle', '--b\r\nContent-Disposition: form-data; name="reason"\r\n\r\nhalf', 400],
    ['without parts', 'nothing', 400],
    ['in which too much is typed', `--b\r\nContent-Disposition: form-data; name="reason"\r\n\r\n${'x'.repeat(300_000)}\r\n--b--\r\n`, 413],
  ])('of a body %s', async (_name, body, status) => {
    const { browser, action } = await treating();
    const answer = await fetch(`${house.api.url}${action}`, { method: 'POST', body, headers: { Accept: 'text/html', 'Content-Type': 'multipart/form-data; boundary=b', 'Sec-Fetch-Site': 'same-origin', [SESSION_HEADER]: browser.id } });
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining('<h1>')]);
  });
});

describe('a stored file', () => {
  it('is only ever saved, never shown by the browser, and each reading is recorded with who it was', async () => {
    const sha256 = String(ok(await house.api.as(CAST.owner).upload('/v1/evidence?name=note.md', '# a note'))['sha256']);
    const got = await house.browser('theo').get(`/evidence/${sha256.replace(':', '-')}`);
    expect([got.html, got.status, ...['content-type', 'content-disposition', 'x-content-type-options'].map((name) => got.headers.get(name))]).toEqual(['# a note', 200, 'application/octet-stream', `attachment; filename="evd_${sha256.slice(7)}"`, 'nosniff']);
    const events = (await house.browser('theo').get(`/cases/evd_${sha256.slice(7)}/events`)).html;
    expect(events).toContain('evidence.read');
    expect((await house.browser(null).get(`/evidence/${sha256.replace(':', '-')}`)).status).toBe(303);
    expect((await house.browser('theo').get(`/evidence/${randomDigest().replace(':', '-')}`)).status).toBe(404);
  });
});
