import { type RawBuilder, sql } from 'kysely';
import type { ObligationState } from '../../contracts/obligation.ts';
import type { TicketDrift, TicketState, TicketSystem } from '../../contracts/ticket.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { driftOf } from '../../domain/tickets/drift.ts';
import type { Store } from '../store.ts';
import { type Page, pageOfArray, type PageWish } from './page.ts';

/** The ticket of an obligation, made or still owed. */
export interface TicketListed {
  readonly case_id: string;
  readonly obligation_id: string;
  readonly obligation: string;
  readonly obligation_state: ObligationState;
  readonly system: string;
  /** Where it lies, e.g. `github:owner/name`. */
  readonly place: string;
  /** Null until it was made. */
  readonly ref: string | null;
  readonly url: string | null;
  /** How it was found last: open, closed or gone; null until it was made. */
  readonly state: TicketState | null;
  readonly since: Instant | null;
  readonly looked_at: Instant | null;
  /** How far the last try to make or change it got, and why it went no further. */
  readonly delivery: string;
  readonly last_error: string | null;
}

export interface TicketDrifting extends TicketListed {
  readonly drift: TicketDrift;
  readonly drift_since: Instant;
}

interface Row extends TicketListed {
  readonly ended_at: Instant | null;
  readonly owed_at: Instant;
}

async function read({ db }: Store, which: RawBuilder<unknown>): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`SELECT d.case_id, d.obligation_id, o.kind AS obligation, o.state AS obligation_state, split_part(d.recipient, ':', 1) AS system,
      d.recipient AS place, t.ref, t.url, t.state, t.since, t.looked_at, d.state AS delivery, d.last_error, o.closed_at AS ended_at, d.owed_at
    FROM deliveries d LEFT JOIN tickets t ON t.key = d.key COLLATE "default"
      JOIN LATERAL (SELECT kind, state, closed_at FROM obligations WHERE id = d.obligation_id COLLATE "C"
        UNION ALL SELECT kind, state, closed_at FROM obligations_closed WHERE id = d.obligation_id COLLATE "C") o ON true
    WHERE d.channel = 'ticketing' AND ${which} ORDER BY d.owed_at, d.key`.execute(db);
  return rows;
}

const listed = ({ ended_at: _ended, owed_at: _owed, ...ticket }: Row): TicketListed => ticket;

/** The tickets of a case's obligations, oldest first. @throws BadCursor */
export async function listTickets(store: Store, caseId: string, wish: PageWish): Promise<Page<TicketListed>> {
  const rows = await read(store, sql`d.case_id = ${caseId}`);
  return pageOfArray(rows.map(listed), wish, ({ obligation_id }) => obligation_id);
}

export interface TicketDriftWish extends PageWish {
  readonly drift?: TicketDrift | undefined;
  readonly system?: TicketSystem | undefined;
}

/** Where tickets and obligations disagree, longest first. @throws BadCursor */
export async function listTicketDrift(store: Store, { drift, system, ...wish }: TicketDriftWish): Promise<Page<TicketDrifting>> {
  const rows = await read(store, sql`d.key IN (SELECT key COLLATE "C" FROM tickets_drifting())`);
  const drifting = rows.flatMap((row): TicketDrifting[] => {
    const ticket = row.state === null || row.since === null ? null : { state: row.state, since: row.since };
    const found = driftOf({ obligation_state: row.obligation_state, ended_at: row.ended_at, owed_at: row.owed_at, ticket });
    return found === null ? [] : [{ ...listed(row), drift: found.drift, drift_since: found.since }];
  });
  drifting.sort((a, b) => (a.drift_since < b.drift_since ? -1 : 1));
  const meant = (each: TicketDrifting): boolean => (drift === undefined || each.drift === drift) && (system === undefined || each.system === system);
  return pageOfArray(drifting.filter(meant), wish, ({ obligation_id }) => obligation_id);
}
