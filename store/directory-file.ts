import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { directoryFile } from '../contracts/directory.ts';
import type { Directory } from '../contracts/directory.ts';
import { directoryProblems } from '../domain/directory-check.ts';
import { problem } from '../domain/policy/problem.ts';
import type { PolicyProblem } from '../domain/policy/problem.ts';
import { parseYaml, reasonOf } from './yaml-file.ts';

/**
 * Reads the directory. Every problem names file, line, column and key, and what is allowed. `calendars` are those of the
 * policy in force; without them a person's calendar is not looked up.
 */
export function loadDirectoryFile(path: string, calendars?: readonly string[]): Directory | PolicyProblem[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return [problem(basename(path), [], `the directory ${path} can't be read (${reasonOf(error)})`, 'name a readable YAML file')];
  }
  return parseDirectoryText(basename(path), text, calendars);
}

/** As {@link loadDirectoryFile}, from a text. `file` is the name that problems carry. */
export function parseDirectoryText(file: string, text: string, calendars?: readonly string[]): Directory | PolicyProblem[] {
  const { value, problems, locate } = parseYaml(file, text, directoryFile);
  if (!value) return [...problems];
  const found = directoryProblems(value, calendars).map((each) => ({ ...each, file, ...locate(each.path) }));
  return found.length > 0 ? found : value;
}
