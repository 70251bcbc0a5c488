import type { DeploymentView, HoldingView, LaneView, VoteView } from '../../contracts/deployment-view.ts';
import type { Blocker } from '../../contracts/blocker.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { pendingRungs } from '../ladder/plan.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import { standing, vacancies } from './blocking.ts';
import { matterOf } from './case.ts';
import { changedSince } from './compared.ts';
import { conflicts, couldSatisfy, demands, standings } from './lanes.ts';
import { conditionsNow } from './nonconformity-conditions.ts';
import { current, isUndecided, type DeploymentState, type LaneState, type Vote } from './state.ts';

export type Seen = Facts & { readonly now: Instant };

const voteView = (vote: Vote): VoteView => ({
  id: vote.id,
  lane: vote.lane,
  person: vote.person,
  on_behalf_of: vote.on_behalf_of,
  verdict: vote.verdict,
  at: vote.at,
  door: vote.door,
  assurance: vote.assurance,
  ...(vote.proof === undefined ? {} : { proof: vote.proof }),
  ...(vote.development === undefined ? {} : { development: vote.development }),
  reason: vote.reason,
  package_digest: vote.package_digest,
  weight: vote.weight,
  flagged: vote.flagged,
});

function laneView(state: DeploymentState, lane: LaneState, seen: Seen): LaneView {
  const own = demands(state, seen).find((d) => d.lane === lane.lane);
  const open = lane.state === 'open' || lane.state === 'waiting';
  const votes = state.votes.filter((v) => v.lane === lane.lane);
  return {
    lane: lane.lane,
    name: seen.policy.lanes.lanes[lane.lane]?.name ?? lane.lane,
    state: lane.state,
    needed: lane.needed,
    approvals: own?.by.length ?? votes.filter((v) => v.weight === 'counts' && v.verdict.startsWith('approve')).length,
    veto: lane.veto,
    committee: lane.committee,
    obligation_id: lane.obligation_id,
    due_at: state.obligations.find((o) => o.id === lane.obligation_id)?.due_at ?? null,
    overridden_until: lane.overridden_until,
    may_sign: standings(state, lane, seen).map((s) => s.person),
    could_satisfy: open && own ? couldSatisfy(state, lane, seen) : [],
    votes: votes.map(voteView),
  };
}

const holdingView = ({ id, kind, title, owner, link, extent, holds, raised_at }: Blocker): HoldingView => ({ id, kind, title, owner, link, extent, holds, raised_at });

/** What holds any of gate, permit and live rollout now, and what would but for a waiver. */
function holdings(state: DeploymentState, seen: Seen): Pick<DeploymentView, 'blockers' | 'waived'> {
  const all = standing(state, seen);
  return {
    blockers: all.flatMap(({ blocker, waiver }) => (waiver === null ? [holdingView(blocker)] : [])),
    waived: all.flatMap(({ blocker, waiver }) => (waiver === null ? [] : [{ ...holdingView(blocker), waived_until: waiver.until, waived_by: waiver.granted_by }])),
  };
}

function nextRungs(state: DeploymentState, seen: Seen): DeploymentView['next_rungs'] {
  const found = state.obligations.flatMap((o) =>
    pendingRungs(o).map((rung) => ({
      obligation_id: o.id,
      rung: rung.id,
      level: rung.level,
      at: rung.at,
      to: recipientsFor(rung.level, { owed_by: o.owed_by, lane: o.subject['lane'], at: seen.now, unit: state.unit, ...matterOf(state, seen.directory)(o) }, seen.policy, seen.directory),
    })),
  );
  return found.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

/** What was asked for, and by whom. */
function requestOf(state: DeploymentState, seen: Seen) {
  const { manifest, frozen, number, package_digest } = current(state);
  return {
    title: state.title,
    rationale: state.rationale,
    options: state.options,
    system_id: manifest.system_id,
    system_name: seen.system?.entry?.name ?? manifest.system_id,
    version_id: manifest.version_id,
    version_name: seen.system?.versions.find((v) => v.id === manifest.version_id)?.name ?? manifest.version_id,
    environment: manifest.environment,
    change_type: manifest.change_type,
    requester: state.requester,
    owner: state.owner,
    unit: state.unit,
    tier: manifest.tier,
    path: manifest.path,
    score: manifest.score,
    traits: manifest.traits,
    policy_digest: manifest.policy_digest,
    revision: number,
    package_digest,
    manifest: frozen,
    changed: changedSince(state, seen),
    submitted_at: state.submitted_at,
    fixes: state.fixes,
    consent: state.consent,
  };
}

/** What became of it: decision, permit, live version. */
function outcomeOf(state: DeploymentState) {
  const { decided, rejected, permit, live } = state;
  return {
    outcome: state.outcome,
    decided_at: decided?.at ?? null,
    valid_until: decided?.valid_until ?? null,
    permit: permit ? { id: permit.id, state: permit.state, issued_at: permit.issued_at, expires_at: permit.expires_at } : null,
    live: live ? { at: live.at, environment: live.environment } : null,
    decision: decided ? { conditional: decided.conditional, approvers: decided.approvers, dissent: decided.dissent } : null,
    rejected: rejected ? { lane: rejected.lane, veto: rejected.veto, rule: rejected.rule, override_until: rejected.override_until } : null,
    decided_by: state.decided_by,
  };
}

/** The case as everybody sees it (R-90: with the facts of an earlier moment, as it was then). */
export function deploymentView(state: DeploymentState, seen: Seen): DeploymentView {
  return {
    id: state.id,
    kind: 'deployment',
    state: state.status,
    ...requestOf(state, seen),
    ...outcomeOf(state),
    lanes: state.lanes.map((lane) => laneView(state, lane, seen)),
    notices: state.notices,
    checks: state.checks?.results ?? [],
    ...holdings(state, seen),
    vacancies: isUndecided(state) ? vacancies(state, seen) : [],
    conflicts: [...conflicts(state, seen.directory)].map(([person, why]) => ({ person, why })).sort((a, b) => (a.person < b.person ? -1 : 1)),
    conditions: conditionsNow(state, seen).map(({ vote_id: _, ...condition }) => condition),
    questions: state.questions.map(({ id, lane, person, question, answer, state: standing, answer_obligation_id }) => ({ id, lane, person, question, answer, state: standing, answer_obligation_id })),
    obligations: state.obligations,
    next_rungs: nextRungs(state, seen),
  };
}
