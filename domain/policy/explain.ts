import type { Blocker } from '../../contracts/blocker.ts';
import type { PlannedLane } from '../../contracts/deployment-events.ts';
import type { Directory } from '../../contracts/directory.ts';
import type { DocumentName, PathName, Policy } from '../../contracts/policy.ts';
import type { Assurance, Duration, Instant, Tier } from '../../contracts/primitives.ts';
import type { WouldBeRequest } from '../../contracts/would-be-request.ts';
import { conflictsOf } from '../authority/conflicts.ts';
import { eligible, grounds, RESERVES, type LaneQuestion } from '../authority/eligibility.ts';
import { quorumOf } from '../authority/quorum.ts';
import { couldStillPass } from '../authority/matching.ts';
import { holders, isAbsent, isHeldAnywhere, laneCalendar, personById, SYSTEM_OWNER, currentPerson } from '../directory.ts';
import { planRungs } from '../ladder/plan.ts';
import { latest } from '../time/instant.ts';
import { assessTier, lanesFor } from '../tier.ts';

/** A person as people read of them. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface ExplainedLane extends PlannedLane {
  readonly name: string;
  readonly due_at: Instant;
  /** Members and delegates who may sign: neither requester nor author. */
  readonly may_sign: readonly (Named & { readonly standing: string; readonly absent: boolean })[];
  /** Who may sign too when members are missing or recused (§1.04). */
  readonly in_reserve: readonly Named[];
}

/** The answer to "who must sign, by when, what is needed, what blocks?" (R-03, design §8). */
export interface Explanation {
  readonly tier: Tier;
  readonly path: PathName | null;
  readonly score: number;
  readonly reasons: readonly string[];
  readonly lanes: readonly ExplainedLane[];
  readonly notices: readonly { readonly lane: string; readonly people: readonly Named[] }[];
  /** The latest due instant of all lanes if the request were opened now. */
  readonly due_at: Instant | null;
  readonly sla: Duration | null;
  readonly valid_for: Duration | null;
  /** The weakest assurance that a vote may carry. */
  readonly assurance: Assurance | null;
  readonly documents: readonly DocumentName[];
  readonly signature: boolean;
  readonly blockers: readonly Blocker[];
  /** Roles and lanes that nobody fills; the gate would not open. */
  readonly vacancies: readonly string[];
  /** Who is told of a prohibited practice; the request would be rejected at once. */
  readonly told: readonly Named[];
}

/** The facts that an explanation is made from. */
export interface Ground {
  readonly policy: Policy;
  readonly directory: Directory;
  readonly at: Instant;
}

/** Explains what a request would need, from the functions that the commits use; changes and stores nothing. */
export function explain(request: WouldBeRequest, policy: Policy, directory: Directory, blockers: readonly Blocker[], at: Instant): Explanation {
  const ground = { policy, directory, at };
  const { risk_profile, type } = request.system;
  const { tier, path, score, traits, reasons } = assessTier(risk_profile, { novel: request.novel, type }, policy);
  if (path === null) return { ...NOTHING, tier, path, score, reasons, blockers, told: toldOfProhibited(request, ground) };
  const plan = lanesFor(path, traits, policy);
  const lanes = plan.lanes.map((lane) => explainLane(lane, path, tier, request, ground));
  const { sla, valid_for, assurance, documents, signature } = policy.tiers.paths[path];
  const notices = plan.notices.map((lane) => ({ lane, people: named(roleHolders(policy.lanes.lanes[lane]?.role, request, ground), directory) }));
  const due_at = latest(lanes.map((lane) => lane.due_at));
  return { tier, path, score, reasons, lanes, notices, due_at, sla, valid_for, assurance, documents, signature, blockers, vacancies: vacancies(lanes, tier, request, ground), told: [] };
}

const NOTHING = { lanes: [], notices: [], due_at: null, sla: null, valid_for: null, assurance: null, documents: [], signature: false, vacancies: [] } as const;

const roleHolders = (role: string | undefined, request: WouldBeRequest, { directory, at }: Ground): string[] =>
  role === undefined ? [] : holders(directory, role, at, request.system.unit).map(({ id }) => id);

const named = (ids: readonly string[], directory: Directory): Named[] => [...new Set(ids)].map((id) => ({ id, name: personById(directory, id)?.name ?? id }));

function toldOfProhibited(request: WouldBeRequest, ground: Ground): Named[] {
  const { prohibited } = ground.policy.tiers;
  return named(prohibited.tell_roles.flatMap((role) => roleHolders(role, request, ground)), ground.directory);
}

function questionOf(lane: string, tier: Tier, { authors, requester, system }: WouldBeRequest, { directory, at }: Ground): Omit<LaneQuestion, 'reserves'> {
  const conflicts = conflictsOf({ requester, authors, validators: [] }, directory);
  return { lane, unit: system.unit, tier, at, conflicts, recused: new Set<string>() };
}

function explainLane(planned: PlannedLane, path: PathName, tier: Tier, request: WouldBeRequest, { policy, directory, at }: Ground): ExplainedLane {
  const { lane } = planned;
  const question = questionOf(lane, tier, request, { policy, directory, at });
  const may_sign = eligible({ ...question, reserves: [] }, policy, directory).map(({ person, standing }) => ({
    id: person,
    name: personById(directory, person)?.name ?? person,
    standing,
    absent: isAbsent(directory, person, at),
  }));
  const wider = eligible({ ...question, reserves: RESERVES }, policy, directory).map(({ person }) => person);
  const in_reserve = named(wider.filter((id) => !may_sign.some((member) => member.id === id)), directory);
  const { due_at } = planRungs(policy, 'sign_off', at, policy.tiers.paths[path].sla, laneCalendar(policy, lane));
  return { ...planned, name: policy.lanes.lanes[lane]?.name ?? lane, due_at, may_sign, in_reserve };
}

function canSit(lane: string, tier: Tier, request: WouldBeRequest, ground: Ground): boolean {
  const { policy, directory, at } = ground;
  const seats = grounds({ ...questionOf(lane, tier, request, ground), reserves: RESERVES }, policy, directory);
  return quorumOf({ lane, unit: request.system.unit, grounds: seats }, { policy, directory, now: at }).possible;
}

function vacancies(lanes: readonly ExplainedLane[], tier: Tier, request: WouldBeRequest, ground: Ground): string[] {
  const { policy, directory, at } = ground;
  const voting = lanes.filter(({ committee }) => !committee);
  const passing = couldStillPass(voting.map(({ lane, needed, may_sign, in_reserve }) => ({ lane, needed, by: [], could: [...may_sign, ...in_reserve].map(({ id }) => id) })));
  const unfilled = lanes.filter(({ lane, committee }) => (committee ? !canSit(lane, tier, request, ground) : !passing.includes(lane)));
  const { accountable, responsible } = policy.raci.deploy;
  const roles = [...new Set([accountable, ...responsible])].filter((role) =>
    role === SYSTEM_OWNER ? !currentPerson(directory, request.system.owner, at) : !isHeldAnywhere(directory, role, at),
  );
  return [...unfilled.map(({ lane }) => `lane ${lane}: too few people who may sign`), ...roles.map((role) => `role ${role}: nobody holds it`)];
}
