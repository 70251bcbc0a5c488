import type { PoolClient } from 'pg';
import type { Instant } from '../contracts/primitives.ts';
import type { DigestGrounds } from '../domain/aggregate.ts';

// A paused clock is due at no time, and an escalation is told by its own messages.
const OWING = `SELECT DISTINCT coalesce(o.owed_person, p) AS person, o.accountable
  FROM obligations o LEFT JOIN LATERAL unnest(CASE WHEN o.owed_person IS NULL THEN o.to_people END) p ON true
  WHERE o.case_id LIKE 'nc\\_%' AND o.kind <> 'escalation' AND o.state = 'open' AND o.due_at <= $1`;
const OPEN = `SELECT EXISTS (SELECT 1 FROM nonconformities WHERE until_at = 'infinity') AS open`;

/** Who owes something of a nonconformity that is due by an instant, and who answers for it: one pair once, however much it is. */
export async function digestGrounds(client: PoolClient, until: Instant): Promise<DigestGrounds> {
  const open = await client.query<{ open: boolean }>({ name: 'digest_open', text: OPEN });
  const { rows } = await client.query<DigestGrounds['owing'][number]>({ name: 'digest_owing', text: OWING, values: [until] });
  return { open: open.rows[0]?.open === true, owing: rows };
}
