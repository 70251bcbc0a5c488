import type { ObligationKind } from '../../contracts/policy.ts';
import { OBLIGATION_KINDS } from '../../contracts/policy.ts';
import { quickApproval } from '../../domain/deployment-approval/quick.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { capital, owedInWords } from '../../render/words.ts';
import { listObligations, type ObligationListed, type ObligationsWish } from '../../store/queries/obligations.ts';
import { statesOf } from '../../store/queries/waiting.ts';
import type { Visit } from '../visit.ts';

/** One thing that the reader owes. */
export interface WorkRow extends ObligationListed {
  /** `Legal sign-off`. */
  readonly what: string;
  /** Where the package can be approved without typing: the digest that the click names. */
  readonly quick: string | null;
}

const STATES = ['open', 'overdue', 'paused', 'met', 'failed', 'withdrawn'] as const;
const oneOf = <T extends string>(known: readonly T[], text: string | undefined): T | undefined => known.find((each) => each === text);

/** Rows on a page of the list; each costs a look at its case. */
const ROWS = 25;

/** The filters of the address as a query; what nobody knows is left out. */
export function workWish({ query, person }: Visit): ObligationsWish {
  return {
    person: person.id,
    state: oneOf(STATES, query['state']) ?? 'open',
    kind: oneOf<ObligationKind>(OBLIGATION_KINDS, query['kind']),
    lane: query['lane'],
    system: query['system'],
    sort: oneOf(['due', 'newest'] as const, query['sort']),
    cursor: query['cursor'],
    limit: ROWS,
  };
}

/** `Legal sign-off`, with the lane's name in the policy in force. */
export function owedWords({ policy }: Pick<Visit, 'policy'>, { kind, subject }: Pick<ObligationListed, 'kind' | 'subject'>): string {
  const lane = subject['lane'];
  const lane_name = lane === undefined ? null : (policy?.lanes.lanes[lane]?.name ?? lane);
  return capital(owedInWords({ kind: 'task', about: { obligation: kind }, late: false, obligation: { id: '', kind, lane: lane ?? null, lane_name, due_at: null, state: 'open', ended: null, text: null } }));
}

/** One page of what the reader owes, with what one click may do about each. @throws BadCursor */
export async function workRows(visit: Visit): Promise<{ readonly rows: readonly WorkRow[]; readonly next: string | null }> {
  const { deps, session, person, house, policy, at } = visit;
  const { items, next_cursor } = await listObligations(deps.store, workWish(visit));
  const states = await statesOf(deps.store, items.filter(({ kind, case_kind }) => kind === 'sign_off' && case_kind === 'deployment').map(({ case_id }) => case_id));
  const have = policy ? deps.proven(session, policy, at).assurance : null;
  const quick = (item: ObligationListed): string | null => {
    const state = states.get(item.case_id) as DeploymentState | undefined;
    const pinned = state?.revisions.at(-1)?.manifest.policy_digest;
    const rules = house.policies.find(({ digest }) => digest === pinned);
    return state && rules && have !== null ? (quickApproval(state, item, person.id, rules, have)?.package_digest ?? null) : null;
  };
  return { rows: items.map((item) => ({ ...item, what: owedWords(visit, item), quick: quick(item) })), next: next_cursor };
}
