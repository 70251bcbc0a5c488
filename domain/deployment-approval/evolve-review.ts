import type { DeploymentEventBody, PlannedLane } from '../../contracts/deployment-events.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import { personOf } from '../aggregate.ts';
import { conditionOfRule, conditionOfVote, takenBack } from './evolve-conditions.ts';
import type { Steps } from './evolve.ts';
import type { Condition, DeploymentState, LaneState, Revision, Vote } from './state.ts';

const waiting = (lane: PlannedLane): LaneState => ({ ...lane, state: 'waiting', obligation_id: null, referred: [], asked: [], overridden_until: null, stuck: false });

const withLane = (state: DeploymentState, lane: string, change: Partial<LaneState>): DeploymentState => ({
  ...state,
  lanes: state.lanes.map((l) => (l.lane === lane ? { ...l, ...change } : l)),
});

const withVote = (state: DeploymentState, id: string, change: Partial<Vote>): DeploymentState => ({
  ...state,
  votes: state.votes.map((vote) => (vote.id === id ? { ...vote, ...change } : vote)),
  conditions:
    change.weight && change.weight !== 'counts'
      ? state.conditions.map((c) => (c.vote_id === id && c.state !== 'met' ? { ...c, state: 'dropped' as const } : c))
      : state.conditions,
});

/** Lanes of a new plan: one that is still planned keeps its state, so that a carried vote keeps a passed lane passed. */
function replan(old: readonly LaneState[], plan: readonly PlannedLane[]): LaneState[] {
  return plan.map((lane) => {
    const before = old.find((l) => l.lane === lane.lane);
    if (!before) return waiting(lane);
    const state = before.state === 'passed' || before.state === 'overridden' ? before.state : 'waiting';
    return { ...waiting(lane), state, overridden_until: before.overridden_until };
  });
}

const revisionOf = (body: DeploymentEventBody<'deployment.submitted'> | DeploymentEventBody<'deployment.revised'>, { at, actor }: RecordedEvent): Revision => {
  const { revision, manifest, package_digest, authors, signature_required } = body;
  return { number: revision, manifest, frozen: manifest, package_digest, authors, signature_required, asked_by: personOf(actor), at };
};

/** Conditions of a new revision: to be owed anew; those by rule whose lane left the plan give way to the revision's own. */
function reconditioned(state: DeploymentState, body: DeploymentEventBody<'deployment.revised'>): Condition[] {
  const planned = new Set(body.lanes.map(({ lane }) => lane));
  const kept = takenBack(state.conditions).map((c) => (c.vote_id === null && c.lane !== null && !planned.has(c.lane) ? { ...c, state: 'dropped' as const } : c));
  return [...kept, ...body.auto_conditions.map((c) => conditionOfRule(c, state.owner))];
}

/** The fold of everything up to the decision. */
export const EVOLVE_REVIEW: Steps = {
  'deployment.submitted': (state, body, event) => ({
    ...state,
    exists: true,
    status: 'checking',
    check_round: 1,
    put_at: event.at,
    title: body.title,
    rationale: body.rationale,
    options: body.options.map((o) => o.text),
    requester: body.requester,
    owner: body.owner,
    unit: body.unit,
    window: body.window,
    fixes: body.fixes,
    submitted_at: event.at,
    revisions: [revisionOf(body, event)],
    lanes: body.lanes.map(waiting),
    notices: body.notices,
    conditions: body.auto_conditions.map((c) => conditionOfRule(c, body.owner)),
  }),
  'deployment.revised': (state, body, event) => ({
    ...state,
    status: 'checking',
    outcome: null,
    decided: null,
    rejected: null,
    override_given: [],
    closes_at: null,
    decided_by: null,
    checks: null,
    check_round: state.check_round + 1,
    put_at: event.at,
    blocked_by: [],
    changes_resume_by: null,
    revisions: [...state.revisions, revisionOf(body, event)],
    lanes: replan(state.lanes, body.lanes),
    notices: body.notices,
    conditions: reconditioned(state, body),
    questions: state.questions.map((q) => (q.state === 'open' ? { ...q, state: 'lapsed' as const, ended_at: event.at } : q)),
    // who consented to other weights consented to nothing here (§1.21)
    consent: body.rule === 'materiality_all' ? null : state.consent,
  }),
  'checks.completed': (state, body, event) => ({ ...state, checks: { results: body.results, at: event.at } }),
  'gate.blocked': (state, body) => ({ ...state, status: 'blocked', blocked_by: body.blockers }),
  'gate.unblocked': (state) => ({ ...state, status: 'checking', blocked_by: [], checks: null, check_round: state.check_round + 1 }),
  'review.opened': (state) => ({ ...state, status: 'in_review', blocked_by: [] }),
  'lane.added': (state, body) =>
    state.lanes.some((l) => l.lane === body.lane) ? withLane(state, body.lane, body) : { ...state, lanes: [...state.lanes, waiting(body)] },
  'lane.passed': (state, body) => withLane(state, body.lane, { state: 'passed', stuck: false }),
  'lane.failed': (state, body) => withLane(state, body.lane, { state: 'failed' }),
  'lane.reopened': (state, body) => withLane(state, body.lane, { state: 'waiting', obligation_id: null, overridden_until: null }),
  'lane.referred': (state, { lane, standing, to }) => ({
    ...state,
    lanes: state.lanes.map((l) => (l.lane === lane ? { ...l, referred: [...l.referred, standing], asked: [...l.asked, ...to] } : l)),
  }),
  'lane.noticed': (state, body) => ({ ...state, lanes_noticed: [...state.lanes_noticed, body.lane] }),
  'lane.stuck': (state, body) => withLane(state, body.lane, { stuck: true }),
  'lane.overridden': (state, body) => withLane(state, body.lane, { state: 'overridden', overridden_until: body.until }),
  'vote.cast': (state, body, event) => ({
    ...state,
    votes: [
      ...state.votes,
      {
        id: body.vote_id,
        lane: body.lane,
        person: body.person,
        on_behalf_of: body.on_behalf_of,
        verdict: body.verdict,
        revision: body.revision,
        package_digest: body.package_digest,
        at: event.at,
        door: body.door,
        assurance: body.assurance,
        ...(body.proof === undefined ? {} : { proof: body.proof }),
        ...(body.development === undefined ? {} : { development: body.development }),
        reason: body.reason,
        conditions: body.conditions,
        weight: 'counts',
        flagged: null,
      },
    ],
    conditions: [...state.conditions, ...body.conditions.map((c) => conditionOfVote(c, body.lane, body.vote_id))],
  }),
  'vote.withdrawn': (state, body) => withVote(state, body.vote_id, { weight: 'withdrawn' }),
  'vote.voided': (state, body) => withVote(state, body.vote_id, { weight: 'void' }),
  'vote.carried': (state, body) => withVote(state, body.vote_id, { package_digest: body.new_digest }),
  'vote.flagged': (state, body) => withVote(state, body.vote_id, { flagged: body.rule, ...(body.void ? { weight: 'void' as const } : {}) }),
  'question.asked': (state, body, event) => ({
    ...state,
    questions: [
      ...state.questions,
      { id: body.question_id, obligation_id: body.obligation_id, answer_obligation_id: null, lane: body.lane, person: body.person, question: body.question, answer: null, asked_at: event.at, resume_by: body.resume_by, ended_at: null, state: 'open' },
    ],
  }),
  'question.answered': (state, body, event) => ({
    ...state,
    questions: state.questions.map((q) => (q.id === body.question_id ? { ...q, answer: body.answer, ended_at: q.ended_at ?? event.at, state: 'answered' as const } : q)),
  }),
  'question.lapsed': (state, body, event) => ({
    ...state,
    questions: state.questions.map((q) => (q.id === body.question_id ? { ...q, ended_at: event.at, state: 'lapsed' as const } : q)),
  }),
  'changes.requested': (state, body) => ({ ...state, status: 'changes_requested', changes_resume_by: body.resume_by }),
  'clock.resumed': (state) => ({ ...state, changes_resume_by: null }),
};
