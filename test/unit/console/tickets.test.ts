import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Policy } from '../../../contracts/policy.ts';
import type { TicketState } from '../../../contracts/ticket.ts';
import { saveTicket } from '../../../store/tickets.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';
import { ok } from '../../support/seed.ts';

const withTickets = (policy: Policy): Policy => ({ ...policy, thresholds: { ...policy.thresholds, tickets: { use: { sign_off: 'github' }, github: { repository: 'acme/gates' } } } });

let house: TestConsole;
beforeAll(async () => void (house = await startConsole({ policy: withTickets })));
afterAll(() => house.stop());

/** A request whose technical sign-off has this ticket. */
async function ticketed(ref: string, url: string | null, state: TicketState = 'open'): Promise<{ readonly id: string; readonly obligation: string }> {
  const id = await house.inReview();
  const lanes = ok(await house.api.as('theo').get(`/v1/deployments/${id}`))['lanes']!;
  const obligation = lanes.find((each) => each['lane'] === 'technical')!['obligation_id']!;
  const { rows } = await house.api.store.pool.query<{ key: string }>("SELECT key FROM deliveries WHERE channel = 'ticketing' AND obligation_id = $1", [obligation]);
  await saveTicket(house.api.store, { key: rows[0]!.key, case_id: id, obligation_id: obligation, system: 'github', ref, url, said: { state: 'open', due_at: null, owed_by: 'technical_member' }, state });
  return { id, obligation };
}

describe('a ticket', () => {
  it('is linked beside its obligation, and in the list of the case; one that was not made yet says where it will lie', async () => {
    const { id } = await ticketed('acme/gates#12', 'https://github.example/acme/gates/issues/12');
    const { html } = await house.browser('theo').get(`/cases/${id}`);
    const link = '<a href="https://github.example/acme/gates/issues/12" rel="noopener noreferrer">acme/gates#12</a>';
    expect(html.slice(html.indexOf('id="next"'), html.indexOf('id="conditions"'))).toContain(`Ticket: ${link}`);
    const listed = html.slice(html.indexOf('id="tickets"'), html.indexOf('id="told"'));
    expect(listed).toContain(link);
    expect(listed).toContain('not made yet at github:acme/gates');
  });

  it('never makes a link of what is no address of the web', async () => {
    const { id } = await ticketed('acme/gates#13', 'javascript:alert(1)');
    const { html } = await house.browser('theo').get(`/cases/${id}`);
    expect(html).toContain('acme/gates#13');
    expect(html).not.toContain('javascript:');
  });

  it('that disagrees with the record stands in the drift report, with filters and as CSV, linked from the settings', async () => {
    const { id, obligation } = await ticketed('acme/gates#14', null, 'closed');
    const browser = house.browser('theo');
    expect((await browser.get('/settings')).html).toContain('href="/settings/tickets"');
    const { html } = await browser.get('/settings/tickets?drift=closed_there');
    expect(html).toMatch(/acme\/gates#14.*Closed there, still owed here/s);
    const file = await browser.get('/settings/tickets?drift=closed_there&format=csv');
    expect(file.html).toContain(`closed_there,`);
    expect(file.html).toContain(`${id},${obligation},sign_off,open`);
    expect((await browser.get('/settings/tickets?drift=gone')).html).toContain('Nothing is like this.');
  });
});
