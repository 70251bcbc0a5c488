import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../../config.ts';
import { wrongUse } from '../failure.ts';

const login = z.strictObject({
  issuer: z.string(),
  client_id: z.string(),
  /** What the API takes as a bearer token. */
  id_token: z.string(),
  refresh_token: z.string().nullable(),
  expires_at: z.string(),
});
/** What `gatehouse login` keeps for one API. */
export type Login = z.infer<typeof login>;

const file = z.record(z.string(), login);

/** Where sign-ins are kept: `logins.json` in the user's configuration folder. */
export const loginsFile = (env: Environment): string => join(env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config'), 'gatehouse', 'logins.json');

function readAll(path: string): Readonly<Record<string, Login>> {
  if (!existsSync(path)) return {};
  try {
    return file.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return wrongUse(`${path} does not hold what "gatehouse login" wrote there; remove it, and sign in again`);
  }
}

/** The sign-in at this API; null without one. @throws Failure (2) for a file that is not ours */
export const keptLogin = (env: Environment, api: string): Login | null => readAll(loginsFile(env))[api] ?? null;

/** Keeps a sign-in, or with null forgets it; the file is for its owner only (0600). */
export function keepLogin(env: Environment, api: string, kept: Login | null): void {
  const path = loginsFile(env);
  const { [api]: _before, ...others } = readAll(path);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, `${JSON.stringify(kept === null ? others : { ...others, [api]: kept }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}
