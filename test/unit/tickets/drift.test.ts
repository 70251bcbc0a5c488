import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DRIFTING } from '../../../store/migrations/0019-drift.ts';
import { listTicketDrift } from '../../../store/queries/tickets.ts';
import { toyStore, type ToyStore } from '../../support/toy-store.ts';

let toys: ToyStore;
beforeAll(async () => {
  toys = await toyStore();
});
afterAll(() => toys.end());

/** Tickets of obligations that are owed, or were until an hour ago; `ticket`: how it was found, null where none was made. */
async function ticketed(id: string, owed: boolean, ticket: string | null): Promise<void> {
  await toys.owner.query(
    `INSERT INTO ${owed ? 'obligations' : 'obligations_closed'} (id, case_id, kind, state, to_people, opened_at, closed_at, version, data)
     VALUES ($1, 'dep_x', 'condition', $2, '{}', '2026-11-01', $3, 1, '{}')`,
    [id, owed ? 'open' : 'met', owed ? null : '2026-11-20T10:00:00Z'],
  );
  await toys.owner.query(
    `INSERT INTO deliveries (key, case_id, obligation_id, recipient, channel, channels, kind, about, mutable, late, state, remote_ref, next_at, owed_at, due_at)
     VALUES ($1, 'dep_x', $2, 'github:acme/x', 'ticketing', '{}', 'ticket', '{}', true, false, $3, $4, now(), '2026-11-02', '2026-11-03')`,
    [`key/${id}`, id, ticket === null ? 'failed' : 'sent', ticket === null ? null : `#${id}`],
  );
  if (ticket === null) return;
  await toys.owner.query(
    `INSERT INTO tickets (key, case_id, obligation_id, system, ref, said, state, since, looked_at) VALUES ($1, 'dep_x', $2, 'github', $3, '{}', $4, '2026-11-19T10:00:00Z', now())`,
    [`key/${id}`, id, `#${id}`, ticket],
  );
}

describe('R-77 the report of tickets that drift', () => {
  it.each([
    ['obl_unmade', true, null, 'never_created'],
    ['obl_closed_there', true, 'closed', 'closed_there'],
    ['obl_gone', true, 'gone', 'gone'],
    ['obl_open_there', false, 'open', 'open_there'],
    ['obl_agrees', true, 'open', undefined],
    ['obl_over', false, 'closed', undefined],
    ['obl_never_needed', false, null, undefined],
  ])('says of %s what it is', async (id, owed, ticket, drift) => {
    await ticketed(id, owed, ticket);
    const { items } = await listTicketDrift(toys.store, { limit: 200 });
    expect(items.find((each) => each.obligation_id === id)?.drift).toBe(drift);
  });

  it('shows the longest first', async () => {
    const { items } = await listTicketDrift(toys.store, { limit: 200 });
    expect(items.map(({ obligation_id }) => obligation_id)).toEqual(['obl_unmade', 'obl_closed_there', 'obl_gone', 'obl_open_there']);
  });

  it('is looked up by indexes: no table is read whole', async () => {
    await toys.owner.query('SET enable_seqscan = off');
    const plan = async (text: string) => (await toys.owner.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`)).rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(await plan(DRIFTING)).not.toContain('Seq Scan');
    for (const index of ['deliveries_tickets_unmade', 'tickets_standing']) expect(await plan(DRIFTING)).toContain(index);
  });
});
