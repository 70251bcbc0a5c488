import type { Reserve } from '../authority/eligibility.ts';
import { holders } from '../directory.ts';
import { eligible } from '../authority/eligibility.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import type { Case } from './case.ts';
import { passLane, reopenLane } from './lane-clock.ts';
import { newcomers, passing, prospect, questionOf } from './lanes.ts';
import { rejectAtOnce } from './outcome.ts';
import { countingVotes, laneOf, type LaneState } from './state.ts';

/** Passes, reopens, refers or fails each lane on the votes that count (§1.03, §1.04, §1.05). */
export function judgeLanes(draft: Case): void {
  const passed = passing(draft.state, draft.context);
  for (const { lane, committee } of draft.state.lanes) {
    const before = laneOf(draft.state, lane);
    if (!before || committee || before.state === 'overridden') continue;
    if (passed.has(lane) && before.state !== 'passed') passLane(draft, before, passed.get(lane) ?? []);
    else if (!passed.has(lane) && before.state === 'passed') reopenLane(draft, before);
  }
  for (const { lane } of draft.state.lanes) {
    const now = laneOf(draft.state, lane);
    if (now?.state === 'open' && draft.state.status === 'in_review') judgeProspect(draft, now);
  }
}

function judgeProspect(draft: Case, lane: LaneState): void {
  const outlook = referred(draft, lane);
  if (outlook === 'stuck' && laneOf(draft.state, lane.lane)?.stuck === false) tellStuck(draft, lane);
  const vetoed = lane.veto && !lane.committee && countingVotes(draft.state, lane.lane).some((v) => v.verdict === 'reject');
  if (outlook !== 'failed' && !vetoed) return;
  draft.add('lane.failed', { lane: lane.lane });
  rejectAtOnce(draft, lane.lane, vetoed, vetoed ? 'veto' : 'lane_failed');
}

/** Refers the lane to one reserve after the other, as long as it needs one; what becomes of it then. */
function referred(draft: Case, lane: LaneState): 'possible' | 'failed' | 'stuck' {
  const now = laneOf(draft.state, lane.lane) ?? lane;
  const outlook = prospect(draft.state, now, draft.context);
  if (outlook !== 'backup' && outlook !== 'head') return outlook;
  refer(draft, now, outlook);
  return referred(draft, lane);
}

function refer(draft: Case, lane: LaneState, reserve: Reserve): void {
  const to = newcomers(draft.state, lane, draft.context, reserve);
  const votes = countingVotes(draft.state, lane.lane);
  const rule = votes.some((v) => v.verdict === 'recuse') ? 'recused' : votes.some((v) => v.verdict === 'abstain') ? 'abstained' : 'too_few_members';
  draft.add('lane.referred', { lane: lane.lane, standing: reserve, to: [...to], rule });
}

/** Nobody is left who may sign: lane head and governance hear at once, and the quorum stays what it was (§1.04). */
function tellStuck(draft: Case, { lane }: LaneState): void {
  const { context, state } = draft;
  const role = context.policy.lanes.lanes[lane]?.role ?? lane;
  const heads = recipientsFor('L2', { owed_by: { role, lane }, unit: state.unit, at: context.now }, context.policy, context.directory);
  const lead = holders(context.directory, context.policy.ladders.levels.L3, context.now, state.unit).map(({ id }) => id);
  draft.add('lane.stuck', { lane, tell: [...new Set([...heads, ...lead])] });
}

/** Votes of people who could not cast them now stay valid but are flagged; the policy may void them (§1.06). A delegation that merely ran out takes nothing back. */
export function flagVotes(draft: Case): void {
  const { context } = draft;
  for (const vote of draft.state.votes.filter((v) => v.weight === 'counts' && v.flagged === null)) {
    const lane = laneOf(draft.state, vote.lane);
    if (!lane) continue;
    const question = { ...questionOf(draft.state, lane, context, ['backup', 'head']), recused: new Set<string>(), delegated_at: vote.at };
    const could = eligible(question, context.policy, context.directory).some((s) => s.person === vote.person);
    if (!could) draft.add('vote.flagged', { vote_id: vote.id, lane: vote.lane, person: vote.person, rule: 'no_longer_eligible', void: context.policy.thresholds.revote_when_quorum_changes });
  }
}
