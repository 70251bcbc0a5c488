import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Closure } from '../support/closure.ts';
import { NonconformityApi } from '../support/nonconformity-over-http.ts';
import { ok, seedSystem } from '../support/seed.ts';

const DAY = 86_400_000;
const house = new NonconformityApi();
let nc: Closure;
beforeAll(async () => {
  await house.start();
  nc = new Closure({ as: (person) => house.api.as(person), now: async () => house.now });
  await nc.start();
});
afterAll(() => house.api.stop());

const later = (instant: string | null, days: number): string => new Date(Date.parse(String(instant)) + days * DAY).toISOString();

describe('more time', () => {
  const ask = async (id: string, days = 25, by = 'dana') => {
    const { obligation_id, due_now } = await nc.action(id);
    return nc.give(by, id, 'extend', { obligation_id, until: later(due_now, days), reason: 'The vendor is late', interim_control: 'By hand' });
  };
  const decide = async (by: string, id: string, granted = true) => nc.give(by, id, 'decide-extension', { obligation_id: (await nc.action(id)).obligation_id, granted, reason: 'Protected meanwhile' });

  it('§3.07 §3.S extension_requested is asked for with an interim control by who owes it, and somebody above decides; only then it is re-dated and the old rungs end', async () => {
    const id = await nc.to('implementing');
    const before = await nc.owed(id, 'corrective_action');
    const { obligation_id } = await nc.action(id);
    const bare = { obligation_id, until: later(before.due_at, 10), reason: 'Late' };
    expect((await nc.refused('dana', id, 'extend', bare)).slice(0, 2)).toEqual([422, 'invalid']);
    expect((await ask(id, 10, 'mira')).body['code']).toBe('not_permitted');
    expect((await ask(id, 31)).body['code']).toBe('limit_reached');
    ok(await ask(id));
    const asked = await nc.view(id);
    expect([asked.state, asked.extension_requested, (await nc.owed(id, 'corrective_action')).due_at]).toEqual(['implementing', true, before.due_at]);
    expect((await nc.owed(id, 'extension_decision')).to).toEqual(['bruno']);
    const own = await decide('dana', id);
    expect([own.status, own.body['code']]).toEqual([403, 'separation_of_duties']);
    ok(await decide('bruno', id));
    const after = await nc.owed(id, 'corrective_action');
    expect([after.due_at, after.version, (await nc.view(id)).extension_requested]).toEqual([later(before.due_at, 25), before.version + 1, false]);
    expect(after.rungs.filter(({ at }) => at === before.due_at)).toEqual([]);
  });

  it('§3.07 of a major one an executive grants the second, and nobody a third', async () => {
    const id = await nc.to('implementing');
    ok(await ask(id, 5));
    ok(await decide('bruno', id));
    ok(await ask(id, 5));
    const second = await decide('bruno', id);
    expect([second.body['code'], String(second.body['detail'])]).toEqual(['not_permitted', expect.stringContaining('viktor')]);
    ok(await decide('viktor', id));
    const third = await ask(id, 5);
    expect([third.status, third.body['code'], third.body['detail']]).toEqual([409, 'limit_reached', expect.stringMatching(/^2 extensions were granted.*bruno, the manager, can give it to somebody else/)]);
  });

  it('§3.07 a refused one leaves the due instant, and may be asked for again', async () => {
    const id = await nc.to('implementing', 'minor');
    const { due_at } = await nc.owed(id, 'corrective_action');
    ok(await ask(id));
    ok(await decide('bruno', id, false));
    expect((await nc.owed(id, 'corrective_action')).due_at).toBe(due_at);
    expect((await nc.action(id)).extensions.map(({ state }) => state)).toEqual(['refused']);
    expect((await ask(id)).status).toBe(200);
  });
});

describe('what is none, or not pursued', () => {
  it.each([
    ['reject', 'rejected_as_nc'],
    ['cancel', 'cancelled'],
  ] as const)('§3.S rejected_as_nc §3.S cancelled %s needs a reason and a second person, and ends what was owed', async (command, state) => {
    const id = await nc.to('classified', 'minor');
    expect((await nc.refused('noor', id, command, {}))[1]).toBe('invalid');
    expect((await nc.refused('devon', id, command, { reason: 'x' }))[1]).toBe('not_permitted');
    await nc.does('noor', id, command, { reason: 'It was the test system' });
    expect([await nc.state(id), await nc.owes(id)]).toEqual(['classified', expect.arrayContaining(['correction', 'second_person'])]);
    const [status, code, why] = await nc.refused('noor', id, command, { reason: 'Really' });
    expect([status, code, why]).toEqual([403, 'second_person_needed', expect.stringContaining('maya')]);
    await nc.does('maya', id, command, { reason: 'Seen too' });
    expect([await nc.state(id), await nc.owes(id)]).toEqual([state, []]);
  });

  it('§3.13 an action that a retirement made needless is closed as removed by it, with the evidence', async () => {
    const id = await nc.to('implementing');
    const removed_by = 'ret_00000000000000000000000001';
    expect((await nc.refused('noor', id, 'cancel', { reason: 'Retired', removed_by })).slice(0, 2)).toEqual([422, 'evidence_missing']);
    expect((await nc.refused('noor', id, 'cancel', { reason: 'Retired', removed_by: 'dep_1', evidence: [nc.proof] }))[1]).toBe('invalid');
    const body = { reason: 'Retired', removed_by, evidence: [nc.proof] };
    await nc.does('noor', id, 'cancel', body);
    await nc.does('maya', id, 'cancel', body);
    const [ended] = ok(await house.api.as('maya').get(`/v1/cases/${id}/events?limit=200`))['items']!.filter(({ type }) => String(type) === 'nonconformity.cancelled');
    expect([await nc.state(id), ended!['body']]).toEqual(['cancelled', expect.objectContaining({ removed_by, evidence: [nc.proof], proposed_by: 'noor', person: 'maya' })]);
  });

  it('§3.15 a disputed finding is decided by an independent reviewer; upheld, its rejection needs one more person', async () => {
    const id = await nc.to('classified', 'minor');
    expect((await nc.refused('devon', id, 'dispute', { reason: 'x' }))[1]).toBe('not_permitted');
    await nc.does('mira', id, 'dispute', { reason: 'Page two names the approver' });
    // everything stays owed meanwhile
    expect(await nc.owes(id)).toEqual(expect.arrayContaining(['correction', 'finding_dispute']));
    for (const [by, code] of [['mira', 'not_permitted'], ['noor', 'not_permitted']] as const) expect((await nc.refused(by, id, 'decide-dispute', { upheld: true, reason: 'x' }))[1]).toBe(code);
    await nc.does('rafael', id, 'decide-dispute', { upheld: true, reason: 'It does' });
    expect((await nc.refused('rafael', id, 'reject', { reason: 'x' }))[1]).toBe('second_person_needed');
    await nc.does('maya', id, 'reject', { reason: 'Page two, yes' });
    expect(await nc.state(id)).toBe('rejected_as_nc');
  });

  it('§3.15 a reviewer who found the finding does not decide on its dispute', async () => {
    const id = await nc.raised({}, 'rafael');
    await nc.classify(id, 'minor');
    await nc.does('mira', id, 'dispute', { reason: 'No' });
    const [status, code, why] = await nc.refused('rafael', id, 'decide-dispute', { upheld: false, reason: 'x' });
    expect([status, code, why]).toEqual([403, 'separation_of_duties', expect.stringMatching(/rosa|maya/)]);
  });
});

describe('one that carries on another', () => {
  it('§3.19 §3.S merged the same cause across units is carried on by one, which must hold no less', async () => {
    const [here, there] = [await seedSystem(house.api, {}), await seedSystem(house.api, {})];
    const parent = await nc.to('classified', 'minor', { raise: { system_id: here.id } });
    const child = await nc.to('classified', 'major', { raise: { system_id: there.id } });
    const merge = { into: parent, reason: 'One cause' };
    expect((await nc.refused('noor', child, 'merge', { ...merge, into: child }))[1]).toBe('invalid');
    expect((await nc.refused('noor', child, 'merge', merge))[2]).toContain('only "minor"');
    await nc.classify(parent, 'major');
    expect((await nc.refused('noor', child, 'merge', merge))[2]).toContain(there.id);
    await nc.classify(parent, 'major', { systems: [there.id] });
    await nc.does('noor', child, 'merge', merge);
    const view = await nc.view(child);
    expect([view.state, view.merged_into, await nc.owes(child), view.blockers]).toEqual(['merged', parent, [], []]);
    expect((await nc.view(parent)).systems).toEqual([here.id, there.id]);
  });
});

describe('what comes back', () => {
  it('§3.12 after closure inside twelve months a like one is suggested as its recurrence; confirmed, the cause must be systemic', async () => {
    const system = await seedSystem(house.api, {});
    const raise = { system_id: system.id };
    const first = await nc.to('verify_evidence', 'observation', { raise, plan: { effectiveness: undefined } });
    await nc.verify(first);
    expect(await nc.state(first)).toBe('closed');
    const again = await nc.to('contained', 'minor', { raise });
    const owed = await nc.owed(again, 'recurrence_decision');
    expect([(await nc.view(again)).recurrence.map(({ id }) => id), owed.due_at?.slice(0, 10)]).toEqual([[first], '2026-03-04']);
    expect((await nc.refused('mira', again, 'decide-recurrence', { of: first, confirmed: false, reason: 'x' }))[1]).toBe('not_permitted');
    await nc.does('noor', again, 'decide-recurrence', { of: first, confirmed: true, reason: 'The same gap' });
    expect((await nc.view(again)).class_proposals.map(({ class: to }) => to)).toEqual(['major']);
    expect((await nc.refused('mira', again, 'root-cause', nc.cause()))[2]).toContain('/systemic');
    await nc.does('mira', again, 'root-cause', nc.cause({ systemic: true }));
    expect(await nc.state(again)).toBe('rca');
  });

  it('§3.12 §3.S reopened the coordinator opens a closed one that came back: a new cycle, with a systemic cause', async () => {
    const id = await nc.to('verify_evidence', 'observation', { plan: { effectiveness: undefined } });
    await nc.verify(id);
    expect((await nc.refused('mira', id, 'reopen', { reason: 'It is back', because: 'recurrence' }))[1]).toBe('not_permitted');
    await nc.does('noor', id, 'reopen', { reason: 'It is back', because: 'recurrence' });
    const view = await nc.view(id);
    expect([view.state, view.cycle, await nc.owes(id)]).toEqual(['reopened', 2, ['action_plan']]);
    expect((await nc.refused('mira', id, 'plan', await nc.plan({ key: 'again' }, { effectiveness: undefined })))[2]).toContain('systemic');
  });

  it('§3.17 evidence that is found false reopens it, holds the gates again, and is a finding of its own', async () => {
    const system = await seedSystem(house.api, {});
    const raise = { system_id: system.id };
    const id = await nc.to('effectiveness_wait', 'major', { raise });
    const held = async () => (await nc.view(id)).blockers.length;
    expect(await held()).toBe(0);
    await nc.does('noor', id, 'reopen', { reason: 'The log was of another day', because: 'evidence_false' });
    expect([await nc.state(id), (await nc.view(id)).reopened.map(({ rule }) => rule), await held()]).toEqual(['reopened', ['§3.evidence_false'], 1]);
    expect(await nc.owes(id)).toEqual(expect.arrayContaining(['root_cause', 'action_plan']));
    const own = await nc.raised({ ...raise, title: 'Evidence was of another day', source_case: id }, 'noor');
    expect((await nc.view(own)).source_case).toBe(id);
  });
});

describe('near-misses', () => {
  it('R-40 the third like one inside thirty days is a nonconformity; one outside the window does not count', async () => {
    const raise = { title: 'Test data almost went into training', near_miss: true };
    const old = await nc.raised(raise);
    house.now = await nc.inDays(31);
    const second = await nc.raised(raise);
    const third = await nc.raised(raise);
    expect([await nc.state(old), await nc.state(second), await nc.state(third)]).toEqual(['near_miss', 'near_miss', 'near_miss']);
    const fourth = await nc.raised(raise);
    expect([await nc.state(fourth), await nc.owes(fourth)]).toEqual(['raised', expect.arrayContaining(['classification'])]);
  });
});
