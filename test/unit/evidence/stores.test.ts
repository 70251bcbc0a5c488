import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Readable } from 'node:stream';
import { EvidenceAway, type EvidenceFiles, EvidenceTooLarge, EvidenceTypeRefused } from '../../../store/evidence-files.ts';
import { bucketTrouble, evidenceInS3 } from '../../../store/evidence-in-s3.ts';
import { evidenceOnDisk } from '../../../store/evidence-on-disk.ts';
import { startTestApi } from '../../support/api.ts';
import { ok } from '../../support/seed.ts';
import { startS3, type TestS3 } from '../../support/s3.ts';

const LIMITS = { maxBytes: 100, types: ['text/plain'] };
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const chunks = async function* (...parts: (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part as string);
};
async function textOf(stream: Readable): Promise<string> {
  const read: Buffer[] = [];
  for await (const chunk of stream) read.push(chunk as Buffer);
  return Buffer.concat(read).toString();
}

let s3: TestS3;
let home: string;
beforeAll(async () => {
  s3 = await startS3();
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gatehouse-evidence-'));
});
afterEach(() => rm(home, { recursive: true }));
afterAll(() => s3.stop());

/** Where the server keeps the object of this digest. */
const objectOf = (sha256: string): string => join(s3.directory, 'evidence', sha256.slice(7, 9), `${sha256.slice(9)}._S3rver_object`);

const STORES: readonly (readonly [name: string, open: () => EvidenceFiles])[] = [
  ['on a disk', () => evidenceOnDisk(home)],
  ['in a bucket', () => evidenceInS3(s3.config, home)],
];

describe.each(STORES)('evidence files %s', (_name, open) => {
  it('are found by the digest of their bytes, whole, with their type', async () => {
    const files = open();
    const stored = await files.put(chunks('model ', 'card'), LIMITS);
    expect(stored).toEqual({ sha256: digestOf('model card'), bytes: 10, type: 'text/plain' });
    const found = await files.get(stored.sha256);
    expect([found!.bytes, await textOf(found!.stream()), await textOf(found!.stream())]).toEqual([10, 'model card', 'model card']);
  });

  it('may be stored twice, at once too, and be empty', async () => {
    const files = open();
    const [one, two] = await Promise.all([files.put(chunks('twice'), LIMITS), files.put(chunks('tw', 'ice'), LIMITS)]);
    expect(one).toEqual(two);
    expect(await textOf((await files.get(one.sha256))!.stream())).toBe('twice');
    expect(await files.put(chunks(), LIMITS)).toEqual({ sha256: digestOf(''), bytes: 0, type: 'text/plain' });
    expect(await textOf((await files.get(digestOf('')))!.stream())).toBe('');
  });

  it('leave nothing behind when one is too large, of a type that is not allowed, or its sender breaks off', async () => {
    const files = open();
    const broken = async function* () {
      yield Buffer.from('half');
      throw new Error('connection reset');
    };
    await expect(files.put(chunks('123456', '7890'), { ...LIMITS, maxBytes: 9 })).rejects.toThrow(EvidenceTooLarge);
    await expect(files.put(chunks('%PDF-1.7'), LIMITS)).rejects.toThrow(EvidenceTypeRefused);
    await expect(files.put(broken(), LIMITS)).rejects.toThrow('connection reset');
    expect(await readdir(join(home, 'evidence', 'incoming'))).toEqual([]);
    expect(await Promise.all(['1234567890', '%PDF-1.7', 'half'].map((text) => files.get(digestOf(text))))).toEqual([null, null, null]);
  });

  it('go when they are removed, once and again', async () => {
    const files = open();
    const { sha256 } = await files.put(chunks('to be removed'), LIMITS);
    await files.remove(sha256);
    await files.remove(sha256);
    expect(await files.get(sha256)).toBeNull();
    await files.put(chunks('to be removed'), LIMITS);
    expect(await textOf((await files.get(sha256))!.stream())).toBe('to be removed');
  });

  it('that were begun and never finished, since their process was killed, are removed once nobody wrote to them for an hour', async () => {
    const files = open();
    const { sha256 } = await files.put(chunks('old and stored'), LIMITS);
    const incoming = (name: string) => join(home, 'evidence', 'incoming', name);
    await writeFile(incoming('old'), 'half of it');
    await writeFile(incoming('young'), 'half of it');
    await utimes(incoming('old'), new Date(), new Date(Date.now() - 3_601_000));
    expect(await files.tidy(3_600_000)).toBe(1);
    expect(await readdir(join(home, 'evidence', 'incoming'))).toEqual(['young']);
    expect(await files.get(sha256)).not.toBeNull();
  });

  it.each(['sha256:../../etc/passwd', `sha256:${'A'.repeat(64)}`, digestOf('never stored')])('are not there for %s', async (digest) => {
    expect(await open().get(digest)).toBeNull();
  });
});

describe('evidence files on a disk', () => {
  it('are for this user only, and nothing is removed where nothing is', async () => {
    const { sha256 } = await evidenceOnDisk(home).put(chunks('mine'), LIMITS);
    const hex = sha256.slice(7);
    expect((await stat(join(home, 'evidence', hex.slice(0, 2), hex.slice(2)))).mode & 0o777).toBe(0o400);
    expect(await evidenceOnDisk(join(home, 'nothing', 'here')).tidy(0)).toBe(0);
  });
});

describe('evidence files in a bucket', () => {
  it('are written on the condition that they are not there, with their SHA-256, and never a second time', async () => {
    const files = evidenceInS3(s3.config, home);
    const { sha256 } = await files.put(chunks('once'), LIMITS);
    const { 'if-none-match': condition, 'x-amz-checksum-sha256': checksum, 'content-type': type } = s3.newest();
    expect([condition, Buffer.from(String(checksum), 'base64').toString('hex'), type]).toEqual(['*', sha256.slice(7), 'application/octet-stream']);
    await writeFile(objectOf(sha256), 'evil');
    await files.put(chunks('once'), LIMITS);
    expect(await textOf((await files.get(sha256))!.stream())).toBe('evil');
  });

  it('are sent again after a fault that passes, and without the condition where the server knows none', async () => {
    const files = evidenceInS3(s3.config, home);
    s3.fail('PUT', 503, 409);
    const { sha256 } = await files.put(chunks('after two faults'), LIMITS);
    expect(await textOf((await files.get(sha256))!.stream())).toBe('after two faults');
    s3.fail('PUT', 501);
    await files.put(chunks('without condition'), LIMITS);
    expect(s3.newest()['if-none-match']).toBeUndefined();
  });

  it('are refused as away when the bucket does not answer, is not there, or the keys may not use it; nothing stays here', async () => {
    const away = { ...s3.config, endpoint: 'http://127.0.0.1:9' };
    await expect(evidenceInS3(away, home).put(chunks('lost'), LIMITS)).rejects.toThrow(EvidenceAway);
    await expect(evidenceInS3({ ...s3.config, bucket: 'nobodys-bucket' }, home).put(chunks('lost'), LIMITS)).rejects.toThrow(/the bucket nobodys-bucket .*NoSuchBucket/);
    await expect(evidenceInS3({ ...s3.config, credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'not the secret' } }, home).put(chunks('lost'), LIMITS)).rejects.toThrow(/SignatureDoesNotMatch/);
    s3.fail('HEAD', 403);
    await expect(evidenceInS3(s3.config, home).get(digestOf('lost'))).rejects.toThrow(EvidenceAway);
    expect(await readdir(join(home, 'evidence', 'incoming'))).toEqual([]);
  });

  it('are looked at by the doctor, who says in one line what is wrong', async () => {
    expect(await bucketTrouble(s3.config)).toBeNull();
    expect(await bucketTrouble({ ...s3.config, bucket: 'nobodys-bucket' })).toBe('there is no bucket nobodys-bucket');
    s3.fail('GET', 403);
    expect(await bucketTrouble(s3.config)).toMatch(/^the keys may not read and list the bucket evidence-test \(/);
    expect(await bucketTrouble({ ...s3.config, endpoint: 'http://127.0.0.1:9' })).toMatch(/does not answer as it should \(.*ECONNREFUSED/);
  });

  it('come and go through the API, which says when the bucket is away and hands out nothing that was changed', async () => {
    const api = await startTestApi({ evidenceS3: s3.config });
    try {
      const stored = ok(await api.as('mira').upload('/v1/evidence?name=report.txt', 'in the bucket'));
      expect(stored).toMatchObject({ sha256: digestOf('in the bucket'), type: 'text/plain' });
      expect((await api.as('ruth').get(`/v1/evidence/${stored['sha256']}`)).text).toBe('in the bucket');
      s3.fail('PUT', 503, 503, 503);
      const away = await api.as('mira').upload('/v1/evidence', 'not now');
      expect([away.status, away.body['code'], away.headers.get('retry-after'), away.body['detail']]).toEqual([503, 'unavailable', '1', expect.stringMatching(/^the bucket evidence-test of the evidence files does not answer as it should .*; try again in a moment$/)]);
      expect((await api.as('mira').get(`/v1/cases/evd_${digestOf('not now').slice(7)}/events`)).status).toBe(404);
      await writeFile(objectOf(String(stored['sha256'])), 'not the bytes');
      const changed = await api.as('ruth').get(`/v1/evidence/${stored['sha256']}`);
      expect([changed.status, changed.body['code']]).toEqual([422, 'digest_mismatch']);
      await rm(objectOf(String(stored['sha256'])));
      expect((await api.as('ruth').get(`/v1/evidence/${stored['sha256']}`)).body['code']).toBe('unknown_evidence');
    } finally {
      await api.stop();
    }
  });

  it('are of one object while they are read: another in its place ends the reading', async () => {
    const files = evidenceInS3(s3.config, home);
    const { sha256 } = await files.put(chunks('read me'), LIMITS);
    const found = await files.get(sha256);
    s3.fail('GET', 412);
    await expect(textOf(found!.stream())).rejects.toThrow(EvidenceAway);
  });
});
