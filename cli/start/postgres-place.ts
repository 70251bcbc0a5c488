import { randomBytes } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Account, canReach, userName } from './postgres-account.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { StartRefused } from './refusal.ts';

/** Where a cluster lives and runs from: `folder` belongs to the account, the cluster is `data` in it. */
export type PostgresPlace = { readonly folder: string; readonly bin: string };

/** A folder of ours that every user can enter. One that somebody else put there is never used. */
function commonFolder(): string {
  for (const base of ['/var/lib/gatehouse', join(tmpdir(), 'gatehouse-0')]) {
    try {
      mkdirSync(base, { recursive: true, mode: 0o755 });
    } catch {
      continue;
    }
    if (statSync(base).uid === process.getuid?.()) return base;
  }
  throw new StartRefused('no folder under /var/lib or the temporary folder can be made for its data; set GATEHOUSE_HOME to a folder that every user can enter');
}

function folderFor(wanted: string, account: Account | undefined, progress: (line: string) => void): string {
  const pointer = `${wanted}.place`;
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  const home = dirname(wanted);
  if (account === undefined || canReach(account, home, 'x')) return wanted;
  if (existsSync(wanted))
    throw new StartRefused(`PostgreSQL runs as ${account.name}, who can no longer enter ${home}: allow it (chmod o+x on that folder and those above it), the data is there`);
  const folder = join(commonFolder(), randomBytes(6).toString('hex'));
  progress(`PostgreSQL runs as ${account.name}, who cannot enter ${home}: its data goes to ${folder}`);
  writeFileSync(pointer, `${folder}\n`);
  return folder;
}

function refuseOther(folder: string, account: Account | undefined): void {
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  const expected = account?.uid ?? process.getuid?.();
  if (owner === undefined || expected === undefined || owner === expected) return;
  throw new StartRefused(
    `${folder} belongs to ${userName(owner)}, not to ${userName(expected)}: start as the user who made it, or set GATEHOUSE_HOME to another folder`,
  );
}

function copyOf(binaries: PostgresBinaries): string {
  const copy = join(commonFolder(), `postgresql-${binaries.version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(binaries.native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

function reachableBin(binaries: PostgresBinaries, account: Account | undefined, progress: (line: string) => void): string {
  const bin = join(binaries.native, 'bin');
  if (account === undefined || canReach(account, join(bin, 'initdb'), 'x')) return bin;
  progress(`PostgreSQL runs as ${account.name}, who cannot enter ${binaries.native}: running a copy of it`);
  return join(copyOf(binaries), 'bin');
}

/**
 * Chooses and makes the folder of a cluster: `wanted`, or, as root, one elsewhere when PostgreSQL's user can't enter it.
 * @throws StartRefused when the folder belongs to another user, or its data can no longer be reached.
 */
export function preparePlace(
  wanted: string,
  binaries: PostgresBinaries,
  account: Account | undefined,
  progress: (line: string) => void,
): PostgresPlace {
  refuseOther(wanted, account);
  const folder = folderFor(wanted, account, progress);
  refuseOther(folder, account);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return { folder, bin: reachableBin(binaries, account, progress) };
}
