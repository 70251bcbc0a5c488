import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { canonicalJson } from '../contracts/json.ts';
import { POLICY_FILES } from '../contracts/policy.ts';
import type { calendarsFile, Policy } from '../contracts/policy.ts';
import { policyProblems } from '../domain/policy/check.ts';
import { nearest } from '../domain/policy/nearest.ts';
import { problem } from '../domain/policy/problem.ts';
import type { PolicyProblem } from '../domain/policy/problem.ts';
import { holidaysOf } from './holidays.ts';
import { parseYaml, reasonOf } from './yaml-file.ts';
import type { ParsedFile } from './yaml-file.ts';

type FileName = keyof typeof POLICY_FILES;
type Contents = { readonly [K in FileName]: z.output<(typeof POLICY_FILES)[K]> };
type Parsed = { readonly [K in FileName]: ParsedFile<Contents[K]> };
type Calendars = z.output<typeof calendarsFile>['calendars'];

const NAMES = Object.keys(POLICY_FILES) as FileName[];
const quote = (names: readonly string[]) => names.join(', ');

/** The years whose holidays a policy activated at this year needs: the last, this and the next five. */
export const holidayYears = (year: number): number[] => [-1, 0, 1, 2, 3, 4, 5].map((offset) => year + offset);

/**
 * Reads a policy folder. Every problem names file, line, column and key, and what is allowed; there is no half a policy.
 * Holidays of `years` are resolved into dates. The digest is that of the content as written, defaults filled in and
 * holidays not yet resolved, so the same files have the same digest in every year (design §8).
 */
export function loadPolicyDir(dir: string, years: readonly number[]): Policy | PolicyProblem[] {
  const texts = readTexts(dir);
  return Array.isArray(texts) ? texts : parsePolicyTexts(texts, years);
}

/** As {@link loadPolicyDir} from texts by file name, for a policy that is proposed over the API. */
export function parsePolicyTexts(texts: Readonly<Record<string, string>>, years: readonly number[]): Policy | PolicyProblem[] {
  const missing = missingFiles(Object.keys(texts), 'the policy');
  if (missing.length > 0) return missing;
  const parsed = parseAll(texts);
  const contents = contentsOf(parsed);
  if (Array.isArray(contents)) return contents;
  const resolved = withHolidays(contents['calendars.yaml'].calendars, years);
  if (Array.isArray(resolved)) return located(resolved, parsed);
  const policy = assemble(contents, resolved);
  const wrong = policyProblems(policy);
  return wrong.length > 0 ? located(wrong, parsed) : policy;
}

/** Fills in the places of problems that `checkPolicy` found in a policy of this folder. Others stay as they are. */
export function locateProblems(dir: string, problems: readonly PolicyProblem[]): PolicyProblem[] {
  const texts = readTexts(dir);
  return Array.isArray(texts) ? [...problems] : located(problems, parseAll(texts));
}

function readTexts(dir: string): Record<string, string> | PolicyProblem[] {
  let present: string[];
  try {
    present = readdirSync(dir, { withFileTypes: true }).filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    return [problem(basename(dir), [], `the policy folder ${dir} can't be read (${reasonOf(error)})`, 'name a readable folder that holds the policy files')];
  }
  const yaml = present.filter((name) => /\.ya?ml$/.test(name));
  const wrong = [...missingFiles(yaml, dir), ...unknownFiles(yaml)];
  if (wrong.length > 0) return wrong;
  return Object.fromEntries(NAMES.map((name) => [name, readFileSync(join(dir, name), 'utf8')]));
}

function missingFiles(present: readonly string[], where: string): PolicyProblem[] {
  return NAMES.filter((name) => !present.includes(name)).map((name) =>
    problem(name, [], `the file ${name} is missing from ${where}`, `a policy is ${quote(NAMES)}; copy it from the shipped policy`),
  );
}

function unknownFiles(present: readonly string[]): PolicyProblem[] {
  return present
    .filter((name) => !(NAMES as readonly string[]).includes(name))
    .map((name) => problem(name, [], 'is no policy file', `${nearest(name, NAMES) ? `did you mean "${String(nearest(name, NAMES))}"? ` : ''}a policy is ${quote(NAMES)}`));
}

function parseAll(texts: Readonly<Record<string, string>>): Parsed {
  return Object.fromEntries(NAMES.map((name) => [name, parseYaml<unknown>(name, texts[name] ?? '', POLICY_FILES[name])])) as unknown as Parsed;
}

function contentsOf(parsed: Parsed): Contents | PolicyProblem[] {
  const problems = NAMES.flatMap((name) => [...parsed[name].problems]);
  if (problems.length > 0) return problems;
  return Object.fromEntries(NAMES.map((name) => [name, parsed[name].value])) as unknown as Contents;
}

function located(problems: readonly PolicyProblem[], parsed: Parsed): PolicyProblem[] {
  return problems.map((each) => {
    const file = parsed[each.file as FileName] as ParsedFile<unknown> | undefined;
    return file ? { ...each, ...file.locate(each.path) } : each;
  });
}

const kept = new Map<string, readonly string[]>();

/** Moon calendars cost a quarter of a second to work out and never change, so each place and span is worked out once. */
function keptHolidays(place: string, years: readonly number[]): readonly string[] {
  const key = `${place} ${years.join()}`;
  const [country = '', region] = place.split('-');
  const found = kept.get(key) ?? holidaysOf(country, region, years);
  kept.set(key, found);
  return found;
}

function withHolidays(calendars: Calendars, years: readonly number[]): Calendars | PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const resolved = Object.entries(calendars).map(([name, calendar]) => {
    try {
      const found = calendar.holidays_of === undefined ? [] : keptHolidays(calendar.holidays_of, years);
      const dates = new Set([...found, ...calendar.holidays].filter((date) => !calendar.not_holidays.includes(date)));
      return [name, { ...calendar, holidays: [...dates].sort() }];
    } catch (error) {
      problems.push(problem('calendars.yaml', ['calendars', name, 'holidays_of'], error instanceof Error ? error.message : String(error), 'or leave holidays_of out and list holidays'));
      return [name, calendar];
    }
  });
  return problems.length > 0 ? problems : (Object.fromEntries(resolved) as Calendars);
}

function assemble(contents: Contents, calendars: Calendars): Policy {
  const written = {
    tiers: contents['tiers.yaml'],
    lanes: contents['lanes.yaml'],
    ladders: contents['ladders.yaml'],
    calendars: contents['calendars.yaml'].calendars,
    thresholds: contents['thresholds.yaml'],
    raci: contents['raci.yaml'].raci,
    nonconformities: contents['nonconformities.yaml'],
  };
  const digest = `sha256:${createHash('sha256').update(canonicalJson(written)).digest('hex')}`;
  return { ...written, digest, calendars };
}
