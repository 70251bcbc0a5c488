import { generateKeyPairSync, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompactSign } from 'jose';
import { verifyWeightsSignature } from '../../activities/evidence/weights-signature.ts';
import { publicJwks, signPermit, verifyPermitToken, type PermitClaims, type PublicJwks } from '../../api/permit-token.ts';
import { newId } from '../../store/new-id.ts';

function ed25519() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = { privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }), publicPem: publicKey.export({ type: 'spki', format: 'pem' }) };
  return { privatePem: String(pem.privatePem), publicPem: String(pem.publicPem), privateKey };
}

const ours = ed25519();
const foreign = ed25519();
const digest = `sha256:${'ab'.repeat(32)}`;
const claims: PermitClaims = {
  iss: 'https://gates.example', sub: newId('dep', 0), jti: newId('prm', 0), iat: 1_772_438_400, exp: 1_772_524_800,
  system: newId('sys', 0), version: newId('ver', 0), environment: 'production', digests: { weights: digest, code: `git:${'c'.repeat(40)}` }, package_digest: digest,
};
const inside = '2026-03-02T12:00:00.000Z';
let jwks: PublicJwks;
let token: string;

beforeAll(async () => {
  jwks = await publicJwks(ours.privatePem);
  token = await signPermit(claims, ours.privatePem);
});

/** Signs anything as if it were a permit. */
const signRaw = (payload: string, header: Record<string, string> = {}) =>
  new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'gatehouse-permit+jwt', kid: jwks.keys[0]?.kid ?? '', ...header })
    .sign(ours.privateKey);

describe('permit tokens', () => {
  it('carry their claims to whoever has the public keys', async () => {
    expect(await verifyPermitToken(token, jwks, inside)).toEqual({ ok: true, claims });
  });

  it('are the same text for the same claims, whatever the order of the keys', async () => {
    const turned = Object.fromEntries(Object.entries(claims).reverse()) as PermitClaims;
    expect(await signPermit(turned, ours.privatePem)).toBe(token);
  });

  it('are valid from iat on and no longer at exp', async () => {
    const at = async (now: string) => {
      const verdict = await verifyPermitToken(token, jwks, now);
      return verdict.ok ? 'valid' : verdict.reason;
    };
    expect(await Promise.all(['2026-03-02T07:59:59.999Z', '2026-03-02T08:00:00.000Z', '2026-03-03T07:59:59.999Z', '2026-03-03T08:00:00.000Z'].map(at)))
      .toEqual(['not_yet_valid', 'valid', 'valid', 'expired']);
  });

  it('are refused with any one character changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom('A', 'Q', 'g', 'w', '_', '.', '='), async (place, character) => {
        const i = place % token.length;
        fc.pre(token[i] !== character);
        const verdict = await verifyPermitToken(token.slice(0, i) + character + token.slice(i + 1), jwks, inside);
        expect(verdict.ok).toBe(false);
      }),
    );
  });

  it('of a key that is not ours are told apart from changed ones', async () => {
    const other = await signPermit(claims, foreign.privatePem);
    expect(await verifyPermitToken(other, jwks, inside)).toMatchObject({ ok: false, reason: 'unknown_key' });
    const [header, , signature] = token.split('.');
    const [, payload] = (await signPermit({ ...claims, environment: 'staging' }, ours.privatePem)).split('.');
    expect(await verifyPermitToken(`${header}.${payload}.${signature}`, jwks, inside)).toMatchObject({ ok: false, reason: 'bad_signature' });
  });

  it('are not anything else that our key has signed', async () => {
    const wrongType = await signRaw(JSON.stringify(claims), { typ: 'gatehouse-checkpoint+jwt' });
    const wrongClaims = await signRaw(JSON.stringify({ ...claims, sub: 'everything' }));
    for (const wrong of ['', 'a.b.c', 'token', wrongType, wrongClaims, await signRaw('no json')]) {
      const verdict = await verifyPermitToken(wrong, jwks, inside);
      expect([wrong, verdict.ok]).toEqual([wrong, false]);
    }
    expect(await verifyPermitToken(wrongClaims, jwks, inside)).toMatchObject({ reason: 'malformed', detail: expect.stringMatching(/must be the id of a deployment/) });
  });

  it('without a signature are refused', async () => {
    const bare = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${bare({ alg: 'none', typ: 'gatehouse-permit+jwt', kid: jwks.keys[0]?.kid })}.${bare(claims)}.`;
    expect(await verifyPermitToken(unsigned, jwks, inside)).toMatchObject({ ok: false, reason: 'malformed' });
  });

  it('are not signed with claims that are not whole', async () => {
    await expect(signPermit({ ...claims, digests: {} }, ours.privatePem)).rejects.toThrow(/at least one component/);
  });
});

describe('public keys', () => {
  it('are named by the RFC 7638 thumbprint, each once, without the private half', async () => {
    const { keys } = await publicJwks(ours.privatePem, foreign.publicPem, ours.publicPem);
    expect(keys).toHaveLength(2);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('have the thumbprint of RFC 8037, appendix A.3', async () => {
    const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', 'base64url')]);
    const { keys } = await publicJwks(`-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`);
    expect(keys[0]?.kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it('of another kind are refused with the command that makes a right one', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await expect(publicJwks(String(publicKey.export({ type: 'spki', format: 'pem' })))).rejects.toThrow(/openssl genpkey -algorithm ed25519/);
    await expect(signPermit(claims, ours.publicPem)).rejects.toThrow(/not an Ed25519 key in PEM/);
  });
});

describe('the signature over weights', () => {
  const signature = sign(null, Buffer.from(digest), ours.privateKey).toString('base64');

  it('counts when it is by the key over the text of the digest', () => {
    expect(verifyWeightsSignature(digest, signature, ours.publicPem)).toEqual({ ok: true });
  });

  it.each([
    ['another digest', `sha256:${'cd'.repeat(32)}`, signature, ours.publicPem, /is not by this key over the text sha256:cdcd/],
    ['another key', digest, signature, foreign.publicPem, /is not by this key/],
    ['a digest of another form', 'ab'.repeat(32), signature, ours.publicPem, /is not a digest; sign sha256:/],
    ['a signature of another form', digest, 'c2ln', ours.publicPem, /not 64 bytes in base64/],
    ['a text that is no key', digest, signature, 'key', /not an Ed25519 public key/],
    ['a private key', digest, signature, ours.privatePem, /not an Ed25519 public key/],
  ])('does not count for %s, and says why', (_name, text, base64, pem, detail) => {
    expect(verifyWeightsSignature(text, base64, pem)).toEqual({ ok: false, detail: expect.stringMatching(detail) });
  });
});
