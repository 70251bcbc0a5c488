import { describe, expect, it } from '@jest/globals';
import { digest } from '../../support/world.ts';
import { otherNc, OTHER_SYSTEM, PROOF, Story, SYSTEM } from '../../support/nonconformity.ts';

const FINDING = { title: 'Model released without validation', description: 'Version 3 went out unvalidated', source: 'review' };

describe('§3.S raised: anybody raises, the coordinator owes a class', () => {
  it.each([
    ['nobody has judged it yet, so it counts as grave', {}, '2026-03-03T09:00:00.000Z'],
    ['major', { class: 'major' }, '2026-03-03T09:00:00.000Z'],
    ['minor', { class: 'minor' }, '2026-03-04T09:00:00.000Z'],
    ['observation', { class: 'observation' }, '2026-03-09T09:00:00.000Z'],
  ])('§3.03 gives the time of the proposed class to classify: %s', (_why, change, due_at) => {
    const story = new Story().raised(change);
    expect(story.state.status).toBe('raised');
    expect(story.owed('classification')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, due_at, to: ['noor'] });
  });

  it('§3.11 lets the deadline of the certification body win where it is earlier', () => {
    const story = new Story().raised({ source: 'certification_body', deadline: '2026-03-02T15:00:00.000Z' });
    expect(story.owed('classification').due_at).toBe('2026-03-02T15:00:00.000Z');
  });

  it('is raised by a machine on behalf of a person, and not by one that acts for nobody', () => {
    const story = new Story();
    expect(story.act({ kind: 'machine', id: 'monitor', on_behalf_of: null }, 'raise', FINDING)).toMatchObject({ refused: 'not_permitted' });
    story.act({ kind: 'machine', id: 'monitor', on_behalf_of: 'devon' }, 'raise', FINDING);
    expect(story.state.raised).toMatchObject({ person: 'devon', source: 'review', found_at: story.now });
  });

  it.each([
    ['a system that nobody registered', { system_id: 'sys_9' }, 'unknown_system', '/system_id'],
    ['a further system that nobody registered', { system_id: SYSTEM, systems: [OTHER_SYSTEM, 'sys_9'] }, 'unknown_system', '/systems/1'],
    ['a unit beside a system, which has its own', { system_id: SYSTEM, unit: 'claims' }, 'invalid', '/unit'],
    ['a unit that the directory does not know', { unit: 'clams' }, 'invalid', '/unit'],
    ['a finding of tomorrow', { found_at: '2026-03-03T09:00:00.000Z' }, 'invalid', '/found_at'],
    ['a deadline before the finding', { deadline: '2026-03-01T09:00:00.000Z' }, 'invalid', '/deadline'],
    ['evidence that nobody uploaded', { evidence: [PROOF, digest('nowhere')] }, 'evidence_missing', '/evidence'],
  ])('is refused for %s', (_what, change, refused, pointer) => {
    expect(new Story().refusal('devon', 'raise', { ...FINDING, ...change })).toMatchObject({ refused, pointer });
  });

  it('is refused twice, by a stranger, and under a policy that says nothing of nonconformities', () => {
    expect(new Story().raised().answer('devon', 'raise', FINDING)).toBe('already_exists');
    expect(new Story().answer('nobody', 'raise', FINDING)).toBe('not_permitted');
    const { nonconformities: _none, ...policy } = new Story().facts.policy;
    expect(new Story({ policy }).answer('devon', 'raise', FINDING)).toBe('unknown_policy');
  });

  it('suggests what it may be a duplicate of (R-42)', () => {
    const story = new Story({ nonconformities: [otherNc('nc_1')] }).raised();
    expect(story.state.raised?.alike.map(({ id }) => id)).toEqual(['nc_1']);
    expect(story.owes()).toEqual(['classification', 'recurrence_decision']);
  });
});

describe('a near-miss (R-40)', () => {
  const like = (id: string, change = {}) => otherNc(id, { near_miss: true, status: 'near_miss', class: null, cause_class: null, classified_at: null, closed_at: null, raised_at: '2026-02-20T09:00:00.000Z', ...change });
  const miss = (...others: ReturnType<typeof like>[]) => new Story({ nonconformities: others }).raised({ near_miss: true });

  it('is a light record: nobody owes anything and its case is closed', () => {
    const story = miss(like('nc_1'));
    expect([story.state.status, story.owes(), story.agenda()]).toMatchObject(['near_miss', [], { open: false, wake_at: null }]);
  });

  it.each([
    ['two like ones inside the window', [like('nc_1'), like('nc_2')], 'raised'],
    ['one like one', [like('nc_1')], 'near_miss'],
    ['one of them outside the window', [like('nc_1'), like('nc_2', { raised_at: '2026-01-20T09:00:00.000Z' })], 'near_miss'],
    ['one of them of another kind', [like('nc_1'), like('nc_2', { title: 'Lamp broken in the hall', controls: ['A.9.2'], systems: [] })], 'near_miss'],
    ['an open nonconformity that like ones have made already', [like('nc_1'), like('nc_2'), like('nc_3', { status: 'classified' })], 'near_miss'],
  ])('becomes a nonconformity by the rule, or not, with %s', (_what, others, status) => {
    expect(miss(...others).state.status).toBe(status);
  });

  it('is promoted by the coordinator by hand, and by nobody else', () => {
    const story = miss();
    expect(story.refusal('mira', 'promote', { reason: 'grave' }).detail).toContain('noor');
    story.does('noor', 'promote', { reason: 'grave' });
    expect([story.state.status, story.owes()]).toEqual(['raised', ['classification']]);
    expect(story.answer('noor', 'promote', { reason: 'again' })).toBe('wrong_state');
  });
});
