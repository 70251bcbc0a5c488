import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { readPrivate, writePrivate } from './private-file.ts';

const ALGORITHM = 'RS256';
const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) });
export type SigningKeys = z.infer<typeof jwks>;

/** The keys that sign tokens, made once: what was signed before a restart is still good after it. @throws Error for a file that is not ours */
export async function signingKeys(file: string): Promise<SigningKeys> {
  const kept = readPrivate(file, jwks);
  if (kept !== null) return kept;
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kty: 'RSA', kid: `embedded-${Date.now().toString(36)}`, alg: ALGORITHM, use: 'sig' };
  writePrivate(file, { keys: [key] });
  return { keys: [key] };
}
