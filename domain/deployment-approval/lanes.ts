import type { Facts } from '../aggregate.ts';
import { conflictsOf } from '../authority/conflicts.ts';
import { eligible, grounds, RESERVES, voices, type LaneQuestion, type Reserve, type Standing } from '../authority/eligibility.ts';
import { assign, couldStillPass, whoCouldSatisfy, type LaneHopes } from '../authority/matching.ts';
import { quorumOf } from '../authority/quorum.ts';
import { isAbsent } from '../directory.ts';
import type { Directory } from '../../contracts/directory.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { countingVotes, current, type DeploymentState, type LaneState, type Vote } from './state.ts';

/** People who may not judge this revision, and why (§1.04, §1.05, R-79). */
export function conflicts(state: DeploymentState, directory: Directory): ReadonlyMap<string, string> {
  const { authors, manifest, asked_by } = current(state);
  return conflictsOf({ requester: state.requester, reviser: asked_by, authors, validators: manifest.validated_by }, directory);
}

export type Seen = Pick<Facts, 'policy' | 'directory'> & { readonly now: Instant };

/** What eligibility in a lane of this case depends on now. */
export function questionOf(state: DeploymentState, lane: LaneState, seen: Seen, reserves = lane.referred): LaneQuestion {
  const recused = countingVotes(state, lane.lane).filter((v) => v.verdict === 'recuse').map((v) => v.person);
  return {
    lane: lane.lane,
    unit: state.unit,
    tier: current(state).manifest.tier,
    at: seen.now,
    conflicts: conflicts(state, seen.directory),
    recused: new Set(recused),
    reserves,
  };
}

/** Who may sign in a lane now. */
export const standings = (state: DeploymentState, lane: LaneState, seen: Seen, reserves = lane.referred): readonly Standing[] =>
  eligible(questionOf(state, lane, seen, reserves), seen.policy, seen.directory);

export const isApproval = (vote: Vote): boolean => vote.verdict === 'approve' || vote.verdict === 'approve_with_conditions';

/** Delegator and delegate are one voice (§1.03). A delegate's own conflict is not the delegator's, and silences nobody else. */
export const voicesOf = (state: DeploymentState): ((person: string) => string) =>
  voices(state.votes.filter((v) => v.weight === 'counts' && v.verdict !== 'recuse'));

/** What a lane may still hope for: `here` leaves out who is away, without a delegate who is here. */
function hopes(state: DeploymentState, lane: LaneState, seen: Seen, reserves: readonly Reserve[], here: boolean): LaneHopes {
  const voice = voicesOf(state);
  const votes = countingVotes(state, lane.lane);
  const spoken = new Set(votes.filter((v) => v.verdict !== 'request_changes').map((v) => voice(v.person)));
  const able = grounds(questionOf(state, lane, seen, reserves), seen.policy, seen.directory)
    .filter(({ person }) => !here || !isAbsent(seen.directory, person, seen.now))
    .map(({ person, on_behalf_of }) => voice(on_behalf_of ?? person));
  const by = [...new Set(votes.filter(isApproval).map((v) => voice(v.person)))];
  return { lane: lane.lane, needed: lane.needed, by, could: [...new Set(able)].filter((v) => !spoken.has(v)), already_passed: lane.state === 'passed' };
}

/** Lanes as the matching sees them: approvals by voice, and voices that could still approve. A committee counts heads by itself. */
export function demands(state: DeploymentState, seen: Seen, reservesOf: (lane: LaneState) => readonly Reserve[] = (lane) => lane.referred): LaneHopes[] {
  return state.lanes.filter((lane) => !lane.committee && lane.state !== 'overridden').map((lane) => hopes(state, lane, seen, reservesOf(lane), false));
}

/** Lanes that pass on the votes cast so far, and who signed them: one natural person fills one lane only, found by matching (§1.03, §1.05). */
export function passing(state: DeploymentState, seen: Seen): ReadonlyMap<string, readonly string[]> {
  const voice = voicesOf(state);
  const result = assign(demands(state, seen));
  const signers = (lane: string) => {
    const seated = new Set(result.assigned[lane]);
    return countingVotes(state, lane).filter((v) => isApproval(v) && seated.has(voice(v.person))).map((v) => v.person);
  };
  return new Map(result.passed.map((lane) => [lane, signers(lane)]));
}

/** Whether a lane that passed holds somebody who signed an open lane too: another approval would set that person free for it (§1.05). */
export function isLent(state: DeploymentState, lane: LaneState): boolean {
  const voice = voicesOf(state);
  const signers = (lanes: readonly LaneState[]) => lanes.flatMap((l) => countingVotes(state, l.lane).filter(isApproval).map((v) => voice(v.person)));
  const wanted = new Set(signers(state.lanes.filter((l) => l.state === 'open' && !l.committee)));
  return !lane.committee && signers([lane]).some((signer) => wanted.has(signer));
}

/** Lanes that can't be filled by the people there are, reserves included: vacancies. */
export function vacantLanes(state: DeploymentState, seen: Seen): readonly string[] {
  const all = demands(state, seen, () => RESERVES);
  const fillable = couldStillPass(all);
  const committees = state.lanes.filter((lane) => lane.committee && lane.state !== 'passed' && !quorumOf(seatingOf(state, lane, seen, RESERVES), seen).possible);
  return [...all.map(({ lane }) => lane).filter((lane) => !fillable.includes(lane)), ...committees.map(({ lane }) => lane)];
}

/** A committee lane with those who may sit in it. */
export const seatingOf = (state: DeploymentState, lane: LaneState, seen: Seen, reserves = lane.referred) => ({
  lane: lane.lane,
  unit: state.unit,
  grounds: grounds(questionOf(state, lane, seen, reserves), seen.policy, seen.directory),
});

/** Whose approval would help the lane without taking it from another (§1.05), and the delegates who may give it. */
export function couldSatisfy(state: DeploymentState, lane: LaneState, seen: Seen): readonly string[] {
  const helpful = new Set(whoCouldSatisfy(lane.lane, demands(state, seen)));
  const voice = voicesOf(state);
  const able = grounds(questionOf(state, lane, seen), seen.policy, seen.directory).filter(({ person, on_behalf_of }) => helpful.has(voice(on_behalf_of ?? person)));
  return [...new Set(able.map(({ person }) => person))];
}

/** The reserves to which a lane can still be referred, and those of them that it does not know yet. */
export function newcomers(state: DeploymentState, lane: LaneState, seen: Seen, reserve: Reserve): readonly string[] {
  const known = new Set(standings(state, lane, seen).map((s) => s.person));
  return standings(state, lane, seen, [...lane.referred, reserve]).map((s) => s.person).filter((person) => !known.has(person));
}

/**
 * Whom a lane that its people can't fill is referred to next (§1.03, §1.04): substitutes first where members are missing,
 * recused or needed elsewhere; the head when the members spoke and did not approve, or when the substitutes are too few.
 */
function nextReserve(state: DeploymentState, lane: LaneState, seen: Seen, missing: boolean): Reserve | null {
  const untried = RESERVES.filter((reserve) => !lane.referred.includes(reserve) && (reserve === 'head' || missing));
  return untried.find((reserve) => newcomers(state, lane, seen, reserve).length > 0) ?? null;
}

/** Where a lane stands that has not passed: still possible, to be referred to a reserve, failed, or stuck. */
export function prospect(state: DeploymentState, lane: LaneState, seen: Seen): 'possible' | 'failed' | 'stuck' | Reserve {
  if (lane.committee) return quorumOf(seatingOf(state, lane, seen), seen).possible ? 'possible' : (nextReserve(state, lane, seen, true) ?? 'stuck');
  const votes = countingVotes(state, lane.lane);
  const count = (verdict: Vote['verdict']) => votes.filter((v) => v.verdict === verdict).length;
  const reach = (reserves: readonly Reserve[], here = false) => {
    const { by, could } = hopes(state, lane, seen, reserves, here);
    return by.length + could.length;
  };
  const members = standings(state, lane, seen, []).filter((s) => s.standing === 'member').length;
  const missing = count('recuse') > 0 || members < lane.needed;
  if (reach(lane.referred) >= lane.needed) {
    // nobody is asked any more to sign a lane that passed
    const asked = demands(state, seen).map((other) => (other.already_passed ? { ...other, could: [] } : other));
    if (!couldStillPass(asked).includes(lane.lane)) return nextReserve(state, lane, seen, true) ?? 'stuck';
    const away = reach(lane.referred, true) < lane.needed;
    return away && nextReserve(state, lane, seen, true) === 'backup' ? 'backup' : 'possible';
  }
  const rejections = count('reject');
  const lost = rejections > 0 && reach(lane.referred) + rejections >= lane.needed;
  const next = nextReserve(state, lane, seen, missing);
  if (lost) return next !== null && count('recuse') > 0 && reach(RESERVES) >= lane.needed ? next : 'failed';
  return next ?? (rejections > 0 ? 'failed' : 'stuck');
}
