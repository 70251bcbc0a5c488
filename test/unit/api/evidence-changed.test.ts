import { appendFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evidenceId } from '../../../contracts/evidence.ts';
import { evidenceFilesOf } from '../../../store/evidence-place.ts';
import { readEvents } from '../../../store/ledger.ts';
import { example, NonconformityApi, shown } from '../../support/nonconformity-over-http.ts';
import { startS3, type TestS3 } from '../../support/s3.ts';
import { ok, randomDigest } from '../../support/seed.ts';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const PLACES = [
  ['on a disk', () => ({}), (home: string, folder: string, name: string) => join(home, 'evidence', folder, name)],
  ['in a bucket', () => ({ evidenceS3: s3.config }), (_home: string, folder: string, name: string) => join(s3.directory, 'evidence', folder, `${name}._S3rver_object`)],
] as const;

describe.each(PLACES)('a decision rests on no file %s that was changed or is gone', (_where, wish, pathIn) => {
  const house = new NonconformityApi();
  const { does, give, plan: planOf, classified, view } = house;
  let nc: string;
  let files = 0;
  beforeAll(async () => {
    await house.start(wish());
    nc = await classified('major');
    await does('mira', nc, 'correct', { correction: 'Named', consequences: 'None', evidence: [house.proof] });
    await does('mira', nc, 'root-cause', example('root-cause.yaml'));
    const { plan_digest } = await does('mira', nc, 'plan', planOf());
    await does('maya', nc, 'approve-plan', { plan_digest });
  });
  afterAll(() => house.api.stop());

  const pathOf = (sha256: string): string => pathIn(house.api.home, sha256.slice(7, 9), sha256.slice(9));
  const remove = (sha256: string) => evidenceFilesOf({ home: house.api.home, ...wish() }).remove(sha256);
  const brought = async (): Promise<string> => String(ok(await house.api.as('devon').upload('/v1/evidence?name=report.txt', `measured ${(files += 1)}`))['sha256']);
  const events = async (sha256: string) => (await readEvents(house.api.store, evidenceId(sha256))).map(({ type, body }) => [type, body['person'], body['found']]);
  const SPOILT = [
    ['changed', (sha256: string) => chmod(pathOf(sha256), 0o600).then(() => appendFile(pathOf(sha256), '!')), 'evidence_changed', /was changed in the store.*put the original back/],
    ['gone', (sha256: string) => remove(sha256), 'evidence_missing', /is gone from the store.*upload it again/],
  ] as const;
  const openAction = async () => (await view(nc))['actions']!.find(({ state }) => String(state) === 'open')!;

  it.each(SPOILT)('%s: it is not handed in, and whoever reads its record sees that', async (found, spoil, code, words) => {
    const { obligation_id } = await openAction();
    const [whole, spoilt] = [await brought(), await brought()];
    await spoil(spoilt);
    const answer = await house.api.as('devon').post(`/v1/obligations/${obligation_id}/complete`, { evidence: [whole, spoilt], comment: 'Done' });
    expect([shown(answer), answer.body['detail']]).toEqual([[422, code], expect.stringMatching(words)]);
    expect(answer.body['detail']).toContain(spoilt);
    expect([await events(spoilt), await events(whole)]).toEqual([[['evidence.stored', 'devon', undefined], ['evidence.damaged', 'devon', found]], [['evidence.stored', 'devon', undefined]]]);
  });

  it.each(SPOILT)('%s after it was handed in: its verifier can return it and not accept it', async (_found, spoil, code, words) => {
    const { obligation_id, action_id } = await openAction();
    const proof = await brought();
    ok(await house.api.as('devon').post(`/v1/obligations/${obligation_id}/complete`, { evidence: [proof], comment: 'Done' }));
    await spoil(proof);
    const answer = await give('theo', nc, 'verify', { action_id, accepted: true, comment: 'Seen' });
    expect([shown(answer), answer.body['detail']]).toEqual([[422, code], expect.stringMatching(words)]);
    await does('theo', nc, 'verify', { action_id, accepted: false, comment: 'The file is not what it was' });
    expect(await openAction()).toMatchObject({ action_id });
  });

  it('is not read for somebody who may not decide at all', async () => {
    const { obligation_id } = await openAction();
    const spoilt = await brought();
    await remove(spoilt);
    expect(shown(await house.api.as('theo').post(`/v1/obligations/${obligation_id}/complete`, { evidence: [spoilt], comment: 'Done' }))).toEqual([403, 'not_permitted']);
    expect(await events(spoilt)).toEqual([['evidence.stored', 'devon', undefined]]);
  });

  it('and on none that nobody ever stored', async () => {
    const { obligation_id } = await openAction();
    const answer = await house.api.as('devon').post(`/v1/obligations/${obligation_id}/complete`, { evidence: [randomDigest()], comment: 'Done' });
    expect([shown(answer), answer.body['detail']]).toEqual([[422, 'evidence_missing'], expect.stringMatching(/^no file with digest .* is stored/)]);
  });

  it.each(SPOILT)('%s: a download hands out nothing and is no reading, and stands in the record once', async (found, spoil, _code, _words) => {
    const file = await brought();
    const read = () => house.api.as('ruth').get(`/v1/evidence/${file}`);
    ok({ ...(await read()), body: {} });
    await spoil(file);
    expect([(await read()).status, (await read()).status]).toEqual(found === 'gone' ? [404, 404] : [422, 422]);
    expect(await events(file)).toEqual([['evidence.stored', 'devon', undefined], ['evidence.read', 'ruth', undefined], ['evidence.damaged', 'ruth', found]]);
  });

  it('a whole one is accepted, and no longer damaged once it was brought again', async () => {
    const { obligation_id, action_id } = await openAction();
    const proof = await brought();
    await remove(proof);
    const complete = () => house.api.as('devon').post(`/v1/obligations/${obligation_id}/complete`, { evidence: [proof], comment: 'Done' });
    expect((await complete()).status).toBe(422);
    files -= 1;
    expect(await brought()).toBe(proof);
    ok(await complete());
    await does('theo', nc, 'verify', { action_id, accepted: true, comment: 'Seen' });
    expect(await events(proof)).toEqual([['evidence.stored', 'devon', undefined], ['evidence.damaged', 'devon', 'gone'], ['evidence.brought_again', 'devon', undefined]]);
  });
});

describe('while the bucket is away', () => {
  it('nothing is decided on a file in it, nobody is said to have read it, and the same command is accepted later', async () => {
    const house = new NonconformityApi();
    await house.start({ evidenceS3: s3.config });
    try {
      const nc = await house.classified('major');
      s3.fail('HEAD', 403, 403);
      const reads = await house.api.as('ruth').get(`/v1/evidence/${house.proof}`);
      const body = { correction: 'Named', consequences: 'None', evidence: [house.proof] };
      const given = () => house.api.as('mira').post(`/v1/nonconformities/${nc}/correct`, body, { 'Idempotency-Key': 'the-same' });
      const answer = await given();
      expect([shown(reads), shown(answer), answer.headers.get('retry-after')]).toEqual([[503, 'unavailable'], [503, 'unavailable'], '1']);
      expect((await readEvents(house.api.store, evidenceId(house.proof))).map(({ type }) => type)).toEqual(['evidence.stored']);
      ok(await given());
    } finally {
      await house.api.stop();
    }
  });
});
