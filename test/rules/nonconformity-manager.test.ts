import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ActionOwed, BoardSummary } from '../../contracts/action-board.ts';
import { Closure } from '../support/closure.ts';
import { NonconformityApi } from '../support/nonconformity-over-http.ts';
import { ok } from '../support/seed.ts';

const DAY = 86_400_000;
const house = new NonconformityApi();
let nc: Closure;
/** Cases whose action is overdue for four days and for forty, due in six, asked more time for, and handed in. */
const cases: Record<'late' | 'later' | 'soon' | 'asked' | 'handed', string> = { late: '', later: '', soon: '', asked: '', handed: '' };

const action = async (days: number) => ({ action: { due_at: await nc.inDays(days) } });
beforeAll(async () => {
  await house.start();
  nc = new Closure({ as: (person) => house.api.as(person), now: async () => house.now });
  await nc.start();
  cases.later = await nc.to('implementing', 'minor', await action(4));
  cases.late = await nc.to('implementing', 'minor', await action(40));
  cases.soon = await nc.to('implementing', 'minor', await action(50));
  cases.asked = await nc.to('implementing', 'minor', await action(80));
  cases.handed = await nc.to('verify_evidence', 'minor', await action(80));
  house.now = new Date(Date.parse(house.now) + 44 * DAY).toISOString();
  const { obligation_id, due_now } = await nc.action(cases.asked);
  await nc.does('dana', cases.asked, 'extend', { obligation_id, until: new Date(Date.parse(due_now) + DAY).toISOString(), reason: 'The vendor is late', interim_control: 'By hand' });
  // readers look at the house as it was read moments ago: a change of it has it read anew, at the new time
  ok(await house.api.as('tess').post('/v1/absences', { person: 'tess', starts_at: house.now, until: await nc.inDays(1), deputy: 'theo' }));
});
afterAll(() => house.api.stop());

/** What bruno's board shows of one kind, with the number of its age band. */
const board = async (bucket: string, kind = 'corrective_action') => {
  const { items } = ok(await house.api.as('bruno').get(`/v1/boards/actions?manager=bruno&limit=200&bucket=${bucket}`)) as unknown as { readonly items: readonly ActionOwed[] };
  return items.filter((owed) => owed.kind === kind).map(({ case_id, band }) => [case_id, band]);
};

describe('the managers’ view', () => {
  it('§3.18 shows what is overdue by age band and owner, due within seven days, asked more time for, and waiting for verification', async () => {
    expect(await board('overdue')).toEqual([[cases.later, 3], [cases.late, 1]]);
    expect(await board('due_soon')).toEqual([[cases.soon, null]]);
    expect(await board('extensions', 'extension_decision')).toEqual([[cases.asked, null]]);
    expect(await board('to_verify', 'evidence_verification')).toEqual([[cases.handed, 3]]);
    const { summary } = ok(await house.api.as('bruno').get('/v1/boards/actions?manager=bruno')) as unknown as { readonly summary: BoardSummary };
    expect(summary.bands.map(({ over, up_to }) => [over, up_to])).toEqual([[null, 'P7D'], ['P7D', 'P30D'], ['P30D', 'P90D'], ['P90D', null]]);
    expect(summary.owners).toContainEqual({ owner: 'dana', overdue: 2, oldest_due_at: (await nc.action(cases.later)).due_now });
  });

  it('§3.18 nudges in one go, reminds whoever owes it, once a day', async () => {
    const { obligation_id } = await nc.action(cases.late);
    const nudge = () => house.api.as('bruno').post(`/v1/obligations/${String(obligation_id)}/nudge`, { instruction: 'Say what you need' });
    ok(await nudge());
    const reminded = async () => ok(await house.api.as('maya').get(`/v1/cases/${cases.late}/deliveries?limit=200`))['items']!.filter(({ kind, recipient }) => String(kind) === 'reminder' && String(recipient) === 'dana');
    expect(await reminded()).toHaveLength(1);
    expect([(await nudge()).body['code'], (await reminded()).length]).toEqual(['limit_reached', 1]);
    // nor about another case, which the same person owes something in
    const other = await nc.action(cases.later);
    expect((await house.api.as('bruno').post(`/v1/obligations/${String(other.obligation_id)}/nudge`, {})).body['code']).toBe('limit_reached');
    house.now = new Date(Date.parse(house.now) + DAY).toISOString();
    ok(await nudge());
  });

  it('§3.18 gives an action to somebody else with a reason; due instant stays, and never to its verifier', async () => {
    const { obligation_id, due_now } = await nc.action(cases.soon);
    const reassign = (to: string) => house.api.as('bruno').post(`/v1/obligations/${String(obligation_id)}/reassign`, { to, reason: 'Dana is away' });
    ok(await reassign('yann'));
    expect(await nc.action(cases.soon)).toMatchObject({ owing: 'yann', due_now });
    const owed = await nc.owed(cases.handed, 'evidence_verification');
    const to = await house.api.as('bruno').post(`/v1/obligations/${owed.id}/reassign`, { to: 'dana', reason: 'Bela is away' });
    expect([to.status, to.body['code']]).toEqual([403, 'separation_of_duties']);
  });

  it('§3.18 answers what somebody must do today', async () => {
    const inbox = ok(await house.api.as('dana').get('/v1/obligations?person=dana&state=overdue'))['items']!;
    expect(inbox.map((each) => String(each['case_id']))).toEqual([cases.later, cases.late]);
  });
});
