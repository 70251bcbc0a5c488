import { describe, expect, it } from '@jest/globals';
import { directoryOf, house, houseView } from '../../../domain/house/index.ts';
import { DAY, directory, later, MONDAY, pipeline, refusal, withPeople, workflow } from '../obligations/world.ts';
import { House } from './ledger.ts';

const SOON = later(MONDAY, 10 * DAY);
const grant = (change: object = {}) => ({ from: 'lena', to: 'mira', lane: 'legal', until: SOON, ...change });

describe('loading the directory', () => {
  it('is an event with its difference; the same again is none', () => {
    const it = House.ready();
    expect(it.events.at(-1)?.body).toMatchObject({ added: directory.people.map(({ id }) => id), removed: [], changed: [], signing_gained: [] });
    expect(it.does('load-directory', { directory }, workflow)).toEqual([]);
    expect(houseView(it.state).directory).toEqual(directory);
  });

  it('reports to L3 whoever gained a role that signs', () => {
    const it = House.ready();
    const changed = withPeople((person) => {
      if (person.id === 'devon') return { ...person, roles: ['legal_member', 'gardener'] };
      return person.id === 'theo' ? { ...person, roles: [{ role: 'technical_member', unit: 'claims' }] } : person;
    });
    const next = { ...changed, people: changed.people.filter(({ id }) => id !== 'walt') };
    it.does('load-directory', { directory: next }, workflow);
    expect(it.events.at(-1)?.body).toMatchObject({
      added: [],
      removed: ['walt'],
      changed: ['theo', 'devon'],
      roles_gained: [
        { person: 'theo', role: 'technical_member', unit: 'claims' },
        { person: 'devon', role: 'legal_member' },
        { person: 'devon', role: 'gardener' },
      ],
      roles_lost: [
        { person: 'theo', role: 'technical_member' },
        { person: 'walt', role: 'risk_member' },
      ],
      signing_gained: [
        { person: 'theo', role: 'technical_member', unit: 'claims' },
        { person: 'devon', role: 'legal_member' },
      ],
    });
    expect(it.told).toEqual(['directory maya']);
    expect(it.messages[0]?.about).toMatchObject({ count: '2', gained: 'theo=technical_member@claims,devon=legal_member' });
  });

  it('tells nobody when no role that signs was gained', () => {
    const it = House.ready();
    it.does('load-directory', { directory: withPeople((person) => (person.id === 'devon' ? { ...person, roles: ['gardener'] } : person)) }, workflow);
    expect(it.told).toEqual([]);
  });

  it('is for the start and for administrators', () => {
    const it = House.ready();
    expect(refusal(it.decide('load-directory', { directory }, 'maya'))).toBe('not_permitted');
    const withAdmin = withPeople((person) => (person.id === 'devon' ? { ...person, roles: ['admin'] } : person));
    it.does('load-directory', { directory: withAdmin }, workflow);
    expect(it.does('load-directory', { directory }, 'devon')).toEqual(['directory.loaded']);
  });
});

describe('§1.01 delegating', () => {
  it('adds to the directory that rules read, and tells both', () => {
    const it = House.ready();
    expect(it.does('grant-delegation', grant({ tier_cap: 'medium', unit: 'claims' }), 'lena')).toEqual(['delegation.granted']);
    expect(directoryOf(it.state).delegations.at(-1)).toEqual({ from: 'lena', to: 'mira', lane: 'legal', tier_cap: 'medium', unit: 'claims', starts_at: MONDAY, until: SOON, keep_informed: false });
    expect(it.told).toEqual(['notice mira']);
  });

  it.each([
    ['lena', true, 'who gives it'],
    ['rosa', true, 'the line manager'],
    ['mira', false, 'who would get it'],
    ['maya', false, 'the AI governance lead'],
  ])('by %s: %s (%s)', (by, may) => {
    const decision = House.ready().decide('grant-delegation', grant(), by);
    expect('refused' in decision ? decision.refused : 'accepted').toBe(may ? 'accepted' : 'not_permitted');
  });

  it.each([
    ['an unknown lane', { lane: 'astrology' }, 'lena', 'invalid /lane'],
    ['an unknown unit', { unit: 'moon' }, 'lena', 'invalid /unit'],
    ['an unknown giver', { from: 'nobody' }, 'lena', 'unknown_person /from'],
    ['a leaver', { to: 'walt' }, 'lena', 'unknown_person /to'],
    ['oneself', { to: 'lena' }, 'lena', 'delegation_circle /to'],
    ['an end in the past', { until: MONDAY }, 'lena', 'invalid /until'],
    ['an end before the start', { starts_at: later(SOON, DAY) }, 'lena', 'invalid /until'],
    ['a role that the giver does not hold', { from: 'bela' }, 'bela', 'delegation_not_allowed /from'],
    ['a role held only for another unit', { from: 'dana', lane: 'business', unit: 'claims' }, 'dana', 'delegation_not_allowed /from'],
    ['a machine for the giver', {}, pipeline('lena'), 'machine_cannot_sign'],
  ])('refuses %s', (_, change, by, code) => {
    expect(refusal(House.ready().decide('grant-delegation', grant(change), by))).toBe(code);
  });

  it('refuses a circle, of two or through a third', () => {
    const it = House.ready();
    it.does('grant-delegation', grant({ to: 'priya' }), 'lena');
    expect(refusal(it.decide('grant-delegation', grant({ from: 'priya', to: 'lena' }), 'priya'))).toBe('delegation_circle /to');
    const chain = { ...directory, delegations: [{ from: 'priya', to: 'leon', lane: 'legal', until: SOON, keep_informed: false }, { from: 'leon', to: 'lena', lane: 'legal', until: SOON, keep_informed: false }] };
    expect(refusal(it.decide('grant-delegation', grant({ to: 'priya' }), 'lena', MONDAY, { directory: chain }))).toBe('delegation_circle /to');
  });

  it.each<[object, object, string, string]>([
    [{ from: 'lena', to: 'priya' }, { from: 'priya', to: 'mira' }, 'delegation_not_allowed /from', 'who was given it gives it to nobody'],
    [{ from: 'priya', to: 'mira' }, { from: 'lena', to: 'priya' }, 'delegation_not_allowed /to', 'who gave it away is given it by nobody'],
    [{}, {}, 'already_exists /until', 'twice the same'],
  ])('after %j, %j is refused: %s (%s)', (first, second, code) => {
    const it = House.ready();
    it.does('grant-delegation', grant(first), 'rosa', MONDAY);
    expect(refusal(it.decide('grant-delegation', grant(second), 'rosa'))).toBe(code);
  });

  it('judges only what lasts at the same time and in the same lane', () => {
    const it = House.ready();
    it.does('grant-delegation', grant({ to: 'priya' }), 'lena');
    expect(it.does('grant-delegation', grant({ from: 'priya', to: 'lena', lane: 'privacy' }), 'priya')).toHaveLength(1);
    expect(it.does('grant-delegation', grant({ from: 'priya', to: 'lena', starts_at: SOON, until: later(SOON, DAY) }), 'priya')).toHaveLength(1);
  });

  it('knows those of the file too', () => {
    expect(refusal(House.ready().decide('grant-delegation', grant({ from: 'rohan', to: 'noor', lane: 'risk', tier_cap: 'medium' }), 'rohan'))).toBe('already_exists /until');
  });

  it('ends before its time by those concerned, and is gone', () => {
    const it = House.ready();
    it.does('grant-delegation', grant(), 'lena');
    const delegation_id = it.state.delegations[0]!.id;
    expect(refusal(it.decide('end-delegation', { delegation_id }, 'devon'))).toBe('not_permitted');
    expect(refusal(it.decide('end-delegation', { delegation_id }, pipeline('lena')))).toBe('machine_cannot_sign');
    expect(it.does('end-delegation', { delegation_id }, 'mira')).toEqual(['delegation.ended']);
    expect(it.told).toEqual(['notice lena']);
    expect(directoryOf(it.state)).toEqual(directory);
    expect(refusal(it.decide('end-delegation', { delegation_id }, 'mira'))).toBe('invalid /delegation_id');
  });

  it('forgets those that are over', () => {
    const it = House.ready();
    it.does('grant-delegation', grant(), 'lena');
    it.does('grant-delegation', grant({ from: 'priya', until: later(SOON, DAY) }), 'priya', later(SOON, 1));
    expect(it.state.delegations.map(({ delegation }) => delegation.from)).toEqual(['priya']);
  });
});

describe('§1.02 being away', () => {
  const away = (change: object = {}) => ({ person: 'bela', starts_at: MONDAY, until: SOON, deputy: 'mira', ...change });

  it('adds to the directory that rules read, and tells the deputy', () => {
    const it = House.ready();
    expect(it.does('add-absence', away(), 'bela')).toEqual(['absence.added']);
    expect(directoryOf(it.state).absences.at(-1)).toEqual({ person: 'bela', starts_at: MONDAY, until: SOON, deputy: 'mira' });
    expect(it.told).toEqual(['notice mira']);
  });

  it('comes from the manager or, for the person, from a calendar too', () => {
    expect(House.ready().does('add-absence', away(), 'bruno')).toHaveLength(1);
    expect(House.ready().does('add-absence', away({ deputy: undefined }), pipeline('bela'))).toHaveLength(1);
  });

  it.each([
    ['somebody else', {}, 'mira', 'not_permitted'],
    ['a machine of its own', {}, pipeline(null), 'not_permitted'],
    ['an unknown person', { person: 'nobody' }, 'bela', 'unknown_person /person'],
    ['an unknown deputy', { deputy: 'nobody' }, 'bela', 'unknown_person /deputy'],
    ['oneself as deputy', { deputy: 'bela' }, 'bela', 'invalid /deputy'],
    ['an end in the past', { starts_at: later(MONDAY, -DAY), until: MONDAY }, 'bela', 'invalid /until'],
    ['an end before the start', { starts_at: SOON }, 'bela', 'invalid /until'],
  ])('refuses %s', (_, change, by, code) => {
    expect(refusal(House.ready().decide('add-absence', away(change), by))).toBe(code);
  });

  it('ends before its time by the same people', () => {
    const it = House.ready();
    it.does('add-absence', away(), 'bela');
    const absence_id = it.state.absences[0]!.id;
    expect(refusal(it.decide('end-absence', { absence_id }, 'mira'))).toBe('not_permitted');
    expect(it.does('end-absence', { absence_id }, 'bruno')).toEqual(['absence.ended']);
    expect(it.told).toEqual(['notice bela', 'notice mira']);
    expect(refusal(it.decide('end-absence', { absence_id }, 'bruno'))).toBe('invalid /absence_id');
  });
});

describe('§1.16 blockers beyond one system', () => {
  const raise = (change: object = {}) => ({ kind: 'pause_order', extent: { scope: 'organisation' }, title: 'Year-end freeze', reason: 'books are closed', ...change });

  it('hold everything in their extent and are told to L3', () => {
    const it = House.ready();
    it.does('raise-blocker', raise(), 'sam');
    expect(house.blockers(it.state)).toMatchObject([{ kind: 'pause_order', holds: ['permit', 'live'], owner: 'sam', extent: { scope: 'organisation' } }]);
    expect(it.told).toEqual(['notice maya']);
    const { id } = it.state.raised[0]!;
    expect(it.state.raised[0]?.link).toBe(`/v1/blockers/${id}`);
    expect(it.does('release-blocker', { blocker_id: id, reason: 'books are open' }, 'viktor')).toEqual(['blocker.released']);
    expect(house.blockers(it.state)).toEqual([]);
  });

  it.each([
    ['one of a system', { extent: { scope: 'system', id: 'sys_1' } }, 'sam', 'invalid /extent'],
    ['an unknown unit', { extent: { scope: 'unit', id: 'moon' } }, 'sam', 'invalid /extent/id'],
    ['a manual one without the role', { kind: 'manual' }, 'devon', 'not_permitted'],
  ])('refuses %s', (_, change, by, code) => {
    expect(refusal(House.ready().decide('raise-blocker', raise(change), by))).toBe(code);
  });

  it('a role held for a unit orders a pause there, not everywhere', () => {
    const people = withPeople((person) => (person.id === 'devon' ? { ...person, roles: [{ role: 'incident_commander', unit: 'business' }] } : person));
    const it = House.ready();
    it.does('load-directory', { directory: people }, workflow);
    expect(refusal(it.decide('raise-blocker', raise(), 'devon'))).toBe('not_permitted');
    expect(it.does('raise-blocker', raise({ extent: { scope: 'unit', id: 'claims' } }), 'devon')).toEqual(['blocker.raised']);
  });

  it('are waived for one system or for all, and hold again at the end', () => {
    const it = House.ready();
    it.does('raise-blocker', raise(), 'sam');
    const blocker_id = it.state.raised[0]!.id;
    const waive = { blocker_id, reason: 'a fix must go out', compensating_control: 'two people watch', until: SOON };
    it.does('waive-blocker', waive, 'viktor');
    it.does('waive-blocker', { ...waive, system_id: 'sys_1', until: later(SOON, DAY) }, 'viktor');
    expect(house.waivers(it.state).map(({ system_id }) => system_id)).toEqual([null, 'sys_1']);
    expect(house.agenda(it.state, it.context(workflow, MONDAY, {}), MONDAY).wake_at).toBe(SOON);
    expect(it.does('escalate', {}, workflow, SOON)).toEqual(['waiver.ended']);
    expect(it.told).toEqual(['expiry maya', 'expiry sam', 'expiry viktor']);
  });

  it('that name a case are cured by its workflow', () => {
    const it = House.ready();
    it.does('raise-blocker', raise({ kind: 'incident', source_case: 'inc_1' }), 'sam');
    const blocker_id = it.state.raised[0]!.id;
    expect(it.does('cure-blocker', { blocker_id, reason: 'resolved' }, workflow)).toEqual(['blocker.cured']);
  });
});
