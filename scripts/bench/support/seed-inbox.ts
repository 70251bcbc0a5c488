import pg from 'pg';
import type { BenchHouse } from './house.ts';

/** What somebody owes who owes little, among all that is open. */
export const FEW = 10;

/** Puts this person beside those who owe, for so few obligations here and there in the due order; the statistics are then as autovacuum would leave them. */
export async function seedFew(house: BenchHouse, person: string): Promise<void> {
  const client = new pg.Client({ connectionString: house.ownerUrl });
  await client.connect();
  try {
    await client.query('UPDATE obligations SET to_people = array_append(to_people, $1) WHERE id IN (SELECT id FROM obligations ORDER BY md5(id) LIMIT $2)', [person, FEW]);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

/** Gives the house so many registered systems, as copies of those that it has: pages offer them in filters. */
export async function seedSystems(house: BenchHouse, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: house.ownerUrl });
  await client.connect();
  try {
    const made = `jsonb_populate_record(NULL::cases, to_jsonb(s) || jsonb_build_object('id', 'sys_seeded' || n, 'title', s.title || ' ' || n))`;
    await client.query(`INSERT INTO cases SELECT made.* FROM (SELECT * FROM cases WHERE kind = 'system' LIMIT 1) s, generate_series(0, $1::int - 1) n, LATERAL ${made} made`, [count]);
  } finally {
    await client.end();
  }
}
