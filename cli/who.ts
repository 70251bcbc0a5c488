import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../config.ts';
import { embeddedPort } from './embedded.ts';
import { reasonOf, wrongUse } from './failure.ts';
import { currentToken } from './login/current.ts';

/** The data folder of an embedded start. */
export const homeOf = (env: Environment): string => resolve(env['GATEHOUSE_HOME'] || '.gatehouse');

/** Which API, and as whom. */
export interface Identity {
  /** Without a slash at its end. */
  readonly url: string;
  /** Null when nobody is signed in. */
  readonly token: string | null;
  /** The token of `gatehouse login`, asked for when there is no other; null when nobody is signed in. */
  readonly kept?: () => Promise<string | null>;
}

export interface IdentityWish {
  readonly env: Environment;
  /** `--api URL` */
  readonly api?: string | undefined;
  /** `--as PERSON` */
  readonly as?: string | undefined;
}

/**
 * The API at `--api`, `GATEHOUSE_API`, or where the embedded start of GATEHOUSE_HOME put it; the token of `--as PERSON`
 * or `GATEHOUSE_TOKEN`, else of `gatehouse login`. @throws Failure (2) for a variable with a wrong value and for a person without a token.
 */
export function identify({ env, api, as }: IdentityWish): Identity {
  const url = addressOf(env, api);
  if (as !== undefined) return { url, token: developmentToken(homeOf(env), as, url) };
  return { url, token: tokenOf(env), kept: () => currentToken(env, url) };
}

function addressOf(env: Environment, option: string | undefined): string {
  const given = option ?? (env['GATEHOUSE_API'] || undefined);
  if (given === undefined) return `http://127.0.0.1:${embeddedPort(homeOf(env), 'api') ?? 3000}`;
  const fits = URL.canParse(given) && ['http:', 'https:'].includes(new URL(given).protocol);
  return fits ? given.replace(/\/+$/, '') : wrongUse(`${option === undefined ? 'GATEHOUSE_API' : '--api'} is "${given}": allowed is a URL that begins with http:// or https://`);
}

function tokenOf(env: Environment): string | null {
  const file = env['GATEHOUSE_TOKEN_FILE'];
  if (env['GATEHOUSE_TOKEN'] || !file) return env['GATEHOUSE_TOKEN'] || null;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    return wrongUse(`GATEHOUSE_TOKEN_FILE is "${file}" (${reasonOf(error)}): allowed is a readable file`);
  }
}

const tokens = z.record(z.string(), z.string());

/** Development tokens count on loopback only, and are sent nowhere else. */
function developmentToken(home: string, person: string, url: string): string {
  if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)) wrongUse(`--as is for an embedded start on this machine, and the API is ${url}; set GATEHOUSE_TOKEN instead`);
  const file = join(home, 'dev-tokens.json');
  const known = readTokens(file);
  return known[person] ?? wrongUse(`--as is "${person}", and ${file} knows: ${Object.keys(known).join(', ')}`);
}

function readTokens(file: string): Readonly<Record<string, string>> {
  try {
    return tokens.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return wrongUse(`--as needs ${file} (${reasonOf(error)}); "gatehouse start" makes it, in the folder that GATEHOUSE_HOME names`);
  }
}
