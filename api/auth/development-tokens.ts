import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Arrived, whyNotLocal } from '../../domain/authority/this-machine.ts';
import type { Fault } from '../http/problem.ts';
import { bearerOf, type Strategy } from './caller.ts';

const PREFIX = 'ghdev_';
const tokensFile = z.record(z.string(), z.string().startsWith(PREFIX));
export type DevelopmentTokens = Readonly<Record<string, string>>;

/**
 * Personal tokens of the people of the directory, for the embedded start on loopback only: kept in a file of mode 0600,
 * made for whoever has none yet.
 * @throws Error when the file is there and is not what we wrote.
 */
export function developmentTokens(file: string, people: readonly string[]): DevelopmentTokens {
  const kept = readTokens(file);
  const tokens = Object.fromEntries(people.map((id) => [id, kept[id] ?? `${PREFIX}${randomBytes(24).toString('base64url')}`]));
  mkdirSync(dirname(file), { recursive: true, mode: 0o711 });
  writeFileSync(`${file}.new`, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return tokens;
}

function readTokens(file: string): DevelopmentTokens {
  if (!existsSync(file)) return {};
  try {
    return tokensFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new Error(`${file} does not hold development tokens ({"person": "${PREFIX}…"}): remove it, and new ones are made`);
  }
}

/** Refuses a development token, and whatever else counts on this machine only, from anywhere else. */
export function notLocal(request: Arrived, publicUrl: string): Fault | null {
  const why = whyNotLocal(request, publicUrl);
  if (why === null) return null;
  return { refused: 'not_authenticated', detail: `development tokens count on this machine only, and ${why}; sign in as yourself` };
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Signs people in by their development tokens, with the assurance `development`; refuses from anywhere but loopback. */
export function developmentSignIn(tokens: DevelopmentTokens, publicUrl: string): Strategy {
  const people = Object.entries(tokens).map(([id, token]) => ({ id, hash: digest(token) }));
  return async (request) => {
    const token = bearerOf(request);
    if (!token?.startsWith(PREFIX)) return null;
    const refused = notLocal(request, publicUrl);
    if (refused) return refused;
    const given = digest(token);
    const person = people.find(({ hash }) => timingSafeEqual(hash, given));
    if (!person) return { refused: 'not_authenticated', detail: 'the development token is unknown; read it from dev-tokens.json in GATEHOUSE_HOME' };
    return { kind: 'person', id: person.id, assurance: 'development' };
  };
}
