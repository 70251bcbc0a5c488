import { checkPolicy } from '../../domain/policy/check.ts';
import { formatProblem } from '../../domain/policy/problem.ts';
import { loadDirectoryFile } from '../../store/directory-file.ts';
import { holidayYears, loadPolicyDir, locateProblems } from '../../store/policy-files.ts';
import { fields } from '../print.ts';
import type { Run } from '../spec.ts';
import { placesOf } from './ground.ts';

/** Everything that would keep a policy from being activated (design §8). */
export const check: Run = async (given, { io }) => {
  const now = new Date().toISOString();
  const { dir, directoryFile } = placesOf(given, io.env);
  const policy = loadPolicyDir(dir, holidayYears(Number(now.slice(0, 4))));
  const directory = loadDirectoryFile(directoryFile, Array.isArray(policy) ? undefined : Object.keys(policy.calendars));
  const unread = [...(Array.isArray(policy) ? policy : []), ...(Array.isArray(directory) ? directory : [])];
  const problems = Array.isArray(policy) || Array.isArray(directory) ? unread : locateProblems(dir, checkPolicy(policy, directory, now));
  const digest = Array.isArray(policy) ? null : policy.digest;
  const ok = problems.length === 0;
  return {
    json: { ok, policy: dir, directory: directoryFile, digest, problems },
    text: ok ? fields({ policy: dir, directory: directoryFile, digest, verdict: 'fit to be activated' }) : [...problems.map(formatProblem), `${problems.length} to mend in ${dir}`].join('\n'),
    code: ok ? 0 : 1,
  };
};
