import { join } from 'node:path';
import { type Environment, packageRoot, parseConfig } from '../../config.ts';
import type { Directory } from '../../contracts/directory.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { formatProblem, type PolicyProblem } from '../../domain/policy/problem.ts';
import { loadDirectoryFile } from '../../store/directory-file.ts';
import { holidayYears, loadPolicyDir } from '../../store/policy-files.ts';
import { Failure } from '../failure.ts';
import type { Given } from '../given.ts';

/** The files that a command is about. */
export interface Places {
  readonly dir: string;
  readonly directoryFile: string;
}

/** Policy folder and directory file that the command is about. @throws ConfigError for a wrong variable. */
export function placesOf(given: Given, env: Environment): Places {
  const config = parseConfig(env);
  const shipped = join(packageRoot(), 'examples', 'organisation', 'directory.yaml');
  return { dir: given.text('dir') ?? config.policyDir, directoryFile: given.text('directory') ?? config.directoryFile ?? shipped };
}

/** A refusal of files: one line per problem, with file, line, column and what is allowed. */
export function refuseFiles(problems: readonly PolicyProblem[], where: string): never {
  const lines = problems.map(formatProblem).join('\n');
  throw new Failure('refused', `${lines}\n${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${where}`);
}

/** @throws Failure (1) with every problem of the files. */
export function readPolicy(dir: string, now: Instant): Policy {
  const policy = loadPolicyDir(dir, holidayYears(Number(now.slice(0, 4))));
  return Array.isArray(policy) ? refuseFiles(policy, dir) : policy;
}

/** @throws Failure (1) with every problem of the file. */
export function readDirectory(file: string, policy: Policy): Directory {
  const directory = loadDirectoryFile(file, Object.keys(policy.calendars));
  return Array.isArray(directory) ? refuseFiles(directory, file) : directory;
}
