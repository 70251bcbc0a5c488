import { describe, expect, it } from '@jest/globals';
import { otherNc, OTHER_SYSTEM, PROOF, ROOT_CAUSE, Story, SYSTEM } from '../../support/nonconformity.ts';
import { digest } from '../../support/world.ts';

const CORRECTION = { correction: 'Rolled back', consequences: 'None', evidence: [PROOF] };

describe('§3.S contained: what is wrong is put right at once', () => {
  it('§3.02 records the correction and its consequences, and meets what the owner owed', () => {
    const story = new Story().contained();
    expect(story.state.status).toBe('contained');
    expect(story.owes().sort()).toEqual(['action_plan', 'root_cause']);
    expect(story.last('correction.recorded').body).toMatchObject({ person: 'mira', evidence: [PROOF] });
  });

  it('§3.16 may be recorded before the analysis where the class asks for none', () => {
    expect(new Story().contained('observation').state.status).toBe('contained');
  });

  it.each([
    ['nobody has classified it', new Story().raised(), 'mira', CORRECTION, 'wrong_state'],
    ['somebody does it who does not owe it', new Story().classified(), 'dana', CORRECTION, 'not_permitted'],
    ['its evidence is not stored', new Story().classified(), 'mira', { ...CORRECTION, evidence: [digest('nowhere')] }, 'evidence_missing'],
    ['it was corrected before', new Story().contained(), 'mira', CORRECTION, 'already_decided'],
  ])('is refused when %s', (_why, story, by, body, refused) => {
    expect(story.answer(by, 'correct', body)).toBe(refused);
  });

  it('§3.08 is the manager\'s at once when the owner leaves, and the deputy may record it while the owner is away', () => {
    const left = new Story().classified().leaves('mira');
    expect(left.owed('correction').owed_by).toEqual({ person: 'bruno' });
    expect(left.answer('bruno', 'correct', CORRECTION)).toBe('accepted');
    const away = new Story().classified().house(({ absences }) => ({ absences: [...absences, { person: 'mira', deputy: 'bela', starts_at: '2026-03-02T09:00:00.000Z', until: '2026-04-01T09:00:00.000Z' }] }));
    expect([away.answer('dana', 'correct', CORRECTION), away.answer('bela', 'correct', CORRECTION)]).toEqual(['not_permitted', 'accepted']);
  });
});

describe('§3.S rca: the root cause, as deep as the class demands', () => {
  it('§3.04 is recorded after the correction, and its class is of the policy', () => {
    const story = new Story().analysed();
    expect(story.state.status).toBe('rca');
    expect(story.owes()).toEqual(['action_plan']);
    expect(story.state.root_causes).toMatchObject([{ cause_class: 'missing_control', cycle: 1 }]);
    expect(new Story().classified().refusal('mira', 'root-cause', ROOT_CAUSE).detail).toContain('the correction first, by mira');
  });

  const { escape: _escape, ...withoutEscape } = ROOT_CAUSE;
  it.each([
    ['major', 'a chain of two', { ...ROOT_CAUSE, whys: ROOT_CAUSE.whys.slice(1) }, '/whys'],
    ['major', 'no fishbone', { ...ROOT_CAUSE, fishbone: [] }, '/fishbone'],
    ['major', 'a fishbone of what only contributed', { ...ROOT_CAUSE, fishbone: [{ branch: 'people', cause: 'Haste', weight: 'contributing', evidence: [] }] }, '/fishbone'],
    ['major', 'no escape cause', withoutEscape, '/escape'],
    ['major', 'a person as its root, where the questions must not stop', { ...ROOT_CAUSE, root: { ...ROOT_CAUSE.root, in: 'person' } }, '/root/in'],
    ['major', 'a class of causes that the policy does not know', { ...ROOT_CAUSE, cause_class: 'bad_luck' }, '/cause_class'],
    ['minor', 'a chain of two', { ...ROOT_CAUSE, whys: ROOT_CAUSE.whys.slice(1) }, '/whys'],
  ] as const)('§3.04 of class %s is refused with %s', (cls, _what, body, pointer) => {
    expect(new Story().contained(cls).refusal('mira', 'root-cause', body)).toMatchObject({ refused: 'invalid', pointer });
  });

  it.each([
    ['minor', 'a fishbone and an escape cause', { ...withoutEscape, fishbone: [] }],
    ['observation', 'anything but the class of the cause', { ...withoutEscape, fishbone: [], whys: [] }],
  ] as const)('§3.04 of class %s does not ask for %s', (cls, _what, body) => {
    expect(new Story().contained(cls).answer('mira', 'root-cause', body)).toBe('accepted');
  });

  it('names everything that is wrong at once, each with its place', () => {
    const { errors } = new Story().contained().refusal('mira', 'root-cause', { ...withoutEscape, whys: [], cause_class: 'bad_luck' });
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['/whys', '/escape', '/cause_class']);
  });

  it('is refused with evidence that is not stored, wherever it stands', () => {
    const whys = [{ because: 'it says so', evidence: [PROOF, digest('nowhere')] }, ...ROOT_CAUSE.whys];
    expect(new Story().contained().refusal('mira', 'root-cause', { ...ROOT_CAUSE, whys })).toMatchObject({ refused: 'evidence_missing', errors: [{ pointer: '/whys/0/evidence/1' }] });
  });

  it('takes the systems in which the like was found into its extent, registered ones', () => {
    const extent = (id: string) => ({ ...ROOT_CAUSE, extent: { looked_at: 'All', found_in: [id] } });
    const story = new Story().contained();
    expect(story.refusal('mira', 'root-cause', extent('sys_9'))).toMatchObject({ refused: 'unknown_system', pointer: '/extent/found_in/0' });
    expect(story.does('mira', 'root-cause', extent(OTHER_SYSTEM)).state.systems).toEqual([SYSTEM, OTHER_SYSTEM]);
  });

  it('§3.12 must be systemic once a recurrence is confirmed, and no plan is taken before (R-46)', () => {
    const story = new Story({ nonconformities: [otherNc('nc_1')] }).raised();
    story.does('noor', 'decide-recurrence', { of: 'nc_1', confirmed: true, reason: 'the same again' });
    story.contained();
    expect(story.refusal('mira', 'root-cause', ROOT_CAUSE)).toMatchObject({ pointer: '/systemic' });
    story.analysed('major', { systemic: true }).planned();
    expect(story.state.status).toBe('plan_review');
  });

  it('suggests a recurrence when the class of its cause is known', () => {
    const story = new Story({ nonconformities: [otherNc('nc_1', { title: 'Nothing of the kind', controls: [], systems: [OTHER_SYSTEM] })] }).contained();
    expect(story.state.recurrence).toBeNull();
    expect(story.analysed().state.recurrence?.alike).toMatchObject([{ id: 'nc_1', by: ['cause_class'] }]);
  });

  it('is recorded anew while no plan is submitted, and not while one is under review', () => {
    const story = new Story().analysed();
    story.does('mira', 'root-cause', { ...ROOT_CAUSE, cause_class: 'unclear_process' });
    expect(story.state.root_causes.map(({ cause_class }) => cause_class)).toEqual(['missing_control', 'unclear_process']);
    expect(story.planned().answer('mira', 'root-cause', ROOT_CAUSE)).toBe('wrong_state');
  });
});
