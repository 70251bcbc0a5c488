import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/** Why a signature over weights does not count; `detail` is one line for the person who has to mend it. */
export type WeightsSignature = { readonly ok: true } | { readonly ok: false; readonly detail: string };

/**
 * Checks an Ed25519 signature over the ASCII text `sha256:<hex>` of the weights, so that a file of any size is signed
 * without ever being on the server (design §7, R-14). Make one with:
 * `printf %s sha256:… > digest.txt && openssl pkeyutl -sign -rawin -inkey key.pem -in digest.txt | base64 -w0`
 * (OpenSSL signs a file, not a pipe). Never throws.
 */
export function verifyWeightsSignature(digest: string, signatureBase64: string, publicKeyPem: string): WeightsSignature {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return wrong(`"${digest}" is not a digest; sign sha256: and 64 hex digits`);
  if (!/^[A-Za-z0-9+/]{86}==$/.test(signatureBase64)) return wrong('the signature is not 64 bytes in base64; Ed25519 gives 86 characters and ==');
  const key = publicKey(publicKeyPem);
  if (key?.asymmetricKeyType !== 'ed25519') return wrong('the signing key is not an Ed25519 public key in PEM; make it with: openssl pkey -pubout');
  if (verify(null, Buffer.from(digest, 'ascii'), key, Buffer.from(signatureBase64, 'base64'))) return { ok: true };
  return wrong(`the signature is not by this key over the text ${digest}; sign the digest of the version's weights again`);
}

function publicKey(pem: string): KeyObject | null {
  try {
    // createPublicKey would take a private key too, which has no place in a register
    return pem.includes('PRIVATE KEY') ? null : createPublicKey(pem);
  } catch {
    return null;
  }
}

const wrong = (detail: string): WeightsSignature => ({ ok: false, detail });
