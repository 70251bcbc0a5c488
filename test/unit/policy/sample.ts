import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../config.ts';
import type { Directory } from '../../../contracts/directory.ts';
import type { Policy } from '../../../contracts/policy.ts';
import { wouldBeRequest } from '../../../contracts/would-be-request.ts';
import type { WouldBeRequest } from '../../../contracts/would-be-request.ts';
import { formatProblem } from '../../../domain/policy/problem.ts';
import type { PolicyProblem } from '../../../domain/policy/problem.ts';
import { loadDirectoryFile } from '../../../store/directory-file.ts';
import { loadPolicyDir, parsePolicyTexts } from '../../../store/policy-files.ts';

export const POLICY_DIR = join(packageRoot(), 'policy');
export const FAST_DIR = join(packageRoot(), 'examples', 'policy-fast');
export const DIRECTORY_FILE = join(packageRoot(), 'examples', 'organisation', 'directory.yaml');
export const YEARS = [2026, 2027];
/** A Monday morning on which everybody but the long-absent works. */
export const NOW = '2026-11-23T09:00:00.000Z';

/** The value, or a failure that shows the problems as people would read them. */
export function valid<T>(loaded: T | PolicyProblem[]): T {
  if (Array.isArray(loaded)) throw new Error(loaded.map(formatProblem).join('\n'));
  return loaded;
}

export const shippedPolicy = (): Policy => valid(loadPolicyDir(POLICY_DIR, YEARS));
export const fastPolicy = (): Policy => valid(loadPolicyDir(FAST_DIR, YEARS));
export const exampleDirectory = (): Directory => valid(loadDirectoryFile(DIRECTORY_FILE, Object.keys(shippedPolicy().calendars)));

/** The texts of the shipped policy, by file name. */
export function shippedTexts(): Record<string, string> {
  const names = readdirSync(POLICY_DIR).filter((name) => name.endsWith('.yaml'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(POLICY_DIR, name), 'utf8')]));
}

/** The shipped texts with one replaced passage; fails when the passage is not there, so that no test passes for nothing. */
export function edited(file: string, passage: string | RegExp, replacement: string): Record<string, string> {
  const texts = shippedTexts();
  const before = texts[file] ?? '';
  const after = before.replace(passage, replacement);
  if (after === before) throw new Error(`${file} has no passage ${String(passage)}`);
  return { ...texts, [file]: after };
}

/** The problems of a policy that must not load, one line each. */
export function problemsOf(texts: Record<string, string>): string[] {
  const loaded = parsePolicyTexts(texts, YEARS);
  if (!Array.isArray(loaded)) throw new Error('the policy loads without a problem');
  return loaded.map(formatProblem);
}

/** A policy of the shipped texts with one replaced passage that still loads. */
export const editedPolicy = (file: string, passage: string | RegExp, replacement: string): Policy => valid(parsePolicyTexts(edited(file, passage, replacement), YEARS));

type Profile = Partial<WouldBeRequest['system']['risk_profile']>;

/** A request of the example organisation for a system of the claims unit; medium unless the profile says otherwise. */
export function request(profile: Profile = {}, more: Partial<Pick<WouldBeRequest, 'novel' | 'requester' | 'authors'>> & { type?: WouldBeRequest['system']['type'] } = {}): WouldBeRequest {
  const { type = 'predictive', ...rest } = more;
  return wouldBeRequest.parse({
    environment: 'production',
    requester: 'devon',
    authors: ['ada'],
    novel: false,
    ...rest,
    system: {
      name: 'Claims triage',
      use_case: 'Sorts incoming claims by urgency',
      intended_use: 'Decision support for claims handlers',
      type,
      our_role: 'provider',
      owner: 'mira',
      unit: 'claims',
      risk_profile: {
        consequence: 2,
        likelihood: 4,
        affected_people: 500,
        personal_data: false,
        special_category_data: false,
        external_users: false,
        oversight: 'in_the_loop',
        ...profile,
      },
    },
  });
}
