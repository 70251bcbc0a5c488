import type { PlannedLane } from '../../contracts/deployment-events.ts';
import type { Steps } from './evolve.ts';
import type { Condition, DeploymentState, LaneState, Vote } from './state.ts';

const waiting = (lane: PlannedLane): LaneState => ({ ...lane, state: 'waiting', obligation_id: null, referred: false, overridden_until: null, stuck: false });

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
    return { ...waiting(lane), state, overridden_until: before.overridden_until, referred: before.referred };
  });
}

/** The fold of everything up to the decision. */
export const EVOLVE_REVIEW: Steps = {
  'deployment.submitted': (state, body, event) => ({
    ...state,
    exists: true,
    status: 'checking',
    check_round: 1,
    title: body.title,
    rationale: body.rationale,
    options: body.options.map((o) => o.text),
    requester: body.requester,
    owner: body.owner,
    unit: body.unit,
    window: body.window,
    fixes: body.fixes,
    submitted_at: event.at,
    revisions: [{ number: 1, manifest: body.manifest, package_digest: body.package_digest, authors: body.authors, signature_required: body.signature_required, at: event.at }],
    lanes: body.lanes.map(waiting),
    notices: body.notices,
    conditions: body.auto_conditions.map(
      (c): Condition => ({
        condition_id: c.condition_id,
        type: 'before_deploy',
        title: `Pin ${c.dependency} or show its vendor's change signal`,
        owner: body.owner,
        criteria: 'The pinned alias or the subscription to change notices, as a document',
        within: null,
        every: null,
        lane: c.lane,
        vote_id: null,
        state: 'set',
        obligation_id: null,
        review_obligation_id: null,
        evidence: [],
      }),
    ),
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
    tier_next: null,
    changes_resume_by: null,
    revisions: [...state.revisions, { number: body.revision, manifest: body.manifest, package_digest: body.package_digest, authors: body.authors, signature_required: body.signature_required, at: event.at }],
    lanes: replan(state.lanes, body.lanes),
    notices: body.notices,
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
  'lane.referred': (state, body) => withLane(state, body.lane, { referred: true }),
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
        reason: body.reason,
        conditions: body.conditions,
        weight: 'counts',
        flagged: null,
      },
    ],
    conditions: [
      ...state.conditions,
      ...body.conditions.map(
        (c): Condition => ({ ...c, lane: body.lane, vote_id: body.vote_id, state: 'set', obligation_id: null, review_obligation_id: null, evidence: [] }),
      ),
    ],
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
