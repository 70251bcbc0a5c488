import type { Directory } from '../../contracts/directory.ts';
import { PATHS, TRAITS } from '../../contracts/policy.ts';
import type { PathName, Policy, Trait } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { couldStillPass } from '../authority/matching.ts';
import { holders } from '../directory.ts';
import { lanesFor } from '../tier.ts';
import { problem } from './problem.ts';
import type { KeyPath, PolicyProblem } from './problem.ts';

interface Seen {
  readonly policy: Policy;
  readonly directory: Directory;
  readonly at: Instant;
}

/** Faults that show only when lanes meet people: for every unit, since a role may be held for some units alone. */
export function laneProblems(policy: Policy, directory: Directory, at: Instant): PolicyProblem[] {
  const seen = { policy, directory, at };
  const single = PATHS.flatMap((path) => [...quorums(path, seen), ...alone(path, seen)]);
  return [...once(single), ...once(committees(seen)), ...once(backups(seen)), ...(single.length > 0 ? [] : unfillable(seen))];
}

const once = (problems: readonly PolicyProblem[]): PolicyProblem[] => [...new Map(problems.map((each) => [`${each.file} ${each.key} ${each.message}`, each])).values()];

/** Every lane that a path may ever have: as if all traits held. */
const everyLane = (path: PathName, policy: Policy, traits: readonly Trait[] = TRAITS) => lanesFor(path, traits, policy).lanes;

const people = ({ directory, at }: Seen, role: string | undefined, unit: string): string[] =>
  role === undefined ? [] : holders(directory, role, at, unit).map(({ id }) => id);

/** The units for which `fails` holds, as text; undefined when there is none, `any unit` when all. */
function unitsWhere({ directory }: Seen, fails: (unit: string) => boolean): string | undefined {
  const failing = directory.units.filter(({ id }) => fails(id)).map(({ id }) => id);
  if (failing.length === 0) return undefined;
  return failing.length === directory.units.length ? 'any unit' : failing.join(', ');
}

function quorums(path: PathName, seen: Seen): PolicyProblem[] {
  return everyLane(path, seen.policy).flatMap(({ lane, needed }) => {
    const role = seen.policy.lanes.lanes[lane]?.role;
    const units = unitsWhere(seen, (unit) => people(seen, role, unit).length < needed);
    if (units === undefined || role === undefined) return [];
    const explicit = seen.policy.tiers.paths[path].quorum[lane] !== undefined;
    const [file, key]: readonly [string, KeyPath] = explicit ? ['tiers.yaml', ['paths', path, 'quorum', lane]] : ['lanes.yaml', ['lanes', lane, 'role']];
    return [problem(file, key, `the quorum of ${needed} in lane "${lane}" is larger than its members for systems of ${units}`, `lower it, or give the role "${role}" to more people`)];
  });
}

/** A lane that stands or falls with one person: as requester they could only fill it themselves, which is forbidden (R-79). */
function alone(path: PathName, seen: Seen): PolicyProblem[] {
  return everyLane(path, seen.policy).flatMap(({ lane, needed }) => {
    const config = seen.policy.lanes.lanes[lane];
    if (!config) return [];
    const pool = (unit: string) => new Set([...people(seen, config.role, unit), ...people(seen, config.backup_role, unit)]).size;
    const units = unitsWhere(seen, (unit) => people(seen, config.role, unit).length >= needed && pool(unit) - 1 < needed);
    if (units === undefined) return [];
    const message = `a member of lane "${lane}" who is the requester leaves fewer than the ${needed} it needs for systems of ${units}: the requester could fill it alone`;
    return [problem('lanes.yaml', ['lanes', lane, 'role'], message, `give the role "${config.role}"${config.backup_role ? ` or "${config.backup_role}"` : ''} to one more person`)];
  });
}

/** The chair must be able to vote, else the committee is never quorate (§1.03). */
function committees(seen: Seen): PolicyProblem[] {
  return Object.entries(seen.policy.lanes.lanes).flatMap(([name, { committee, role }]) => {
    if (!committee) return [];
    const units = unitsWhere(seen, (unit) => !people(seen, committee.chair_role, unit).some((id) => people(seen, role, unit).includes(id)));
    if (units === undefined) return [];
    return [problem('lanes.yaml', ['lanes', name, 'committee', 'chair_role'], `no chair is a member of the committee for systems of ${units}`, `give a holder of "${committee.chair_role}" the role "${role}" too`)];
  });
}

/** A ladder with an L1 rung above a lane without backups has a rung that nobody hears. */
function backups(seen: Seen): PolicyProblem[] {
  const { lanes, ladders } = seen.policy;
  const above = ladders.ladders[ladders.use.sign_off];
  const rung = above?.rungs.find(({ level }) => level === 'L1');
  if (!rung) return [];
  return Object.entries(lanes.lanes).flatMap(([name, { backup_role }]) => {
    const units = unitsWhere(seen, (unit) => people(seen, backup_role, unit).length === 0);
    if (units === undefined) return [];
    const path = backup_role === undefined ? ['lanes', name] : ['lanes', name, 'backup_role'];
    return [problem('lanes.yaml', path, `the rung "${rung.id}" (L1) reaches nobody for lane "${name}" and systems of ${units}`, 'name a backup_role that somebody holds')];
  });
}

/** Lanes that could each be filled but not together, since one person fills one lane only (§1.05). */
function unfillable(seen: Seen): PolicyProblem[] {
  return once(
    PATHS.flatMap((path) => {
      const lanes = everyLane(path, seen.policy).filter(({ committee }) => !committee);
      return seen.directory.units.flatMap(({ id: unit }) => {
        const hopes = lanes.map(({ lane, needed }) => {
          const config = seen.policy.lanes.lanes[lane];
          return { lane, needed, by: [], could: [...people(seen, config?.role, unit), ...people(seen, config?.backup_role, unit), ...people(seen, config?.head_role, unit)] };
        });
        const passing = couldStillPass(hopes);
        const stuck = lanes.filter(({ lane }) => !passing.includes(lane)).map(({ lane }) => lane);
        if (stuck.length === 0) return [];
        return [problem('tiers.yaml', ['paths', path, 'lanes'], `too few different people for all lanes together: nobody is left for ${stuck.join(', ')}`, 'one person fills one lane only: give the roles to more people')];
      });
    }),
  );
}
