import { describe, expect, it } from '@jest/globals';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { Readable } from 'node:stream';
import { checkPackage, type Documents } from '../../../activities/check-package/check.ts';
import type { PackageToCheck } from '../../../activities/check-package/package.ts';

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const WEIGHTS = digestOf('weights');
const keys = generateKeyPairSync('ed25519');
const publicPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const signature = sign(null, Buffer.from(WEIGHTS, 'ascii'), keys.privateKey).toString('base64');
const strangerPem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

const PACKAGE: PackageToCheck = {
  round: 1,
  revision: 1,
  version_id: 'ver_1',
  documents: [{ name: 'model_card', sha256: digestOf('card') }],
  digests: { weights: WEIGHTS },
  registered: { weights: WEIGHTS },
  signature,
  signature_required: true,
  signing_keys: [strangerPem, publicPem],
};
const stored = (...texts: string[]): Documents => {
  const files = new Map(texts.map((text) => [digestOf(text), text]));
  return { get: async (sha256) => (files.has(sha256) ? { stream: () => Readable.from(Buffer.from(files.get(sha256)!)) } : null) };
};
const run = async (change: Partial<PackageToCheck> = {}, documents = stored('card')) => {
  const results = await checkPackage({ ...PACKAGE, ...change }, documents, () => undefined);
  return results.map(({ check, outcome, subject, code }) => `${check} ${subject}: ${outcome} ${code}`);
};

describe('the check of a package', () => {
  it('passes when the documents are intact, the digests as registered and the weights signed', async () => {
    expect(await run()).toEqual(['document model_card: pass intact', 'digests ver_1: pass as_registered', 'signature weights: pass genuine']);
  });

  it('asks for a signature only where the tier does', async () => {
    expect(await run({ signature_required: false, signature: null })).toEqual(['document model_card: pass intact', 'digests ver_1: pass as_registered']);
  });

  it('names the document that is not stored', async () => {
    expect(await run({}, stored())).toContain('document model_card: fail not_stored');
  });

  it('names the document whose bytes changed on the disk', async () => {
    const damaged: Documents = { get: async () => ({ stream: () => Readable.from(Buffer.from('damaged')) }) };
    expect(await run({}, damaged)).toContain('document model_card: fail bytes_differ');
  });

  it.each([
    ['no version of the register', { registered: null }, 'digests ver_1: fail not_registered'],
    ['another digest in the register', { registered: { weights: digestOf('other') } }, 'digests ver_1: fail differ'],
    ['a component that the register does not know', { registered: {} }, 'digests ver_1: fail differ'],
    ['a component that the package leaves out', { registered: { weights: WEIGHTS, code: digestOf('code') } }, 'digests ver_1: fail differ'],
    ['no weights', { digests: {}, registered: {} }, 'signature weights: fail no_weights'],
    ['no signature', { signature: null }, 'signature weights: fail not_signed'],
    ['no key that may sign', { signing_keys: [] }, 'signature weights: fail no_signing_key'],
    ['a signature by somebody else', { signing_keys: [strangerPem] }, 'signature weights: fail not_by_a_known_key'],
    ['a signature over other weights', { digests: { weights: digestOf('other') } }, 'signature weights: fail not_by_a_known_key'],
  ])('fails for %s', async (_, change, line) => {
    expect(await run(change)).toContain(line);
  });

  it('gives no verdict when a file cannot be read', async () => {
    const broken: Documents = { get: async () => ({ stream: () => Readable.from((async function* () { throw new Error('EIO'); })()) }) };
    await expect(run({}, broken)).rejects.toThrow('EIO');
  });
});
