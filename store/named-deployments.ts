import type { PoolClient } from 'pg';

const DEPLOYMENT = /^dep_[0-9a-z]{1,40}$/;

const named = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return DEPLOYMENT.test(value) ? [value] : [];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(named) : [];
};

/** Of the deployments that a command's body names those that there are. */
export async function deploymentsNamed(client: PoolClient, body: object): Promise<readonly string[]> {
  const ids = [...new Set(named(body))];
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ id: string }>({ name: 'known_deployments', text: "SELECT id FROM cases WHERE id = ANY ($1::text[]) AND kind = 'deployment'", values: [ids] });
  return rows.map(({ id }) => id);
}
