import type { Instant } from '../../contracts/primitives.ts';
import type { LiveVersion } from '../../domain/aggregate.ts';
import { withRetry } from '../database.ts';
import { nowOf, type Store } from '../store.ts';

/** What a list of systems says of each beside its register entry. */
export interface SystemFacts {
  readonly live: readonly LiveVersion[];
  /** Blockers that reach it and hold now. */
  readonly blockers: number;
  /** Its deployments that were ever approved. */
  readonly approvals: number;
  /** Names of its versions by id. */
  readonly versions: Readonly<Record<string, string>>;
}

interface Row {
  readonly id: string;
  readonly live: readonly LiveVersion[];
  readonly blockers: number;
  readonly approvals: number;
  readonly versions: Readonly<Record<string, string>>;
}

const FACTS = `SELECT s.id,
    ARRAY(SELECT l.data FROM live_versions l WHERE l.system_id = s.id) AS live,
    (SELECT count(*)::int FROM blockers b WHERE b.scope = ANY (scopes_of(s.id)) AND b.data->'holds'->>0 IS NOT NULL
      AND coalesce(b.data->>'dormant_until', '') <= $2
      AND NOT EXISTS (SELECT 1 FROM waivers w WHERE w.blocker_id = b.id AND w.data->>'until' > $2 AND coalesce(w.data->>'system_id', s.id) = s.id)) AS blockers,
    (SELECT count(*)::int FROM cases c WHERE c.system_id = s.id AND c.approved) AS approvals,
    coalesce((SELECT json_object_agg(v->>'id', v->>'name') FROM json_array_elements(s.state->'versions') v), '{}') AS versions
  FROM cases s WHERE s.kind = 'system' AND s.id = ANY ($1)`;

/** These facts of each of the systems, by id. */
export async function systemFacts(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, SystemFacts>> {
  if (ids.length === 0) return new Map();
  const now = await nowOf(store);
  const { rows } = await withRetry(() => store.pool.query<Row>({ name: 'system_facts', text: FACTS, values: [ids, now] }));
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** An approval of a deployment and when it ends. */
export interface Approval {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly environment: string | null;
  readonly version_id: string | null;
  readonly valid_until: Instant | null;
  readonly closed: boolean;
}

const APPROVALS = `SELECT id, title, status AS state, closed, state->'revisions'->-1->'manifest'->>'environment' AS environment,
    state->'revisions'->-1->'manifest'->>'version_id' AS version_id, state->'decided'->>'valid_until' AS valid_until
  FROM cases WHERE system_id = $1 AND approved ORDER BY id DESC LIMIT 50`;

/** The newest 50 deployments of a system that were ever approved, newest first. */
export async function systemApprovals({ pool }: Pick<Store, 'pool'>, system: string): Promise<readonly Approval[]> {
  const { rows } = await withRetry(() => pool.query<Approval>({ name: 'system_approvals', text: APPROVALS, values: [system] }));
  return rows;
}
