import { describe, expect, it } from '@jest/globals';
import { system } from '../../../domain/system/index.ts';
import { at, DAY, directory, later, MONDAY, pipeline, policy, refusal, withPeople, workflow } from '../obligations/world.ts';
import { digest, REASON, Register, risk } from './register.ts';

/** A record with one risk item, and its id. */
function withRisk(change: object = {}) {
  const register = Register.with();
  register.does('add-risk', { ...risk, ...change }, 'bela');
  const risk_id = register.state.risks[0]!.id;
  return { register, risk_id, item: () => register.state.risks[0]! };
}
const SOON = later(MONDAY, 20 * DAY);
const treatment = (register: Register) => register.state.obligations.find((o) => o.kind === 'risk_treatment' && o.state === 'open');

describe('§1.T1 a risk item', () => {
  it.each([
    ['low', false],
    ['medium', false],
    ['high', true],
    ['critical', true],
  ])('with residual %s halts: %s', (residual, halts) => {
    const { register, item } = withRisk({ residual });
    expect(item().halts).toBe(halts);
    expect(register.blockers.map(({ kind, owner, title, link, holds, dormant_until }) => ({ kind, owner, title, link, holds, dormant_until }))).toEqual(
      halts
        ? [{ kind: 'risk', owner: 'mira', title: 'Stale training data', link: `/v1/systems/${register.state.id}/risks`, holds: ['gate', 'permit', 'live'], dormant_until: null }]
        : [],
    );
  });

  it('is owed a treatment by its owner, in the policy’s time or by the instant given', () => {
    expect(treatment(withRisk().register)).toMatchObject({ owed_by: { person: 'mira' }, sla: 'P30D', due_at: later(MONDAY, 30 * DAY) });
    const { register } = withRisk({ due_at: SOON });
    expect(treatment(register)).toMatchObject({ due_at: SOON });
    expect(register.told).toEqual(['task mira']);
  });

  it.each([
    ['an unknown owner', { owner: 'nobody' }, 'bela', 'unknown_person /owner'],
    ['a due instant in the past', { due_at: later(MONDAY, -1) }, 'bela', 'invalid /due_at'],
    ['a machine of its own', {}, pipeline(null), 'not_permitted'],
  ])('refuses %s', (_, change, by, code) => {
    expect(refusal(Register.with().decide('add-risk', { ...risk, ...change }, by))).toBe(code);
  });

  it('climbs its ladder while nobody treats it', () => {
    const { register } = withRisk({ due_at: later(MONDAY, 10 * DAY) });
    expect(register.wakeAt).toBe(later(MONDAY, 5 * DAY));
    expect(register.does('escalate', {}, workflow, later(MONDAY, 5 * DAY))).toEqual(['rung.fired']);
    expect(register.told).toEqual(['reminder mira']);
    register.does('escalate', {}, workflow, later(MONDAY, 40 * DAY));
    expect(register.told).toEqual(['board beatrix', 'board olu', 'escalation bruno', 'escalation maya', 'escalation viktor', 'reminder mira']);
    expect(register.messages.filter(({ late }) => !late).map(({ recipient }) => recipient)).toEqual(['beatrix', 'olu']);
  });
});

describe('treating a risk', () => {
  it('below the threshold ends blocker and obligation', () => {
    const { register, risk_id, item } = withRisk();
    expect(register.does('treat-risk', { risk_id, residual: 'medium', ...REASON }, 'mira')).toEqual(['risk.treated', 'obligation.met']);
    expect(item()).toMatchObject({ state: 'treated', residual: 'medium', halts: false });
    expect(register.blockers).toEqual([]);
  });

  it('is not for the requester of what it holds, where it would open the gate', () => {
    const { register, risk_id } = withRisk();
    const asking = (name: 'treat-risk' | 'accept-risk' | 'close-risk', body: object, by: string) => refusal(register.decide(name, { risk_id, ...REASON, ...body }, by, MONDAY, { open_requesters: ['mira', 'viktor'] }));
    expect(asking('treat-risk', { residual: 'medium' }, 'mira')).toBe('separation_of_duties');
    expect(asking('accept-risk', { until: SOON }, 'viktor')).toBe('separation_of_duties');
    expect(asking('close-risk', {}, 'viktor')).toBe('separation_of_duties');
    expect(register.does('treat-risk', { risk_id, residual: 'critical', ...REASON }, 'mira', MONDAY, { open_requesters: ['mira'] })).toEqual(['risk.treated']);
    expect(register.does('treat-risk', { risk_id, residual: 'medium', ...REASON }, 'bela', MONDAY, { open_requesters: ['mira'] })).toContain('risk.treated');
  });

  it('at or above it stays open, and still owed', () => {
    const { register, risk_id, item } = withRisk({ residual: 'critical' });
    expect(register.does('treat-risk', { risk_id, residual: 'high', ...REASON }, 'mira')).toEqual(['risk.treated']);
    expect(item()).toMatchObject({ state: 'open', residual: 'high' });
    expect(register.blockers).toHaveLength(1);
    expect(treatment(register)).toBeDefined();
  });

  it('that turns out worse later is owed again', () => {
    const { register, risk_id } = withRisk();
    register.does('treat-risk', { risk_id, residual: 'low', ...REASON }, 'mira');
    expect(register.does('treat-risk', { risk_id, residual: 'critical', ...REASON }, 'mira')).toEqual(['risk.treated', 'obligation.opened']);
    expect(register.blockers).toHaveLength(1);
  });

  it.each([
    ['high', 'accepted', 'no worse than what was accepted'],
    ['critical', 'open', 'worse than what was accepted'],
    ['low', 'treated', 'below the threshold'],
  ])('an accepted high one to %s is then %s: %s', (residual, state) => {
    const { register, risk_id, item } = withRisk();
    register.does('accept-risk', { risk_id, until: SOON, ...REASON }, 'viktor');
    register.does('treat-risk', { risk_id, residual, ...REASON }, 'mira');
    expect(item().state).toBe(state);
    expect(item().accepted_until).toBe(state === 'accepted' ? SOON : null);
  });

  it('names evidence that is stored', () => {
    const { register, risk_id } = withRisk();
    const body = { risk_id, residual: 'low', evidence: [digest(1), digest(2)], ...REASON };
    expect(refusal(register.decide('treat-risk', body, 'mira', MONDAY, { stored_evidence: [digest(1)] }))).toBe('evidence_missing /evidence/1');
    expect(register.does('treat-risk', body, 'mira', MONDAY, { stored_evidence: [digest(1), digest(2)] })).toContain('risk.treated');
  });

  it.each([
    ['mira', 'the risk’s owner', true],
    ['bela', 'the system’s owner', true],
    ['maya', 'the AI governance lead', true],
    ['devon', 'somebody else', false],
  ])('%s (%s) may: %s', (by, _, may) => {
    const { register, risk_id } = withRisk();
    const decision = register.decide('treat-risk', { risk_id, residual: 'low', ...REASON }, by);
    expect('refused' in decision ? decision.refused : 'accepted').toBe(may ? 'accepted' : 'not_permitted');
  });

  it('that opens the gate again is a person’s word, not a machine’s', () => {
    const { register, risk_id } = withRisk();
    expect(refusal(register.decide('treat-risk', { risk_id, residual: 'low', ...REASON }, pipeline('mira')))).toBe('machine_cannot_sign');
    const low = withRisk({ residual: 'low' });
    expect(low.register.does('treat-risk', { risk_id: low.risk_id, residual: 'low', ...REASON }, pipeline('mira'))).toContain('risk.treated');
  });
});

describe('accepting a risk', () => {
  it('lets its blocker sleep until the acceptance ends, and meets what was owed', () => {
    const { register, risk_id } = withRisk();
    expect(register.does('accept-risk', { risk_id, until: SOON, ...REASON }, 'viktor')).toEqual(['risk.accepted', 'obligation.met']);
    expect(register.blockers).toMatchObject([{ kind: 'risk', dormant_until: SOON }]);
    expect(register.told).toEqual(['notice bela', 'notice mira']);
    expect(register.wakeAt).toBe(SOON);
  });

  it.each([
    ['low', 'rafael', 'P12M'],
    ['medium', 'rafael', 'P6M'],
    ['high', 'viktor', 'P90D'],
    ['critical', 'olu', 'P30D'],
  ])('a residual of %s is decided by %s for at most %s', (residual, by, longest) => {
    const { register, risk_id } = withRisk({ residual });
    const latest = { P12M: '2027-11-02T09:00:00.000Z', P6M: '2027-05-02T08:00:00.000Z', P90D: later(MONDAY, 90 * DAY), P30D: later(MONDAY, 30 * DAY) }[longest]!;
    expect(refusal(register.decide('accept-risk', { risk_id, until: later(latest, 1), ...REASON }, by))).toBe('limit_reached /until');
    expect(register.does('accept-risk', { risk_id, until: latest, ...REASON }, by)).toContain('risk.accepted');
  });

  it.each([
    ['a role too low', { residual: 'critical' }, 'viktor', SOON, 'not_permitted'],
    ['the risk’s own owner, whatever the role', { owner: 'viktor' }, 'viktor', SOON, 'separation_of_duties'],
    ['a machine for the right person', {}, pipeline('viktor'), SOON, 'machine_cannot_sign'],
    ['an end in the past', {}, 'viktor', MONDAY, 'invalid /until'],
  ])('refuses %s', (_, change, by, until, code) => {
    const { register, risk_id } = withRisk(change);
    expect(refusal(register.decide('accept-risk', { risk_id, until, ...REASON }, by))).toBe(code);
  });

  it('refuses an unknown item and a closed one', () => {
    const { register, risk_id } = withRisk({ residual: 'low' });
    expect(refusal(register.decide('accept-risk', { risk_id: 'rsk_none', until: SOON, ...REASON }, 'rafael'))).toBe('invalid /risk_id');
    register.does('close-risk', { risk_id, ...REASON }, 'mira');
    expect(refusal(register.decide('accept-risk', { risk_id, until: SOON, ...REASON }, 'rafael'))).toBe('wrong_state');
  });

  it('ends by itself: the risk is open, holds again, and is owed again', () => {
    const { register, risk_id, item } = withRisk();
    register.does('accept-risk', { risk_id, until: SOON, ...REASON }, 'viktor');
    expect(register.does('escalate', { woke_for: SOON }, workflow, later(SOON, -5_001))).toEqual([]);
    expect(register.does('escalate', {}, workflow, SOON)).toEqual(['risk.acceptance_expired', 'obligation.opened']);
    expect(item()).toMatchObject({ state: 'open', accepted_until: null, accepted_by: null });
    expect(register.blockers).toMatchObject([{ dormant_until: null }]);
    expect(register.told).toEqual(['expiry bela', 'expiry maya', 'expiry mira', 'task mira']);
    expect(register.does('escalate', {}, workflow, SOON)).toEqual([]);
  });

  it('§0.04 one at board level that ends rouses the board at once', () => {
    const { register, risk_id } = withRisk({ residual: 'critical' });
    register.does('accept-risk', { risk_id, until: SOON, ...REASON }, 'olu');
    expect(register.does('escalate', {}, workflow, SOON)).toEqual(['risk.acceptance_expired', 'obligation.opened', 'board.triggered', 'obligation.opened']);
    expect(register.told).toEqual(['board beatrix', 'board olu', 'expiry bela', 'expiry maya', 'expiry mira', 'task mira']);
    const answer = register.state.obligations.find((o) => o.kind === 'escalation')!;
    expect(register.does('complete', { obligation_id: answer.id, comment: 'withdraw the system' }, 'sabine', SOON)).toEqual(['board.answered', 'obligation.met']);
  });

  it('ends on time although the clock is up to 5 seconds behind the instant that the workflow woke for', () => {
    const { register, risk_id } = withRisk();
    register.does('accept-risk', { risk_id, until: SOON, ...REASON }, 'viktor');
    expect(register.does('escalate', { woke_for: SOON }, workflow, later(SOON, -5_000))).toContain('risk.acceptance_expired');
  });

  it('only the record’s workflow escalates', () => {
    expect(refusal(withRisk().register.decide('escalate', {}, 'maya'))).toBe('not_permitted');
  });
});

describe('closing a risk', () => {
  it('below the threshold is its owner’s or the manager’s word', () => {
    const { register, risk_id, item } = withRisk({ residual: 'medium' });
    expect(refusal(register.decide('close-risk', { risk_id, ...REASON }, 'devon'))).toBe('not_permitted');
    expect(register.does('close-risk', { risk_id, ...REASON }, 'mira')).toEqual(['risk.closed', 'obligation.met']);
    expect(item().state).toBe('closed');
    expect(refusal(register.decide('close-risk', { risk_id, ...REASON }, 'mira'))).toBe('wrong_state');
  });

  it.each([
    ['mira', 'separation_of_duties', 'it would open the gate for what she owns'],
    ['bela', 'not_permitted', 'the system’s owner could not accept it either'],
    ['maya', 'not_permitted', 'nor could the AI governance lead'],
  ])('one that halts is refused from %s: %s (%s)', (by, code) => {
    const { register, risk_id } = withRisk();
    expect(refusal(register.decide('close-risk', { risk_id, ...REASON }, by))).toBe(code);
  });

  it('one that halts is closed by who could accept it', () => {
    const { register, risk_id } = withRisk();
    expect(register.does('close-risk', { risk_id, ...REASON }, 'viktor')).toContain('risk.closed');
    expect(register.blockers).toEqual([]);
  });
});

describe('the numbers of the policy', () => {
  it('decide, not the code', () => {
    const strict = { ...policy, thresholds: { ...policy.thresholds, risk: { ...policy.thresholds.risk, halt_at: 'low' as const } } };
    const register = Register.with();
    register.does('add-risk', { ...risk, residual: 'low' }, 'bela', MONDAY, { policy: strict });
    expect(register.blockers).toHaveLength(1);
  });

  it('a role held for another unit accepts nothing here', () => {
    const people = withPeople((person) => (person.id === 'viktor' ? { ...person, roles: [{ role: 'cro', unit: 'retail' }] } : person));
    const { register, risk_id } = withRisk();
    expect(refusal(register.decide('accept-risk', { risk_id, until: SOON, ...REASON }, 'viktor', MONDAY, { directory: people }))).toBe('not_permitted');
  });
});

describe('R-78 the treatment of a risk', () => {
  const leaving = withPeople((person) => (person.id === 'mira' ? { ...person, left_on: '2026-11-10' } : person));
  const away = { ...directory, absences: [{ person: 'mira', starts_at: '2026-11-05T00:00:00.000Z', until: '2026-11-20T00:00:00.000Z', deputy: 'yann' }] };
  const owed = (register: Register) => register.state.obligations.find(({ kind }) => kind === 'risk_treatment');
  const wakes = (register: Register, change: object) => system.agenda(register.state, at(MONDAY, workflow, change), MONDAY).wake_at;

  it('is the manager’s at once when its owner leaves, who can then record it', () => {
    const register = Register.with();
    register.does('add-risk', risk, 'dana');
    expect(wakes(register, { directory: leaving })).toBe('2026-11-10T00:00:00.000Z');
    const then = { directory: leaving };
    expect(register.does('escalate', {}, workflow, '2026-11-10T00:00:00.000Z', then)).toContain('obligation.reassigned');
    expect(owed(register)).toMatchObject({ owed_by: { person: 'bruno' }, to: ['bruno'] });
    const treat = { risk_id: register.state.risks[0]?.id, residual: 'low', reason: 'done', evidence: [] };
    expect(refusal(register.decide('treat-risk', treat, 'yann', '2026-11-10T09:00:00.000Z', then))).toBe('not_permitted');
    register.does('treat-risk', treat, 'bruno', '2026-11-10T09:00:00.000Z', then);
    expect(owed(register)?.state).toBe('met');
  });

  it('reaches the deputy while its owner is away, and the owner again after', () => {
    const register = Register.with();
    register.does('add-risk', risk, 'dana', MONDAY, { directory: away });
    expect(wakes(register, { directory: away })).toBe('2026-11-05T00:00:00.000Z');
    register.does('escalate', {}, workflow, '2026-11-05T00:00:00.000Z', { directory: away });
    expect(owed(register)).toMatchObject({ owed_by: { person: 'mira' }, to: ['yann'] });
    register.does('escalate', {}, workflow, '2026-11-20T00:00:00.000Z', { directory: away });
    expect(owed(register)?.to).toEqual(['mira']);
  });
});
