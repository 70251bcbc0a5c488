import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../config.ts';
import type { CommandMeta } from '../../../contracts/ledger.ts';
import { importFindings, type MetaOf } from '../../../store/nonconformity-import.ts';
import type { Store } from '../../../store/store.ts';
import { startTestApi, type Answer, type TestApi } from '../../support/api.ts';
import { ok, randomDigest } from '../../support/seed.ts';

const EXAMPLE = readFileSync(join(packageRoot(), 'examples/requests/audit-findings.csv'), 'utf8');
const HEADS = 'title,description,source,unit,controls,evidence';

let api: TestApi;
beforeAll(async () => void (api = await startTestApi()));
afterAll(() => api.stop());

const count = async (): Promise<number> => (await api.store.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM cases WHERE kind = 'nonconformity'")).rows[0]!.n;
const send = (body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}, query = ''): Promise<Answer> =>
  api.as('noor').send('POST', `/v1/nonconformities/import${query}`, { body: body as string, headers: { 'Content-Type': 'text/csv', ...headers } });
const shown = ({ status, body }: Answer) => [status, body['code']];
const faults = ({ body }: Answer) => body['errors']!.map((each) => [each['pointer'], each['detail']]);
const csv = (...lines: readonly string[]): string => [HEADS, ...lines].join('\n');

describe('§3.14 an import of an audit\'s findings', () => {
  it('raises each finding, and names its line', async () => {
    const answer = await send(EXAMPLE);
    expect([answer.status, answer.body['raised']]).toEqual([201, 3]);
    expect(answer.body['items']!.map(({ line, state }) => [line, state])).toEqual([[2, 'raised'], [3, 'raised'], [5, 'near_miss']]);
    const second = ok(await api.as('maya').get(`/v1/nonconformities/${answer.body['items']![1]!['id']}`));
    expect(second).toMatchObject({ source: 'certification_body', proposed_class: 'major', clauses: ['6.1.4'], unit: 'retail', deadline: '2027-02-26T23:59:59.999Z', raised_by: 'noor' });
    expect(second['description']).toBe('Last done in August 2025.\nThe law of the place asks for one a year.');
  });

  it('takes JSON too, by its content type or ?format=', async () => {
    const findings = JSON.stringify([{ title: 'From JSON', description: 'd', source: 'audit' }]);
    expect(ok(await send(findings, { 'Content-Type': 'application/json; charset=utf-8' }))['items']).toMatchObject([{ line: 1, state: 'raised' }]);
    expect(ok(await send(findings, { 'Content-Type': 'application/octet-stream' }, '?format=json'))['raised']).toBe(1);
  });

  it('is all or nothing: a bad line names itself, and no other is raised', async () => {
    const before = await count();
    const answer = await send(csv('Good,d,audit,claims,,', 'Bad source,d,audti,claims,,', ',no title,audit,,,', 'Bad control,d,audit,,not a control!,'));
    expect([shown(answer), await count()]).toEqual([[422, 'invalid'], before]);
    expect(answer.body['detail']).toMatch(/^nothing was raised, the file has \d+ faults: line 3: source: "audti" is not allowed; .*did you mean "audit"\?/);
    const told = faults(answer);
    expect(told.map(([pointer]) => pointer)).toEqual(expect.arrayContaining(['/1/source', '/2/title']));
    expect(told.find(([pointer]) => String(pointer) === '/2/title')![1]).toMatch(/^line 4: /);
    expect((answer.body['faults'] as unknown as { line: number }[]).map(({ line }) => line)).toEqual(expect.arrayContaining([3, 4, 5]));
  });

  it('judges every line by the rules of raising before it raises the first', async () => {
    const before = await count();
    const answer = await send(csv('Good,d,audit,claims,,', '"Two\nlines",d,audit,moon,,', `Unstored,d,audit,claims,,${randomDigest()}`));
    expect([shown(answer), await count()]).toEqual([[422, 'invalid'], before]);
    expect(faults(answer)).toEqual([['/1/unit', expect.stringMatching(/^line 3: unit: there is no unit "moon"/)], ['/2/evidence', expect.stringMatching(/^line 5: evidence: .*POST \/v1\/evidence/)]]);
  });

  it('names the line of JSON that is not well formed', async () => {
    const answer = await send('[\n{"title": "t", "description": "d", "source": "audit"},\n{"title": }\n]', { 'Content-Type': 'application/json' });
    expect([shown(answer), answer.body['detail']]).toEqual([[422, 'invalid'], expect.stringContaining('line 3: ')]);
  });

  it('refuses what no record can hold before it raises the first', async () => {
    const before = await count();
    const answer = await send(csv('Good,d,audit,claims,,', 'Bad,"a\0b",audit,claims,,'));
    expect([shown(answer), answer.body['detail'], await count()]).toEqual([[422, 'invalid'], expect.stringMatching(/line 3: .*U\+0000/), before]);
  });

  it('answers its repeat under the same Idempotency-Key the same, and raises nothing twice', async () => {
    const key = { 'Idempotency-Key': 'audit-2025' };
    const first = await send(EXAMPLE, key);
    const before = await count();
    const second = await send(EXAMPLE, key);
    expect(second.body['items']!.map(({ id }) => id)).toEqual(first.body['items']!.map(({ id }) => id));
    expect([second.status, await count()]).toEqual([201, before]);
  });

  it.each([
    ['another file', csv('One,d,audit,claims,,', 'Another,d,audit,claims,,')],
    ['one that is shorter', csv('One,d,audit,claims,,')],
    ['one that is longer at its front', csv('Zero,d,audit,claims,,', 'One,d,audit,claims,,', 'Two,d,audit,claims,,')],
  ])('is refused under the key of another: %s', async (what, file) => {
    const key = { 'Idempotency-Key': `used-${what.replaceAll(' ', '-')}` };
    ok(await send(csv('One,d,audit,claims,,', 'Two,d,audit,claims,,'), key));
    const before = await count();
    expect([shown(await send(file, key)), await count()]).toEqual([[409, 'idempotency_conflict'], before]);
  });

  it('tells of each line what it may repeat, on record or in the file itself (R-42)', async () => {
    const [first, second] = ['Quokka tallies vanish nightly', 'Backups of wombat ledgers fail'];
    const earlier = ok(await api.as('devon').post('/v1/nonconformities', { title: first, description: 'd', source: 'review' }));
    const { body } = await send(csv(`${first.toUpperCase()},d,audit,claims,,`, `${second},d,audit,claims,,`, `${second} again,d,audit,claims,,`));
    const items = body['items'] as unknown as { id: string; before: string | null; alike: { id: string; line: number | null; title: string; state: string; by: string[] }[] }[];
    expect(items.map(({ alike }) => alike.map(({ id, line, state, by }) => ({ id, line, state, by })))).toEqual([
      [{ id: earlier['id'], line: null, state: 'raised', by: ['text'] }],
      [],
      [{ id: items[1]!.id, line: 3, state: 'raised', by: ['text'] }],
    ]);
    expect([items.map(({ before }) => before), body['on_record_before'], body['warning']]).toEqual([[earlier['id'], null, null], 1, expect.stringMatching(/^1 of 3 findings has the very title/)]);
  });

  it('warns where another person imported the same file before, and says the same when it is repeated', async () => {
    const file = csv('Narwhal dashboards are stale,d,audit,claims,,', 'Ocelot approvals lack a date,d,audit,retail,,');
    expect((await send(file)).body['on_record_before']).toBe(0);
    const other = () => api.as('maya').send('POST', '/v1/nonconformities/import', { body: file, headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': 'narwhals' } });
    const warned = await other();
    expect([warned.status, warned.body['on_record_before']]).toEqual([201, 2]);
    expect((await other()).body).toEqual(warned.body);
  });

  it('that broke off half-way is finished by its repeat', async () => {
    const meta = (part: string): CommandMeta => ({ command_id: `broken/${part}`, actor: { kind: 'person', id: 'noor' }, door: 'api', assurance: 'session' });
    const metaOf: MetaOf = meta;
    const text = csv('First,d,audit,claims,,', 'Second,d,audit,claims,,', 'Third,d,audit,claims,,');
    const before = await count();
    // three are judged, one is raised, and then the process dies
    let left = 4;
    const newId: Store['newId'] = (prefix, at) => {
      if (prefix === 'nc' && (left -= 1) < 0) throw new Error('the process died');
      return api.store.newId(prefix, at);
    };
    await expect(importFindings({ ...api.store, newId }, text, 'csv', metaOf)).rejects.toThrow('the process died');
    expect(await count()).toBe(before + 1);
    const again = await importFindings(api.store, text, 'csv', metaOf);
    if ('refused' in again) throw new Error(again.detail);
    expect([again.map(({ line }) => line), new Set(again.map(({ id }) => id)).size, await count()]).toEqual([[2, 3, 4], 3, before + 3]);
  });

  it('is refused as a whole where nobody stands behind it', async () => {
    const ada = api.as('ada');
    const token = async (body: object) => String(ok(await ada.post('/v1/tokens', body))['token']);
    const named = await token({ machine: 'audit-tool', scopes: ['nonconformities:write'] });
    const answer = await api.with(named).send('POST', '/v1/nonconformities/import', { body: EXAMPLE, headers: { 'Content-Type': 'text/csv' } });
    expect(answer.status).toBe(403);
    const weak = await token({ machine: 'reader', scopes: ['read'] });
    const other = await api.with(weak).send('POST', '/v1/nonconformities/import', { body: EXAMPLE, headers: { 'Content-Type': 'text/csv' } });
    expect([shown(other), other.body['detail']]).toEqual([[403, 'not_permitted'], expect.stringContaining('nonconformities:write')]);
  });
});

describe('a file that is no import', () => {
  it.each([
    ['of another type', () => send(EXAMPLE, { 'Content-Type': 'application/vnd.ms-excel' }), [415, 'unsupported_media_type']],
    ['in another encoding', () => send(Buffer.from('title,description,source\nPr\xfcfung,d,audit\n', 'latin1')), [400, 'malformed']],
    ['with nothing in it', () => send(''), [422, 'invalid']],
    ['without a column that is needed', () => send('title,source\nt,audit\n'), [422, 'invalid']],
  ])('%s is refused', async (_what, ask, expected) => {
    expect(shown(await ask())).toEqual(expected);
  });

  it('larger than the policy allows is refused, however it is sent', async () => {
    const small = await startTestApi({ policy: (policy) => ({ ...policy, thresholds: { ...policy.thresholds, evidence_max_bytes: 500 } }) });
    try {
      const headers = { 'Content-Type': 'text/csv' };
      const whole = await small.as('noor').send('POST', '/v1/nonconformities/import', { body: EXAMPLE, headers });
      const streamed = await small.as('noor').send('POST', '/v1/nonconformities/import', { body: new Blob([EXAMPLE]).stream(), duplex: 'half', headers });
      expect([shown(whole), shown(streamed)]).toEqual([[413, 'too_large'], [413, 'too_large']]);
    } finally {
      await small.stop();
    }
  });
});
