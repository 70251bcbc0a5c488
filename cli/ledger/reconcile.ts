import { reconcile as raise } from '../../store/reconcile.ts';
import { fields } from '../print.ts';
import type { Run } from '../spec.ts';
import { withDatabase } from './database.ts';

/** After a restored database: every open record's revision leaps ahead of what workflows may know (design §3). */
export const reconcile: Run = async (_given, { io }) => {
  const raised = await withDatabase(io.env, (pool) => raise({ pool }));
  return { json: { raised }, text: fields({ raised, note: 'the relay hands these records to their workflows anew' }) };
};
