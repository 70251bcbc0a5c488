import { type Blocker, followsFrom } from '../../contracts/blocker.ts';
import type { Facts } from '../aggregate.ts';
import type { Case } from './case.ts';
import type { Condition, DeploymentState } from './state.ts';

type Seen = Pick<Facts, 'blockers' | 'gate_conditions'>;

/** What an open nonconformity is to the system at present, whether it halts it or is a condition; undefined once it is over or gone from here. */
const bearing = (nonconformity: string, { blockers, gate_conditions = [] }: Seen): Blocker | undefined =>
  [...blockers, ...gate_conditions].find((each) => followsFrom(each, nonconformity));

/**
 * Makes every nonconformity that is a condition at the approval one of the approval's, each once, however it reaches the
 * system; not the one that the request fixes (§1.21). Its own ladder runs there, so nothing is owed here.
 */
export function setNonconformityConditions(draft: Case): void {
  const { state, context } = draft;
  const known = new Set([state.fixes]);
  for (const { source_case, title, owner } of context.gate_conditions ?? []) {
    if (source_case === null || known.has(source_case)) continue;
    known.add(source_case);
    draft.add('condition.set', { condition_id: context.newId('cnd'), nonconformity: source_case, title, owner });
  }
}

/** Meets, by rule, the conditions whose nonconformity is over (§1.21); one that halts again is a blocker as well, and not over. */
export function meetNonconformityConditions(draft: Case): void {
  for (const { condition_id, nonconformity, state } of draft.state.conditions) {
    if (nonconformity === undefined || state !== 'open' || bearing(nonconformity, draft.context)) continue;
    draft.add('condition.met', { condition_id, person: null, comment: null, rule: 'nonconformity_over' });
  }
}

/** Conditions as they stand: while its nonconformity is open, one has that one's owner and title of today. */
export function conditionsNow(state: DeploymentState, seen: Seen): readonly Condition[] {
  return state.conditions
    .filter((each) => each.state !== 'dropped')
    .map((each) => {
      const now = each.nonconformity === undefined || each.state === 'met' ? undefined : bearing(each.nonconformity, seen);
      return now === undefined ? each : { ...each, owner: now.owner, title: now.title };
    });
}
