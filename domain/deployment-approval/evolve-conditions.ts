import type { ConditionSet, DeploymentEventBody } from '../../contracts/deployment-events.ts';
import type { Steps } from './evolve.ts';
import { isConditional, type Condition, type DeploymentState } from './state.ts';

/** A condition that nobody owes yet. */
const unopened = { state: 'set', obligation_id: null, review_obligation_id: null, evidence: [], returned_reason: null, submitted_by: null, missed_at: null } as const;

/** A condition that a vote set. */
export const conditionOfVote = (set: ConditionSet, lane: string, vote_id: string): Condition => ({ ...set, ...unopened, lane, vote_id, dependency: null });

type Floating = DeploymentEventBody<'deployment.submitted'>['auto_conditions'][number];

/** A condition that a rule set: the owner of the system pins the dependency, or shows how its changes are heard of (§1.15). */
export const conditionOfRule = ({ condition_id, dependency, lane }: Floating, owner: string): Condition => ({
  ...unopened,
  condition_id,
  type: 'before_deploy',
  title: `Pin ${dependency} or show its vendor's change signal`,
  owner,
  criteria: 'The pinned alias or the subscription to change notices, as a document',
  within: null,
  every: null,
  lane,
  vote_id: null,
  dependency,
});

/** A condition that a rule set with the approval: what is a nonconformity is owed and closed there (§1.21). */
const conditionOfNonconformity = ({ condition_id, nonconformity, title, owner }: DeploymentEventBody<'condition.set'>): Condition => ({
  ...unopened,
  condition_id,
  nonconformity,
  title,
  owner,
  type: 'ongoing',
  criteria: 'The nonconformity is closed',
  within: null,
  every: null,
  lane: null,
  vote_id: null,
  dependency: null,
  state: 'open',
});

/** Conditions once their obligations were withdrawn: what is not met or dropped will be owed anew, what the approval itself brought with it comes with the next. */
export const takenBack = (conditions: readonly Condition[]): Condition[] =>
  conditions.map((c) => {
    if (c.state === 'met' || c.state === 'dropped') return c;
    return { ...c, ...unopened, ...(c.lane === null ? { state: 'dropped' as const } : {}) };
  });

const withCondition = (state: DeploymentState, id: string, change: (condition: Condition) => Partial<Condition>): DeploymentState => ({
  ...state,
  conditions: state.conditions.map((c) => (c.condition_id === id ? { ...c, ...change(c) } : c)),
});

/** The last condition that is met ends the condition of the approval (§1.08). */
const settled = (state: DeploymentState): DeploymentState => (state.status === 'conditionally_approved' && !isConditional(state) ? { ...state, status: 'approved' } : state);

/** The fold of conditions (§1.08, §1.21). */
export const EVOLVE_CONDITIONS: Steps = {
  'condition.set': (state, body) => ({ ...state, conditions: [...state.conditions, conditionOfNonconformity(body)] }),
  'condition.opened': (state, body) => withCondition(state, body.condition_id, () => ({ ...unopened, state: 'open', obligation_id: body.obligation_id })),
  'condition.submitted': (state, body) =>
    withCondition(state, body.condition_id, () => ({ state: 'submitted', evidence: body.evidence, returned_reason: null, submitted_by: body.person, review_obligation_id: body.obligation_id })),
  'condition.met': (state, body) => settled(withCondition(state, body.condition_id, () => ({ state: 'met', review_obligation_id: null, missed_at: null }))),
  'condition.returned': (state, body) =>
    withCondition(state, body.condition_id, ({ missed_at }) => ({ state: missed_at === null ? 'open' : 'missed', review_obligation_id: null, returned_reason: body.reason })),
  'condition.missed': (state, body, { at }) =>
    withCondition(state, body.condition_id, (c) => ({ state: c.state === 'submitted' ? 'submitted' : 'missed', missed_at: at })),
};

/** An approved extension of a condition's obligation: it is not overdue any more (§0.03). */
export const extended = (state: DeploymentState, obligation_id: string): DeploymentState => ({
  ...state,
  conditions: state.conditions.map((c) => (c.obligation_id === obligation_id ? { ...c, missed_at: null, state: c.state === 'missed' ? 'open' : c.state } : c)),
});
