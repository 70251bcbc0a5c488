import { randomUUID } from 'node:crypto';
import type { Directory } from '../../contracts/directory.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import type { CommandMeta } from '../../contracts/ledger.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Command } from '../../domain/aggregate.ts';
import { checkPolicy } from '../../domain/policy/check.ts';
import { formatProblem, type PolicyProblem } from '../../domain/policy/problem.ts';
import { loadDirectoryFile } from '../../store/directory-file.ts';
import { execute } from '../../store/execute.ts';
import { holidayYears, loadPolicyDir } from '../../store/policy-files.ts';
import type { Store } from '../../store/store.ts';
import type { HouseReader } from '../../store/house.ts';
import type { Log } from '../log.ts';

/** Why Gatehouse does not start; one line. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

export interface HouseWish {
  readonly store: Store;
  readonly house: HouseReader;
  readonly policy: Policy | readonly PolicyProblem[];
  /** Null when no file is named: then the one loaded last stays. */
  readonly directory: Directory | readonly PolicyProblem[] | null;
  readonly log: Log;
}

const isFaulty = (found: Policy | Directory | readonly PolicyProblem[] | null): found is readonly PolicyProblem[] => Array.isArray(found);
const lines = (problems: readonly PolicyProblem[]): string => problems.slice(0, 5).map(formatProblem).join(' | ');

/** Nobody in particular: the start of the process. */
const startMeta = (): CommandMeta => ({ command_id: `start/${randomUUID()}`, actor: { kind: 'machine', id: 'gatehouse', on_behalf_of: null }, door: 'system', assurance: 'session' });

async function order(store: Store, name: string, body: object): Promise<void> {
  const outcome = await execute(store, { kind: 'house', id: HOUSE_ID }, { name, body: body as Command['body'] }, startMeta());
  if (!outcome.ok) throw new StartRefused(`${name} was refused at the start: ${outcome.refusal.detail}`);
}

/**
 * Brings policy and directory of the disk into the record (design §8): an empty store takes the policy that it finds,
 * later a changed one is a proposal that is named in the log, and the last activated one stays in force; the directory is
 * loaded with its difference. Faulty files change nothing once there is something to go on with.
 * @throws StartRefused when there is nothing to go on with.
 */
export async function openHouse(wish: HouseWish): Promise<void> {
  const { store, house, log } = wish;
  const before = await house.get();
  const directory = usableDirectory(wish, before.active !== null);
  if (before.active === null) await bootstrap(wish, directory, before.at);
  if (directory) await order(store, 'load-directory', { directory });
  if (before.active === null) return;
  const { active, directory: current, at } = await house.get();
  const { policy } = wish;
  if (isFaulty(policy)) return log.error(`the policy on disk is faulty and was left aside, ${String(active)} stays in force: ${lines(policy)}`);
  const problems = policy.digest === active ? [] : checkPolicy(policy, current, at);
  if (problems.length > 0) return log.error(`the policy on disk, ${policy.digest}, can't be activated and was left aside: ${lines(problems)}`);
  await order(store, 'propose-policy', { digest: policy.digest, policy, source: 'disk' });
  if (policy.digest !== active) log.warn(`the policy on disk, ${policy.digest}, is not activated: ${String(active)} stays in force until a second person activates it (gatehouse policy activate)`);
}

function usableDirectory({ directory, log }: HouseWish, hasOne: boolean): Directory | null {
  if (directory === null && !hasOne) throw new StartRefused('GATEHOUSE_DIRECTORY is not set: name a directory file, e.g. examples/organisation/directory.yaml');
  if (!isFaulty(directory)) return directory;
  if (!hasOne) throw new StartRefused(`the directory is faulty: ${lines(directory)}`);
  log.error(`the directory on disk is faulty, and the one loaded last stays in force: ${lines(directory)}`);
  return null;
}

async function bootstrap({ store, policy, log }: HouseWish, directory: Directory | null, at: string): Promise<void> {
  if (isFaulty(policy)) throw new StartRefused(`the policy is faulty: ${lines(policy)}`);
  const problems = directory ? checkPolicy(policy, directory, at) : [];
  if (problems.length > 0) throw new StartRefused(`the policy can't be put in force with this directory: ${lines(problems)}`);
  await order(store, 'bootstrap-policy', { policy, source: 'disk' });
  log.info(`policy ${policy.digest} is in force, the first one of this store`);
}

/** Policy and directory as they lie on disk, at `now`. */
export function readDisk(policyDir: string, directoryFile: string | undefined, now: string): Pick<HouseWish, 'policy' | 'directory'> {
  const policy = loadPolicyDir(policyDir, holidayYears(Number(now.slice(0, 4))));
  const calendars = isFaulty(policy) ? undefined : Object.keys(policy.calendars);
  return { policy, directory: directoryFile === undefined ? null : loadDirectoryFile(directoryFile, calendars) };
}
