import type { CaseInFlight } from '../../contracts/in-flight.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { inFlight } from '../../domain/policy/in-flight.ts';
import type { SystemState } from '../../domain/system/state.ts';
import { withRetry } from '../database.ts';
import type { Store } from '../store.ts';
import { limitOf, type Page, pageOf, type PageWish, readCursor } from './page.ts';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly policy_digest: string;
  readonly state: DeploymentState;
  readonly system: SystemState | null;
}

const RUNNING = `SELECT c.id, c.title, c.status, c.policy_digest, c.state, s.state AS system FROM cases c LEFT JOIN cases s ON s.id = c.system_id
  WHERE c.kind = 'deployment' AND NOT c.closed AND c.policy_digest IS NOT NULL AND c.id > $1 ORDER BY c.id LIMIT $2`;

/**
 * The running deployments, oldest first, each with what `proposal` would make of it other than the policy that it has
 * pinned. A case judged by the proposal already differs in nothing. @throws BadCursor
 */
export async function listInFlight({ pool }: Pick<Store, 'pool'>, proposal: Policy, policies: readonly Policy[], wish: PageWish): Promise<Page<CaseInFlight>> {
  const cursor = readCursor(wish, ['string']);
  const limit = limitOf(wish);
  const { rows } = await withRetry(() => pool.query<Row>({ name: 'in_flight', text: RUNNING, values: [cursor?.[0] ?? '', limit + 1] }));
  return pageOf(rows, limit, ({ id }) => [id], (row) => compared(row, proposal, policies));
}

function compared({ id, title, status, policy_digest, state, system }: Row, proposal: Policy, policies: readonly Policy[]): CaseInFlight {
  const pinned = policies.find(({ digest }) => digest === policy_digest);
  if (!pinned) throw new Error(`the house knows no policy ${policy_digest}, which case ${id} has pinned; run "gatehouse ledger verify"`);
  const { differences, obligations } = inFlight(state, system, pinned, proposal);
  return { id, title, state: status, pinned: pinned.digest, differs: differences.length + obligations.length > 0, differences: [...differences], obligations: [...obligations] };
}
