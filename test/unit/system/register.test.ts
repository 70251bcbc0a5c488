import { describe, expect, it } from '@jest/globals';
import { system } from '../../../domain/system/index.ts';
import { systemPatch } from '../../../contracts/system.ts';
import { at, MONDAY, pipeline, recorded, refusal, withPeople, workflow } from '../obligations/world.ts';
import { digest, entry, Register, SYS } from './register.ts';

const version = { name: '4.2', digests: { weights: digest(1) }, authors: ['devon'] };

describe('registering a system', () => {
  it('anybody who works here may, and names who is accountable', () => {
    const register = new Register();
    expect(register.does('add', entry, 'devon')).toEqual(['system.added']);
    expect(register.state).toMatchObject({ exists: true, entry: { owner: 'bela', stage: 'development', aims_scope: { in_scope: true } } });
    expect(system.summary(register.state)).toMatchObject({ kind: 'system', title: 'Claims triage', owner: 'bela', closed: false });
  });

  it('a pipeline may on behalf of a person', () => {
    expect(new Register().does('add', entry, pipeline('devon'))).toEqual(['system.added']);
  });

  it.each([
    ['a machine of its own', {}, pipeline(null), 'not_permitted'],
    ['a leaver', {}, 'walt', 'not_permitted'],
    ['an unknown owner', { owner: 'nobody' }, 'devon', 'unknown_person /owner'],
    ['an unknown unit', { unit: 'moon' }, 'devon', 'invalid /unit'],
    ['an exclusion without a reason', { aims_scope: { in_scope: false } }, 'devon', 'invalid /aims_scope/exclusion_reason'],
  ])('refuses %s', (_, change, by, code) => {
    expect(refusal(new Register().decide('add', { ...entry, ...change }, by))).toBe(code);
  });

  it('refuses a second time, and everything else before the first', () => {
    expect(refusal(Register.with().decide('add', entry, 'bela'))).toBe('already_exists');
    expect(refusal(new Register().decide('patch', { stage: 'operation' }, 'bela'))).toBe('unknown_system');
    expect(refusal(system.decide(Register.with().state, { name: 'toString', body: {} }, at(MONDAY, 'bela')))).toBe('invalid');
  });
});

describe('changing a register entry', () => {
  it('records only what differs, and nothing when nothing does', () => {
    const register = Register.with();
    register.does('patch', { stage: 'operation', owner: 'bela' }, 'bela');
    expect(register.events.at(-1)?.body).toEqual({ changes: { stage: 'operation' }, person: 'bela' });
    expect(register.does('patch', { stage: 'operation' }, 'bela')).toEqual([]);
    expect(register.state.entry).toMatchObject({ stage: 'operation', name: 'Claims triage' });
  });

  it('brings back no default for what it does not name', () => {
    expect(systemPatch.parse({ name: 'Other' })).toEqual({ name: 'Other' });
    expect(systemPatch.safeParse({}).success).toBe(false);
  });

  it('tells the new owner', () => {
    const register = Register.with();
    register.does('patch', { owner: 'mira' }, 'maya');
    expect(register.told).toEqual(['notice mira']);
  });

  it.each<[string, string | { role: string; unit: string } | undefined, string]>([
    ['bela', undefined, 'the owner'],
    ['maya', undefined, 'the AI governance lead'],
    ['devon', 'admin', 'an administrator'],
    ['devon', { role: 'ai_governance_lead', unit: 'business' }, 'a lead of the unit above'],
  ])('%s may: %o (%s)', (by, role) => {
    const people = withPeople((person) => (person.id === by && role !== undefined ? { ...person, roles: [...person.roles, role] } : person));
    expect(Register.with().does('patch', { stage: 'operation' }, by, MONDAY, { directory: people })).toEqual(['system.changed']);
  });

  it('refuses others, unknown owners and units', () => {
    const register = Register.with();
    expect(refusal(register.decide('patch', { stage: 'operation' }, 'devon'))).toBe('not_permitted');
    expect(refusal(register.decide('patch', { stage: 'operation' }, workflow))).toBe('not_permitted');
    expect(refusal(register.decide('patch', { owner: 'nobody' }, 'bela'))).toBe('unknown_person /owner');
    expect(refusal(register.decide('patch', { unit: 'moon' }, 'bela'))).toBe('invalid /unit');
  });
});

describe('naming a version', () => {
  it('records digests, authors and the signature', () => {
    const register = Register.with();
    expect(register.does('add-version', version, pipeline('devon'))).toEqual(['version.added']);
    expect(register.state.versions[0]).toMatchObject({ name: '4.2', digests: version.digests, authors: ['devon'], weights_signature: null, added_by: 'devon', added_at: MONDAY });
  });

  it('takes an author who has left, but none that the directory never knew', () => {
    expect(Register.with().does('add-version', { ...version, authors: ['walt'] }, 'devon')).toEqual(['version.added']);
    expect(refusal(Register.with().decide('add-version', { ...version, authors: ['devon', 'nobody'] }, 'devon'))).toBe('unknown_person /authors/1');
  });

  it('refuses a name that is taken and a machine of its own', () => {
    const register = Register.with();
    register.does('add-version', version, 'devon');
    expect(refusal(register.decide('add-version', version, 'devon'))).toBe('already_exists /name');
    expect(refusal(register.decide('add-version', { ...version, name: '5' }, pipeline(null)))).toBe('not_permitted');
  });
});

describe('the fold of a system', () => {
  it('steps over events that it does not know', () => {
    const { state } = Register.with();
    const unknown = { type: 'system.painted', body: {}, at: MONDAY, seq: 9, actor: workflow };
    expect(system.evolve(state, unknown)).toEqual(state);
    expect(system.messages(unknown, state, at(MONDAY))).toEqual([]);
  });

  it('needs no workflow while nothing is owed', () => {
    const register = Register.with();
    const agenda = () => system.agenda(register.state, at(MONDAY), MONDAY);
    expect(agenda()).toMatchObject({ open: false, wake_at: null, stage: 'watching' });
    register.does('add-risk', { title: 'Drift', owner: 'mira', residual: 'low', option: 'mitigate' }, 'bela');
    expect(agenda()).toMatchObject({ open: true, summary: '0 blockers, 1 obligations open' });
    expect(system.agenda(system.initial(SYS), at(MONDAY), MONDAY)).toMatchObject({ open: false, stage: 'unregistered' });
  });

  it('checks its events against their schemas', () => {
    expect(() => recorded([{ type: 'version.added', body: { version_id: 'nonsense' } }], at(MONDAY))).toThrow();
  });
});
