import { describe, expect, it } from '@jest/globals';
import { house } from '../../../domain/house/index.ts';
import { at, DAY, later, MONDAY, pipeline, policy, refusal, withPeople, workflow } from '../obligations/world.ts';
import { House, policyNamed } from './ledger.ts';

const [A, B] = [policyNamed(1), policyNamed(2)];
const propose = (one = A) => ({ digest: one.digest, policy: one });
const pending = (it: House) => it.state.proposals.filter(({ state }) => state === 'pending').map(({ digest, person }) => [digest, person]);

describe('the first policy', () => {
  it('is taken by an empty store; the same again is no event; another is refused', () => {
    const it = new House();
    expect(it.does('bootstrap-policy', { policy, source: 'disk' }, workflow)).toEqual(['policy.bootstrapped']);
    expect(it.state).toMatchObject({ active: policy.digest, policies: [policy] });
    expect(it.does('bootstrap-policy', { policy }, workflow)).toEqual([]);
    expect(refusal(it.decide('bootstrap-policy', { policy: A }, workflow))).toBe('last_activation_stands');
    expect(house.summary(it.state)).toMatchObject({ kind: 'house', policy_digest: policy.digest, closed: false });
  });

  it('is never a proposal', () => {
    expect(refusal(new House().decide('propose-policy', propose(), workflow))).toBe('wrong_state');
  });
});

describe('proposing a policy', () => {
  it('names what differs, is owed an activation by the role, and tells its holders but not the proposer', () => {
    const it = House.ready();
    expect(it.does('propose-policy', propose(), 'maya')).toEqual(['policy.proposed', 'obligation.opened']);
    expect(it.events.at(-2)?.body).toMatchObject({ changed: ['thresholds.yaml: evidence_max_bytes'], person: 'maya', adopted: false });
    expect(it.state.active).toBe(policy.digest);
    expect(it.state.obligations[0]).toMatchObject({ kind: 'ratify_policy', subject: { policy: A.digest }, owed_by: { role: 'ai_governance_lead' }, to: ['viktor', 'gregor'] });
    expect(it.told).toEqual(['policy gregor', 'policy viktor']);
  });

  it('climbs while nobody answers, and silence activates nothing', () => {
    const it = House.ready();
    it.does('propose-policy', propose(), 'devon');
    it.does('escalate', {}, workflow, later(MONDAY, 60 * DAY));
    expect(it.events.filter(({ type }) => type === 'rung.fired').map(({ body }) => body['level'])).toEqual(['L0', 'L0', 'L1', 'L2', 'L3', 'L4', 'L5']);
    expect(it.told).toContain('board beatrix');
    expect(it.state.active).toBe(policy.digest);
  });

  it.each([
    ['the policy in force', { digest: policy.digest }, 'maya', 'wrong_state /digest'],
    ['a digest that nobody knows', { digest: A.digest }, 'maya', 'unknown_policy /digest'],
    ['a policy of another digest', { digest: A.digest, policy: B }, 'maya', 'digest_mismatch /digest'],
    ['a person who left', propose(), 'walt', 'not_permitted'],
    ['a machine for nobody here', propose(), pipeline('nobody'), 'not_permitted'],
  ])('refuses %s', (_, body, by, code) => {
    expect(refusal(House.ready().decide('propose-policy', body, by, '2026-11-02T09:00:00.000Z'))).toBe(code);
  });

  it('refuses one that nobody could work by with the people of now, at its activation too', () => {
    const it = House.ready();
    it.does('propose-policy', propose(), 'maya');
    const nobodyInLegal = withPeople((person) => ({ ...person, roles: person.roles.filter((role) => role !== 'legal_head' && role !== 'legal_member') }));
    it.does('load-directory', { directory: nobodyInLegal }, workflow);
    expect(it.decide('activate-policy', { digest: A.digest }, 'viktor')).toMatchObject({ refused: 'invalid', detail: expect.stringContaining('legal_') });
    expect(refusal(it.decide('propose-policy', propose(B), 'maya'))).toBe('invalid');
    expect(it.state.active).toBe(policy.digest);
  });

  it('refuses a second proposal of the same digest', () => {
    const it = House.ready();
    it.does('propose-policy', propose(), 'maya');
    expect(refusal(it.decide('propose-policy', propose(), 'devon'))).toBe('already_exists /digest');
  });
});

describe('a policy found on disk', () => {
  it('is a proposal of nobody, which one person takes up and another activates', () => {
    const it = House.ready();
    it.does('propose-policy', { ...propose(), source: 'disk' }, workflow);
    expect(pending(it)).toEqual([[A.digest, null]]);
    expect(it.told).toEqual(['policy gregor', 'policy maya', 'policy viktor']);
    expect(it.does('propose-policy', propose(), workflow)).toEqual([]);
    expect(refusal(it.decide('activate-policy', { digest: A.digest }, 'viktor'))).toBe('second_person_needed');
    expect(it.does('propose-policy', { digest: A.digest }, 'maya')).toEqual(['policy.proposed']);
    expect(it.told).toEqual(['policy gregor', 'policy viktor']);
    expect(refusal(it.decide('activate-policy', { digest: A.digest }, 'maya'))).toBe('second_person_needed');
    expect(it.does('activate-policy', { digest: A.digest }, 'viktor')).toEqual(['policy.activated', 'obligation.met']);
    expect(it.state.active).toBe(A.digest);
  });

  it('replaces what was found there before and nobody took up', () => {
    const it = House.ready();
    it.does('propose-policy', propose(A), workflow);
    expect(it.does('propose-policy', propose(B), workflow)).toEqual(['policy.proposed', 'obligation.opened', 'policy.proposal_superseded', 'obligation.withdrawn']);
    expect(pending(it)).toEqual([[B.digest, null]]);
  });

  it('leaves what a person proposed', () => {
    const it = House.ready();
    it.does('propose-policy', propose(A), 'maya');
    it.does('propose-policy', propose(B), workflow);
    expect(pending(it)).toEqual([
      [A.digest, 'maya'],
      [B.digest, null],
    ]);
  });

  it('ends when the policy in force lies there again', () => {
    const it = House.ready();
    it.does('propose-policy', propose(A), workflow);
    expect(it.does('propose-policy', propose(policy), workflow)).toEqual(['policy.proposal_superseded', 'obligation.withdrawn']);
    expect(pending(it)).toEqual([]);
    expect(it.does('propose-policy', propose(policy), workflow)).toEqual([]);
  });
});

describe('activating a policy', () => {
  const proposed = () => {
    const it = House.ready();
    it.does('propose-policy', propose(), 'devon');
    return it;
  };

  it('tells the proposer and L3, supersedes other proposals and keeps every policy', () => {
    const it = proposed();
    it.does('propose-policy', propose(B), 'maya');
    expect(it.does('activate-policy', { digest: A.digest }, 'viktor')).toEqual([
      'policy.activated',
      'obligation.met',
      'policy.proposal_superseded',
      'obligation.withdrawn',
    ]);
    expect(it.events.find(({ type }) => type === 'policy.activated')?.body).toEqual({ digest: A.digest, previous: policy.digest, proposed_by: 'devon', activated_by: 'viktor' });
    expect(it.told).toEqual(['policy devon', 'policy maya', 'policy maya']);
    expect(it.state.policies.map(({ digest }) => digest)).toEqual([policy.digest, A.digest, B.digest]);
  });

  it.each([
    ['the one who proposed it, with the role', 'maya', A.digest, 'second_person_needed'],
    ['somebody without the role', 'rafael', B.digest, 'not_permitted'],
    ['a machine for the right person', pipeline('viktor'), B.digest, 'machine_cannot_sign'],
    ['the policy in force', 'viktor', policy.digest, 'already_decided /digest'],
    ['a digest that nobody proposed', 'viktor', policyNamed(9).digest, 'unknown_policy /digest'],
  ])('refuses %s', (_, by, digest, code) => {
    const it = proposed();
    it.does('propose-policy', propose(B), 'devon');
    const other = House.ready();
    other.does('propose-policy', propose(A), 'maya');
    expect(refusal((by === 'maya' ? other : it).decide('activate-policy', { digest }, by))).toBe(code);
  });

  it('goes back to an earlier policy only by a new proposal, without its files', () => {
    const it = proposed();
    it.does('activate-policy', { digest: A.digest }, 'viktor');
    expect(refusal(it.decide('activate-policy', { digest: policy.digest }, 'viktor'))).toBe('wrong_state /digest');
    expect(it.does('propose-policy', { digest: policy.digest }, 'devon')).toEqual(['policy.proposed', 'obligation.opened']);
    it.does('activate-policy', { digest: policy.digest }, 'viktor');
    expect(it.state.active).toBe(policy.digest);
    expect(it.state.policies).toHaveLength(2);
  });

  it('is judged by the policy in force, not by the proposed one', () => {
    const it = House.ready();
    const coup = policyNamed(3, { policy_activation: { roles: ['technical_member'], due: 'P1D' } });
    it.does('propose-policy', propose(coup), 'devon');
    expect(refusal(it.decide('activate-policy', { digest: coup.digest }, 'theo'))).toBe('not_permitted');
  });
});

describe('the house', () => {
  it('is always open, and wakes for the next rung', () => {
    const it = House.ready();
    const agenda = () => house.agenda(it.state, at(MONDAY), MONDAY);
    expect(agenda()).toMatchObject({ open: true, stage: 'watching', wake_at: null, step: null });
    it.does('propose-policy', propose(), 'maya');
    expect(agenda()).toMatchObject({ wake_at: it.state.obligations[0]?.rungs[0]?.at, summary: '0 blockers, 1 obligations open' });
  });

  it('refuses what is no command of it, and escalation by a person', () => {
    expect(refusal(house.decide(House.ready().state, { name: 'vote', body: {} }, at(MONDAY, 'maya')))).toBe('invalid');
    expect(refusal(House.ready().decide('escalate', {}, 'maya'))).toBe('not_permitted');
  });

  it('answers for its obligations as every case does', () => {
    const it = House.ready();
    it.does('propose-policy', propose(), 'devon');
    const { id } = it.state.obligations[0]!;
    expect(it.does('acknowledge', { obligation_id: id }, 'viktor')).toEqual(['obligation.acknowledged']);
  });

  it('steps over events that it does not know', () => {
    const it = House.ready();
    const unknown = { type: 'house.painted', body: {}, at: MONDAY, seq: 99, actor: workflow };
    expect(house.evolve(it.state, unknown)).toEqual(it.state);
    expect(house.messages(unknown, it.state, at(MONDAY))).toEqual([]);
  });
});
