import type { TicketSystem } from '../contracts/ticket.ts';
import { ticketAgain, type TicketTried } from '../domain/tickets/again.ts';
import { announce } from './announce.ts';
import { withRetry } from './database.ts';
import { type Result, settle } from './settle.ts';
import type { Store, Target } from './store.ts';

interface Row extends TicketTried, Target {
  readonly key: string;
  readonly ref: string | null;
}

const FIND = `SELECT d.key, c.id, c.kind, d.state AS delivery, d.last_error, d.remote_ref IS NOT NULL AS followed, t.state AS ticket, t.ref, o.state AS obligation_state
  FROM deliveries d JOIN cases c ON c.id = d.case_id LEFT JOIN tickets t ON t.key = d.key
    JOIN (SELECT id, state FROM obligations UNION ALL SELECT id, state FROM obligations_closed) o ON o.id = d.obligation_id
  WHERE d.channel = 'ticketing' AND d.last_error IS NOT NULL AND ($1::text IS NULL OR split_part(d.recipient, ':', 1) = $1) ORDER BY c.id, d.key`;

function again(row: Row): Result | null {
  const what = ticketAgain(row);
  return what === null ? null : { key: row.key, channel: 'ticketing', outcome: 'again', remote_ref: what === 'follow' ? row.ref : null };
}

/**
 * Owes each ticket again that its system (any when left out) refused for good, so that the workers try once more; answers how
 * many. Said twice, or by two processes, each is owed once. What is refused again stays so without a further word.
 */
export async function retryTickets(store: Store, system: TicketSystem | null = null): Promise<number> {
  const { rows } = await withRetry(() => store.pool.query<Row>(FIND, [system]));
  const records = new Map<string, { readonly target: Target; readonly results: Result[] }>();
  for (const row of rows) {
    const result = again(row);
    if (result === null) continue;
    const { target, results } = records.get(row.id) ?? { target: { kind: row.kind, id: row.id }, results: [] };
    records.set(row.id, { target, results: [...results, result] });
  }
  for (const { target, results } of records.values()) {
    await settle(store, target, results);
    await announce(store, target);
  }
  return [...records.values()].reduce((n, { results }) => n + results.length, 0);
}
