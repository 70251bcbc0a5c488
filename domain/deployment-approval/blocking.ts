import type { Blocker, Hold, Waiver } from '../../contracts/blocker.ts';
import { RACI_STAGES } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { currentPerson, isHeldAnywhere } from '../directory.ts';
import { earliest } from '../time/instant.ts';
import { vacantLanes } from './lanes.ts';
import { current, type DeploymentState } from './state.ts';

type Seen = Facts & { readonly now: Instant };

const waiversOf = (facts: Facts, blocker: Blocker, system: string) =>
  facts.waivers.filter((w) => w.blocker_id === blocker.id && (w.system_id === null || w.system_id === system));

const isAsleep = (blocker: Blocker, now: Instant) => blocker.dormant_until !== null && blocker.dormant_until > now;

/** Whether a blocker concerns the case at all: never its own cure (§1.21), nor what the case itself is the cause of. */
const concerns = (state: DeploymentState, blocker: Blocker) =>
  !(state.fixes !== null && blocker.source_case === state.fixes) && !(blocker.source_case === state.id && blocker.kind === 'approval_expired');

/** Blockers that are awake and not what the case cures, each with the waiver that lasts longest, if one lasts. */
export function standing(state: DeploymentState, facts: Seen): readonly { readonly blocker: Blocker; readonly waiver: Waiver | null }[] {
  const system = current(state).manifest.system_id;
  return facts.blockers
    .filter((b) => concerns(state, b) && !isAsleep(b, facts.now))
    .map((blocker) => {
      const lasting = waiversOf(facts, blocker, system).filter((w) => w.until > facts.now);
      return { blocker, waiver: lasting.reduce<Waiver | null>((best, next) => (best && best.until >= next.until ? best : next), null) };
    });
}

/** Blockers that hold this case now: awake, not waived, not its own cure (R-11, R-68, §1.16). */
export const holding = (state: DeploymentState, facts: Seen, hold: Hold): readonly Blocker[] =>
  standing(state, facts).flatMap(({ blocker, waiver }) => (waiver === null && blocker.holds.includes(hold) ? [blocker] : []));

/** Roles and lanes that nobody fills: a gate refuses to open over them. Ids are `vacancy/…`. */
export function vacancies(state: DeploymentState, facts: Seen): readonly string[] {
  const raci = facts.policy.raci[RACI_STAGES[1]];
  const roles = [raci.accountable, ...raci.responsible].filter((role) => !isHeldAnywhere(facts.directory, role, facts.now));
  if (!currentPerson(facts.directory, state.owner, facts.now)) roles.push('system_owner');
  return [...vacantLanes(state, facts).map((lane) => `vacancy/lane/${lane}`), ...new Set(roles.map((role) => `vacancy/role/${role}`))];
}

/** The next instant at which a blocker wakes or a waiver ends, so that somebody looks again (design §4). */
export function nextChange(state: DeploymentState, facts: Facts, now: Instant): Instant | null {
  const system = current(state).manifest.system_id;
  const instants = facts.blockers.filter((b) => concerns(state, b)).flatMap((b) => [b.dormant_until, ...waiversOf(facts, b, system).map((w) => w.until)]);
  return earliest(instants.filter((at) => at !== null && at > now));
}
