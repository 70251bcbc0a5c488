import type { StreamKind } from '../../contracts/ledger.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Store } from '../store.ts';

export interface CasesWish {
  /** Left out: cases proper, without systems, the house and evidence. */
  readonly kind?: StreamKind | undefined;
  readonly state?: string | undefined;
  readonly system?: string | undefined;
  readonly owner?: string | undefined;
  /** The id after which the page begins. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A case as lists show it, without its state. */
export interface ListedCase {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly title: string;
  readonly system_id: string | null;
  readonly unit: string | null;
  readonly owner: string | null;
  readonly requester: string | null;
  readonly closed: boolean;
  readonly rev: number;
  readonly policy_digest: string | null;
  readonly created_at: Instant;
  readonly updated_at: Instant;
}

const CASE_KINDS: readonly StreamKind[] = ['deployment'];
const COLUMNS = ['id', 'kind', 'status as state', 'title', 'system_id', 'unit', 'owner', 'requester', 'closed', 'rev', 'policy_digest', 'created_at', 'updated_at'] as const;

/** Cases, newest first (ids rise with time), at most `limit`. */
export async function listCases(store: Pick<Store, 'db'>, wish: CasesWish): Promise<ListedCase[]> {
  let query = store.db.selectFrom('cases').select(COLUMNS);
  query = query.where('kind', 'in', wish.kind === undefined ? CASE_KINDS : [wish.kind]);
  if (wish.state !== undefined) query = query.where('status', '=', wish.state);
  if (wish.system !== undefined) query = query.where('system_id', '=', wish.system);
  if (wish.owner !== undefined) query = query.where('owner', '=', wish.owner);
  if (wish.after !== undefined) query = query.where('id', '<', wish.after);
  return query.orderBy('id', 'desc').limit(wish.limit).execute();
}
