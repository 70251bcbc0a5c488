import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { StartRefused } from './refusal.ts';

/** The user that runs PostgreSQL, which refuses to run as root. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number };

function accounts(): { name: string; uid: number; gid: number }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** The name of a user id, or the number itself. */
export function userName(uid: number): string {
  try {
    return accounts().find((account) => account.uid === uid)?.name ?? `user ${uid}`;
  } catch {
    return `user ${uid}`;
  }
}

function named(name: string): Account | undefined {
  return accounts().find((account) => account.name === name);
}

function createAccount(progress: (line: string) => void): void {
  progress('PostgreSQL does not run as root: making the system user "postgres"');
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', 'postgres']);
}

/**
 * `undefined` when PostgreSQL can run as we do; as root, the user `postgres` (made when missing), else `nobody`.
 * @throws StartRefused when there is no such user.
 */
export function postgresAccount(progress: (line: string) => void): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (named('postgres') === undefined) createAccount(progress);
  const account = named('postgres') ?? named('nobody');
  if (account === undefined)
    throw new StartRefused('PostgreSQL does not run as root and no user "postgres" could be made; run `useradd --system postgres`, or start as a normal user');
  return account;
}

/** True when that user can reach the path through all its parents and has the right (`x` to enter or run, `w` to write). */
export function canReach(account: Account | undefined, path: string, right: 'x' | 'w'): boolean {
  const as = account === undefined ? {} : { uid: account.uid, gid: account.gid };
  return spawnSync('/bin/sh', ['-c', `test -${right} "$1"`, 'sh', path], { ...as, cwd: '/' }).status === 0;
}
