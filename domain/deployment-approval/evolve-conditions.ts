import type { Steps } from './evolve.ts';
import type { Condition, DeploymentState } from './state.ts';

const withCondition = (state: DeploymentState, id: string, change: Partial<Condition>): DeploymentState => ({
  ...state,
  conditions: state.conditions.map((c) => (c.condition_id === id ? { ...c, ...change } : c)),
});

/** The fold of conditions (§1.08). */
export const EVOLVE_CONDITIONS: Steps = {
  'condition.opened': (state, body) => withCondition(state, body.condition_id, { state: 'open', obligation_id: body.obligation_id }),
  'condition.submitted': (state, body) =>
    withCondition(state, body.condition_id, { state: 'submitted', evidence: body.evidence, review_obligation_id: body.obligation_id }),
  'condition.met': (state, body) => withCondition(state, body.condition_id, { state: 'met', review_obligation_id: null }),
  'condition.returned': (state, body) => withCondition(state, body.condition_id, { state: 'open', review_obligation_id: null }),
  'condition.missed': (state, body) => withCondition(state, body.condition_id, { state: 'missed' }),
};
