import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../config.ts';

/** The folder of `package.json`. */
export const ROOT = packageRoot();

/**
 * Every file of the repository, as paths from its root: those that git tracks, and new ones that it does not ignore.
 * @throws Error when this is no git checkout.
 */
export function repositoryFiles(): string[] {
  const answer = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  if (answer.status !== 0) throw new Error(`git ls-files failed: run the checks in a git checkout (${answer.stderr.trim()})`);
  return answer.stdout.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path))).sort();
}

/** The text of a file of the repository. */
export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** A JSON file of the repository; the caller says what it holds. */
export const jsonOf = (path: string): unknown => JSON.parse(textOf(path));

/** The line of a place in a text, counted from 1. */
export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
