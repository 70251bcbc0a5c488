import { describe, expect, it } from '@jest/globals';
import type { NonconformityFact } from '../../../domain/aggregate.ts';
import { blockers } from '../../../domain/nonconformity-closure/blockers.ts';
import { factOf } from '../../../domain/nonconformity-closure/fact.ts';
import { holding, otherNc, OTHER_SYSTEM, Story, SYSTEM } from '../../support/nonconformity.ts';

const GIVEN = { class: 'major', owner: 'mira', reason: 'by the table' };
const held = (story: Story) => blockers(story.state).map(({ extent }) => extent);

describe('§3.S merged: no gate opens by merging', () => {
  const into = (change: Partial<NonconformityFact> = {}) => otherNc('nc_00000000000000000000000009', { status: 'implementing', class: 'major', closed_at: null, requirement: 'internal', proposed_class: null, holds: holding(SYSTEM), ...change });
  const merges = (story: Story) => story.as('noor', 'merge', { into: into().id, reason: 'the same cause' });
  const among = (change: Partial<NonconformityFact>) => new Story({ nonconformities: [into(change)] });

  it.each([
    ['one whose evidence is verified: it waits for its effect', { status: 'effectiveness_wait', holds: [] }],
    ['one whose effect is being checked', { status: 'effectiveness_check', holds: [] }],
    ['one that holds another system only', { holds: holding(OTHER_SYSTEM) }],
  ] as const)('§1.21 while it halts it is not merged into %s', (_what, change) => {
    const story = among(change).classified();
    expect(merges(story)).toMatchObject({ refused: 'wrong_state', pointer: '/into', detail: expect.stringContaining(SYSTEM) });
    expect(held(story)).toEqual(holding(SYSTEM));
  });

  it('one that halts nothing may be carried on by one that waits for its effect', () => {
    expect(merges(among({ status: 'effectiveness_wait', holds: [] }).classified('minor'))).not.toHaveProperty('refused');
  });

  it('one that holds the organisation holds every system', () => {
    expect(merges(among({ holds: [{ scope: 'organisation' }] }).classified())).not.toHaveProperty('refused');
  });

  it('what it holds at present is written where others look', () => {
    expect(factOf(new Story().classified().state)).toMatchObject({ holds: holding(SYSTEM), requirement: 'internal', proposed_class: null });
    expect(factOf(new Story().verified().state)).toMatchObject({ status: 'effectiveness_wait', holds: [] });
  });

  it.each([
    ['legal', 'clause', 'wrong_state', 'a law binds more than a clause'],
    ['legal', 'internal', 'wrong_state', 'nobody accepts the risk of breaking a law'],
    ['clause', 'control', 'wrong_state', 'nobody accepts the risk against a clause'],
    ['clause', 'legal', 'accepted', 'a law binds at least as much'],
    ['control', 'internal', 'accepted', 'neither binds'],
  ] as const)('against a %s requirement it goes into one against a %s one: %s, since %s', (own, theirs, answer, _why) => {
    const decision = merges(among({ requirement: theirs }).raised({ requirement: own }).classified());
    expect('refused' in decision ? decision.refused : 'accepted').toBe(answer);
  });

  it.each([
    ['major', { class: 'minor' }, 'wrong_state', 'a lighter one'],
    ['major', { class: null, proposed_class: 'minor' }, 'wrong_state', 'proposed as a lighter one'],
    ['major', { class: null, proposed_class: null }, 'wrong_state', 'of no class at all'],
    ['major', { class: null, proposed_class: 'major' }, 'accepted', 'as grave, if the coordinator agrees'],
  ] as const)('proposed as %s and not classified, merged into one of %j is %s: it is %s', (proposed, change, answer, _why) => {
    const decision = merges(among(change).raised({ class: proposed }));
    expect('refused' in decision ? decision.refused : 'accepted').toBe(answer);
  });

  it('waits until its risk is judged anew, and until a dispute of it is decided', () => {
    const audited = among({}).raised({ source: 'audit' }).classified();
    expect(merges(audited)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('re-assessment') });
    audited.does('ruth', 'complete', { obligation_id: audited.owed('risk_reassessment').id, evidence: [], comment: 'still medium' });
    expect(merges(audited)).not.toHaveProperty('refused');
    const disputed = among({}).classified().does('mira', 'dispute', { reason: 'it is none' });
    expect(merges(disputed)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('dispute') });
  });
});

describe('§3.01 nobody lets a gate go on what was their own case', () => {
  const own = () => new Story().classified('major', { owner: 'noor' }).does('noor', 'classify', { ...GIVEN, reason: 'it is theirs' });

  it('not by giving it away first, whoever owns it since', () => {
    const story = own();
    expect(story.state.owner).toBe('mira');
    expect(story.refusal('noor', 'classify', { ...GIVEN, class: 'minor' })).toMatchObject({ refused: 'separation_of_duties', pointer: '/class' });
    expect(held(story)).toEqual(holding(SYSTEM));
    story.house(({ people }) => ({ people: people.map((p) => (p.id === 'walt' ? { ...p, roles: ['nc_coordinator'] } : p)) }));
    expect(story.answer('walt', 'classify', { ...GIVEN, class: 'minor' })).toBe('accepted');
  });

  it('nor by a lighter requirement, of which the risk could be accepted', () => {
    const story = new Story().raised({ requirement: 'legal' }).classified('minor', { owner: 'noor' });
    for (const requirement of ['clause', 'internal']) expect(story.refusal('noor', 'classify', { ...GIVEN, class: 'minor', owner: 'noor', requirement })).toMatchObject({ refused: 'separation_of_duties', pointer: '/requirement', detail: expect.stringContaining(requirement) });
    expect(new Story().raised({ requirement: 'legal' }).classified('minor').answer('noor', 'classify', { ...GIVEN, class: 'minor', requirement: 'internal' })).toBe('accepted');
  });
});

describe('§1.T2 a class that halts holds what it is about', () => {
  const about = (change: object) => new Story().raised({ system_id: undefined, ...change });

  it.each([
    ['a unit', { unit: 'claims' }, [{ scope: 'unit', id: 'claims' }]],
    ['the organisation', {}, [{ scope: 'organisation' }]],
    ['systems that its finder named', { unit: 'claims', systems: [OTHER_SYSTEM] }, holding(OTHER_SYSTEM)],
  ])('a finding about %s holds it', (_what, change, extents) => {
    const story = about(change).classified();
    expect(held(story)).toEqual(extents);
    expect(new Set(blockers(story.state).map(({ id }) => id)).size).toBe(extents.length);
    expect(held(about(change).classified('minor'))).toEqual([]);
  });

  it('is narrowed by the systems that the coordinator names, and never by those in which the like is found', () => {
    expect(held(about({ unit: 'claims' }).classified('major', { systems: [SYSTEM] }))).toEqual(holding(SYSTEM));
    const story = about({}).classified().does('mira', 'correct', { correction: 'c', consequences: 'none' });
    story.analysed('major', { extent: { looked_at: 'all', found_in: [OTHER_SYSTEM] } }).classified();
    expect(held(story)).toEqual([{ scope: 'organisation' }, ...holding(OTHER_SYSTEM)]);
  });

  it('narrowing it lets a gate go, and is not for who owns it', () => {
    const story = about({}).classified('major', { owner: 'noor' });
    expect(story.refusal('noor', 'classify', { ...GIVEN, owner: 'noor', systems: [SYSTEM] })).toMatchObject({ refused: 'separation_of_duties', pointer: '/systems' });
  });

  it('is refused where the systems that it was about are all left out', () => {
    const story = about({ systems: [OTHER_SYSTEM] });
    expect(story.refusal('noor', 'classify', { ...GIVEN, systems: [] })).toMatchObject({ refused: 'invalid', pointer: '/systems' });
    expect(story.answer('noor', 'classify', { ...GIVEN, class: 'minor', systems: [] })).toBe('accepted');
    expect(story.refusal('noor', 'classify', GIVEN)).toMatchObject({ refused: 'invalid', pointer: '/systems' });
  });
});
