import type { Run } from '../spec.ts';
import { keepLogin, keptLogin } from './kept.ts';

/** Forgets the sign-in at this API; the tokens end by themselves. */
export const logout: Run = async (_given, { io, api: { url } }) => {
  const was = keptLogin(io.env, url) !== null;
  if (was) keepLogin(io.env, url, null);
  return { json: { signed_out: was, api: url }, text: was ? `signed out of ${url}` : `nobody was signed in at ${url}` };
};
