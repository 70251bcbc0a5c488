import { verifyLedger } from '../../store/verify.ts';
import { fields } from '../print.ts';
import type { Run } from '../spec.ts';
import { withDatabase } from './database.ts';

/** Reads every row from the database itself, asking no API (design §5). */
export const verify: Run = async (_given, { io }) => {
  const report = await withDatabase(io.env, (pool) => verifyLedger(pool));
  const { rows, chains, bad, erased, caveat } = report;
  const seen = { rows, chains, erased_texts: erased };
  const text = bad === null ? fields({ verdict: 'clean', ...seen, note: caveat }) : fields({ verdict: `BROKEN (${bad.fault})`, record: bad.stream, row: bad.seq, what: bad.detail, ...seen });
  return { json: { ok: bad === null, ...report }, text, code: bad === null ? 0 : 1 };
};
