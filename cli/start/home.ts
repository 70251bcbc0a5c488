import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs';
import { canReach, postgresAccount, userName } from './postgres-account.ts';
import { oneLine, StartRefused } from './refusal.ts';

function refuseOther(home: string): void {
  const owner = statSync(home).uid;
  const self = process.getuid?.();
  if (self === undefined || owner === self) return;
  throw new StartRefused(
    `GATEHOUSE_HOME is ${home}: it belongs to ${userName(owner)} and this is ${userName(self)}; start as ${userName(owner)}, or set GATEHOUSE_HOME to another folder`,
  );
}

/** As root, lets PostgreSQL's user pass through our own folder (never through those above); what is in it stays closed. */
function openForPostgres(home: string, progress: (line: string) => void): void {
  const account = postgresAccount(progress);
  const { mode } = statSync(home);
  if (account !== undefined && (mode & 0o001) === 0 && !canReach(account, home, 'x')) chmodSync(home, (mode & 0o777) | 0o011);
}

/**
 * Makes the data folder, usable by us and passable for PostgreSQL's user.
 * @throws StartRefused when it can't be made or written, or belongs to another user: root on a user's data (and the
 * reverse) would leave files that the other can't touch.
 */
export function prepareHome(home: string, needsPostgres: boolean, progress: (line: string) => void): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o711 });
  } catch (error) {
    throw new StartRefused(`GATEHOUSE_HOME is ${home}: the folder cannot be made (${oneLine(error)}); set it to one that you may write`);
  }
  refuseOther(home);
  try {
    accessSync(home, constants.W_OK | constants.X_OK);
  } catch {
    throw new StartRefused(`GATEHOUSE_HOME is ${home}: the folder is not writable; make it so (chmod u+wx), or set it to another one`);
  }
  if (needsPostgres) openForPostgres(home, progress);
}
