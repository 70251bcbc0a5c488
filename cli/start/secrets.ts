import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartRefused } from './refusal.ts';

const passwordsSchema = z.object({ superuser: z.string().min(1), owner: z.string().min(1), app: z.string().min(1) });

/** The passwords of the embedded PostgreSQL's three roles. */
export type PostgresPasswords = z.infer<typeof passwordsSchema>;

/** Files with the secrets of an embedded start, made once, mode 0600. */
export type DevelopmentSecrets = {
  readonly permitKeyFile: string;
  readonly checkpointKeyFile: string;
  readonly slackSigningSecretFile: string;
  readonly oidcClientSecretFile: string;
};

function once(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return file;
}

function ed25519Pem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function keysFolder(home: string): string {
  const folder = join(home, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Makes the development secrets that are missing under `<home>/keys`; two different Ed25519 keys among them. */
export function developmentSecrets(home: string): DevelopmentSecrets {
  const folder = keysFolder(home);
  return {
    permitKeyFile: once(join(folder, 'permit.pem'), ed25519Pem),
    checkpointKeyFile: once(join(folder, 'checkpoint.pem'), ed25519Pem),
    slackSigningSecretFile: once(join(folder, 'slack-signing-secret'), () => `${randomBytes(16).toString('hex')}\n`),
    oidcClientSecretFile: once(join(folder, 'oidc-client-secret'), () => `${randomBytes(24).toString('hex')}\n`),
  };
}

/**
 * The database passwords in `file`, made when there is no such file.
 * @throws StartRefused when the file is not what we wrote.
 */
export function postgresPasswords(file: string): PostgresPasswords {
  const secret = (): string => randomBytes(24).toString('hex');
  once(file, () => `${JSON.stringify({ superuser: secret(), owner: secret(), app: secret() })}\n`);
  try {
    return passwordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new StartRefused(`${file} does not hold the passwords of PostgreSQL (superuser, owner, app): restore it, or remove it together with the database folder to begin anew`);
  }
}

/** Where `<home>/keys` keeps the database passwords. */
export function postgresPasswordsFile(home: string): string {
  return join(keysFolder(home), 'postgres.json');
}
