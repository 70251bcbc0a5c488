import type { Environment } from '../../config.ts';
import { keepLogin, keptLogin } from './kept.ts';

/** A token that ends within so many milliseconds might end on its way. */
const MARGIN_MS = 30_000;

/**
 * The token of who signed in at this API with `gatehouse login`, renewed when it is about to end; null when nobody did,
 * or the sign-in is over. @throws Failure (3) when it needs renewing and the provider does not answer
 */
export async function currentToken(env: Environment, api: string): Promise<string | null> {
  const kept = keptLogin(env, api);
  if (kept === null) return null;
  if (Date.parse(kept.expires_at) - MARGIN_MS > Date.now()) return kept.id_token;
  const { renewed } = await import('./provider.ts');
  const next = await renewed(kept);
  keepLogin(env, api, next);
  return next?.id_token ?? null;
}
