import type { Context } from '../aggregate.ts';
import { holders } from '../directory.ts';
import { rulesOf, unitOf } from './case.ts';
import { ownPlan } from './separation.ts';
import type { NonconformityState } from './state.ts';

type Seen = Pick<Context, 'directory' | 'policy' | 'system' | 'now'>;

/** Who may approve or return the plan that is submitted: holders of the class's roles whose own plan it is not. */
export function planApprovers(state: NonconformityState, { directory, policy, system, now }: Seen): readonly string[] {
  const { plan_approvers } = rulesOf(policy).classes[state.class ?? 'major'];
  const own = ownPlan(state);
  const found = plan_approvers.flatMap((role) => holders(directory, role, now, unitOf(state, { system })).map(({ id }) => id));
  return [...new Set(found)].filter((id) => !own.includes(id));
}
