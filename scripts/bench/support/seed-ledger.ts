import pg from 'pg';
import { append, freshEnd, type NewRow } from '../../../store/rows.ts';
import { openCases } from './cases.ts';
import type { BenchHouse } from './house.ts';

/** Rows of one chain, about what a case gathers in its life. */
const PER_CHAIN = 50;
/** Chains per statement. */
const BATCH = 40;

const WRITE = `WITH wanted AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS w (id text, seq int, head_hash text, rows jsonb, texts jsonb)),
  heads AS (INSERT INTO cases SELECT made.* FROM wanted w, cases c, LATERAL jsonb_populate_record(c, jsonb_build_object('id', w.id, 'seq', w.seq, 'head_hash', w.head_hash, 'open', false)) made WHERE c.id = $2),
  sealed AS (INSERT INTO texts (commitment, stream, salt, text) SELECT t.commitment, w.id, t.salt, t.text FROM wanted w, jsonb_to_recordset(w.texts) AS t (commitment text, salt text, text text))
  INSERT INTO ledger (stream, seq, at, actor, type, body, prev_hash, hash)
    SELECT w.id, r.seq, r.at, r.actor, r.type, r.body, r.prev_hash, r.hash
    FROM wanted w, jsonb_to_recordset(w.rows) AS r (seq int, at text, actor text, type text, body text, prev_hash text, hash text) ORDER BY w.id, r.seq`;

/** A vote with a reason now and then, and what surrounds it. */
function events(): NewRow[] {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  return Array.from({ length: PER_CHAIN }, (_, at) => {
    const body = { vote_id: `vot_${at}`, lane: 'technical', person: 'theo', verdict: 'approve', package_digest: digest, policy_digest: digest, door: 'api', assurance: 'mfa' };
    return { type: 'vote.cast', body: at % 5 === 0 ? { ...body, reason: `Read and agreed to, ${at}` } : body };
  });
}

/** Appends about so many rows, in chains that verify; answers how many. */
export async function seedLedger(house: BenchHouse, rows: number): Promise<number> {
  const [model] = await openCases(house, 1);
  const at = new Date().toISOString();
  const fresh = events();
  const client = new pg.Client({ connectionString: house.ownerUrl });
  await client.connect();
  try {
    let written = 0;
    for (let chain = 0; written < rows; ) {
      const batch = Array.from({ length: BATCH }, () => {
        const made = append(freshEnd(`dep_${String((chain += 1)).padStart(26, '0')}`), at, { kind: 'person', id: 'theo' }, fresh);
        return { id: made.end.id, seq: made.end.seq, head_hash: made.end.head_hash, rows: made.rows, texts: made.texts };
      });
      await client.query({ name: 'seed_ledger', text: WRITE, values: [JSON.stringify(batch), model?.id] });
      written += BATCH * PER_CHAIN;
    }
    return written;
  } finally {
    await client.end();
  }
}
