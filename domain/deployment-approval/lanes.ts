import type { Context, Facts } from '../aggregate.ts';
import { eligible, voices, type Standing } from '../authority/eligibility.ts';
import { assign, couldStillPass } from '../authority/matching.ts';
import { holders } from '../directory.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { countingVotes, current, type DeploymentState, type LaneState, type Vote } from './state.ts';

/** People who may not judge this revision, and why: requester, authors, validators (§1.05, R-79). */
export function conflicts(state: DeploymentState): ReadonlyMap<string, string> {
  const revision = current(state);
  return new Map<string, string>([
    ...revision.manifest.validated_by.map((person): [string, string] => [person, 'validated what the package claims']),
    ...revision.authors.map((person): [string, string] => [person, 'made the version']),
    [state.requester, 'made the request'],
  ]);
}

const recused = (state: DeploymentState, lane: string) =>
  new Set(countingVotes(state, lane).filter((v) => v.verdict === 'recuse').map((v) => v.person));

type Seen = Pick<Facts, 'policy' | 'directory'> & { readonly now: Instant };

/** Who may sign in a lane now. */
export function standings(state: DeploymentState, lane: LaneState, seen: Seen, widened = lane.referred): readonly Standing[] {
  const question = {
    lane: lane.lane,
    unit: state.unit,
    tier: current(state).manifest.tier,
    at: seen.now,
    conflicts: conflicts(state),
    recused: recused(state, lane.lane),
    referred: widened,
  };
  return eligible(question, seen.policy, seen.directory);
}

const isApproval = (vote: Vote) => vote.verdict === 'approve' || vote.verdict === 'approve_with_conditions';

/** Lanes as the matching sees them: approvals by voice, and voices that could still approve. */
export function demands(state: DeploymentState, seen: Seen, widened: (lane: LaneState) => boolean) {
  const voice = voices(state.votes.filter((v) => v.weight === 'counts'));
  return state.lanes
    .filter((lane) => !lane.committee && lane.state !== 'overridden')
    .map((lane) => {
      const votes = countingVotes(state, lane.lane);
      const spoken = new Set(votes.map((v) => voice(v.person)));
      const could = standings(state, lane, seen, widened(lane)).map((s) => voice(s.person)).filter((v) => !spoken.has(v));
      const by = [...new Set(votes.filter(isApproval).map((v) => voice(v.person)))];
      return { lane: lane.lane, needed: lane.needed, by, could: [...new Set(could)], already_passed: lane.state === 'passed' };
    });
}

/** Lanes that pass on the votes cast so far: one natural person fills one lane only, found by matching (§1.03, §1.05). */
export function passing(state: DeploymentState, seen: Seen): ReadonlyMap<string, readonly string[]> {
  const result = assign(demands(state, seen, (lane) => lane.referred));
  return new Map(result.passed.map((lane) => [lane, result.assigned[lane] ?? []]));
}

/** Lanes that can't be filled by the people there are, before anybody voted: vacancies. */
export function vacantLanes(state: DeploymentState, seen: Seen): readonly string[] {
  const all = demands(state, seen, () => true);
  const fillable = couldStillPass(all);
  const committees = state.lanes.filter((lane) => lane.committee && standings(state, lane, seen).length === 0).map((lane) => lane.lane);
  return [...all.filter((lane) => !fillable.includes(lane.lane)).map((lane) => lane.lane), ...committees];
}

/** Where a lane stands that has not passed: still possible, to be referred to backups and head, failed, or stuck. */
export function prospect(state: DeploymentState, lane: LaneState, seen: Seen): 'possible' | 'refer' | 'failed' | 'stuck' {
  const reach = (widened: boolean) => {
    const demand = demands(state, seen, (l) => (l.lane === lane.lane ? widened : l.referred)).find((d) => d.lane === lane.lane);
    return demand ? demand.by.length + demand.could.length : lane.needed;
  };
  if (reach(lane.referred) >= lane.needed) {
    const together = couldStillPass(demands(state, seen, (l) => l.referred)).includes(lane.lane);
    return together ? 'possible' : lane.referred ? 'stuck' : 'refer';
  }
  const rejections = countingVotes(state, lane.lane).filter((v) => v.verdict === 'reject').length;
  const withoutRejections = reach(lane.referred) + rejections;
  if (rejections > 0 && withoutRejections >= lane.needed) return 'failed';
  if (!lane.referred && reach(true) >= lane.needed) return 'refer';
  return rejections > 0 ? 'failed' : lane.referred ? 'stuck' : 'refer';
}

/** Backups and head of a lane, told when it is referred to them. */
export function referees(state: DeploymentState, lane: LaneState, context: Context): readonly string[] {
  const members = new Set(standings(state, lane, context, false).map((s) => s.person));
  return standings(state, lane, context, true).map((s) => s.person).filter((person) => !members.has(person));
}

/** Attendance, chair and majority of a committee lane (§1.03). Abstentions count for attendance alone; a tie fails. */
export function committeeResult(state: DeploymentState, lane: LaneState, attendance: readonly string[], seen: Seen) {
  const config = seen.policy.lanes.lanes[lane.lane]?.committee;
  if (!config) throw new Error(`lane "${lane.lane}" is not a committee`);
  const members = standings(state, lane, seen).filter((s) => s.standing === 'member').map((s) => s.person);
  const votes = countingVotes(state, lane.lane);
  const present = new Set([...attendance, ...votes.map((v) => v.person)].filter((person) => members.includes(person)));
  const chairs = holders(seen.directory, config.chair_role, seen.now, state.unit).map(({ id }) => id);
  const approvals = votes.filter(isApproval).length;
  const rejections = votes.filter((v) => v.verdict === 'reject').length;
  const quorate = present.size > members.length * config.attendance_over && chairs.some((chair) => present.has(chair));
  return { quorate, members, present: [...present], approvals, rejections, passed: approvals > rejections };
}
