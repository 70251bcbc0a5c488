import type { Context } from '../aggregate.ts';
import { holders } from '../directory.ts';
import { rulesOf, unitOf } from './case.ts';
import { ownPlan } from './separation.ts';
import type { NonconformityState } from './state.ts';

type Seen = Pick<Context, 'directory' | 'policy' | 'system' | 'now'>;

/** Who may approve or return the plan that is submitted: holders of the class's roles whose own plan it is not, or where there are none the second persons (§3 own process). */
export function planApprovers(state: NonconformityState, { directory, policy, system, now }: Seen): readonly string[] {
  const { classes, second_roles } = rulesOf(policy);
  const own = ownPlan(state);
  const among = (roles: readonly string[]) => {
    const found = roles.flatMap((role) => holders(directory, role, now, unitOf(state, { system })).map(({ id }) => id));
    return [...new Set(found)].filter((id) => !own.includes(id));
  };
  const named = among(classes[state.class ?? 'major'].plan_approvers);
  return named.length > 0 ? named : among(second_roles);
}
