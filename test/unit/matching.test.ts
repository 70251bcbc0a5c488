import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assign, couldStillPass, whoCouldSatisfy } from '../../domain/authority/matching.ts';
import type { LaneHopes } from '../../domain/authority/matching.ts';

type Seating = Readonly<Record<string, string | null>>;
const PEOPLE = ['ann', 'bob', 'cem', 'dot', 'eve'] as const;
const LANES = ['legal', 'risk', 'technical'] as const;

/** Every way to give each person one of the lanes that the person signed, or none. */
function seatings(lanes: readonly LaneHopes[], hopes: boolean): Seating[] {
  const choices = (person: string) => [null, ...lanes.filter(({ by, could }) => [...by, ...(hopes ? could : [])].includes(person)).map(({ lane }) => lane)];
  return PEOPLE.reduce<Seating[]>((all, person) => all.flatMap((seating) => choices(person).map((lane) => ({ ...seating, [person]: lane }))), [{}]);
}

const fills = (seating: Seating, { lane, needed }: LaneHopes) => Object.values(seating).filter((taken) => taken === lane).length >= needed;

/** The reference: lane by lane in precedence, by looking at every seating. */
function referencePasses(lanes: readonly LaneHopes[], hopes: boolean): string[] {
  const all = seatings(lanes, hopes);
  const passed: LaneHopes[] = [];
  for (const lane of [...lanes.filter((l) => l.already_passed), ...lanes.filter((l) => !l.already_passed)]) {
    if (all.some((seating) => [...passed, lane].every((one) => fills(seating, one)))) passed.push(lane);
  }
  return lanes.filter((lane) => passed.includes(lane)).map(({ lane }) => lane);
}

function referenceHelpers(lane: LaneHopes, lanes: readonly LaneHopes[]): string[] {
  const satisfiable = new Set(referencePasses(lanes, true));
  const good = seatings(lanes, true).filter((seating) => lanes.every((one) => !satisfiable.has(one.lane) || fills(seating, one)));
  return lane.could.filter((person) => !lane.by.includes(person) && good.some((seating) => seating[person] === lane.lane));
}

const people = fc.subarray([...PEOPLE]).chain((some) => fc.shuffledSubarray(some, { minLength: some.length }));
const laneSets = fc.tuple(...LANES.map((lane) => fc.record({ lane: fc.constant(lane), needed: fc.integer({ min: 1, max: 3 }), by: people, could: people })));

describe('matching of people to lanes', () => {
  it('moves a person who signed two lanes to the one where nobody else can stand', () => {
    const { passed, assigned } = assign([
      { lane: 'legal', needed: 1, by: ['ann', 'bob'] },
      { lane: 'risk', needed: 1, by: ['ann'] },
    ]);
    expect(passed).toEqual(['legal', 'risk']);
    expect(assigned).toEqual({ legal: ['bob'], risk: ['ann'] });
  });

  it('lets one person fill one lane only, the first that is due', () => {
    expect(assign([{ lane: 'legal', needed: 1, by: ['ann'] }, { lane: 'risk', needed: 1, by: ['ann'] }]).passed).toEqual(['legal']);
  });

  it('counts a person who signed twice in one lane once', () => {
    expect(assign([{ lane: 'risk', needed: 2, by: ['ann', 'ann'] }])).toEqual({ passed: [], assigned: { risk: [] } });
  });

  it('gives nobody to a lane that is only half filled, so that a later lane may have them', () => {
    const { passed, assigned } = assign([
      { lane: 'risk', needed: 2, by: ['ann'] },
      { lane: 'legal', needed: 1, by: ['ann'] },
    ]);
    expect([passed, assigned]).toEqual([['legal'], { risk: [], legal: ['ann'] }]);
  });

  it('passes what a look at every seating passes, with people who really signed, each once', () => {
    fc.assert(
      fc.property(laneSets, (lanes) => {
        const { passed, assigned } = assign(lanes);
        expect(passed).toEqual(referencePasses(lanes, false));
        const seated = Object.values(assigned).flat();
        expect(new Set(seated).size).toBe(seated.length);
        for (const { lane, needed, by } of lanes) {
          expect(assigned[lane]).toHaveLength(passed.includes(lane) ? needed : 0);
          expect(assigned[lane]?.every((person) => by.some((signer) => signer === person))).toBe(true);
        }
      }),
    );
  });

  it('never unseats a lane that passed when more votes come', () => {
    fc.assert(
      fc.property(laneSets, (lanes) => {
        const before = assign(lanes).passed;
        const more = lanes.map((lane) => ({ ...lane, by: [...lane.could, ...lane.by], already_passed: before.includes(lane.lane) })).reverse();
        expect(assign(more).passed).toEqual(expect.arrayContaining(before));
      }),
    );
  });

  it('does not pass a lane marked as passed whose people are gone', () => {
    expect(assign([{ lane: 'legal', needed: 1, by: [], already_passed: true }]).passed).toEqual([]);
  });

  it('foresees which lanes could still pass together', () => {
    fc.assert(fc.property(laneSets, (lanes) => expect(couldStillPass(lanes)).toEqual(referencePasses(lanes, true))));
  });

  it('names for a lane that has not passed exactly those who fill it in some full seating', () => {
    fc.assert(
      fc.property(laneSets, (lanes) => {
        const passed = assign(lanes).passed;
        for (const lane of lanes) {
          const expected = passed.includes(lane.lane) ? [] : referenceHelpers(lane, lanes);
          expect([...whoCouldSatisfy(lane.lane, lanes)].sort()).toEqual([...expected].sort());
        }
      }),
    );
  });

  it('does not ask a person whom another lane cannot do without', () => {
    const lanes = [
      { lane: 'legal', needed: 1, by: [], could: ['ann'] },
      { lane: 'risk', needed: 1, by: [], could: ['ann', 'bob'] },
    ];
    expect(whoCouldSatisfy('risk', lanes)).toEqual(['bob']);
    expect(whoCouldSatisfy('legal', lanes)).toEqual(['ann']);
  });

  it.each([
    ['a lane that would pass in silence', [{ lane: 'legal', needed: 0, by: [] }], /lane "legal" needs 0 approvals; a lane needs a whole number from 1/],
    ['a lane named twice', [{ lane: 'legal', needed: 1, by: [] }, { lane: 'legal', needed: 1, by: [] }], /named twice/],
  ])('refuses %s', (_name, lanes, message) => {
    expect(() => assign(lanes)).toThrow(message);
  });

  it('refuses a question about a lane that is not there', () => {
    expect(() => whoCouldSatisfy('ethics', [{ lane: 'legal', needed: 1, by: [], could: [] }])).toThrow(/lane "ethics" is not among legal/);
  });
});
