import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { directoryFile } from '../../contracts/directory.ts';
import type { Directory } from '../../contracts/directory.ts';
import {
  availableHolders,
  calendarOf,
  delegatesFor,
  deputyOf,
  holders,
  isAbsent,
  isHeldAnywhere,
  laneCalendar,
  managerOf,
  personById,
  unitAndAbove,
} from '../../domain/directory.ts';
import { circleThrough } from '../../domain/directory-check.ts';
import { formatProblem } from '../../domain/policy/problem.ts';
import { loadDirectoryFile, parseDirectoryText } from '../../store/directory-file.ts';
import { exampleDirectory, NOW, shippedPolicy } from './policy/sample.ts';

const AT = '2026-06-15T12:00:00.000Z';
const span = { starts_at: '2026-06-01T00:00:00Z', until: '2026-07-01T00:00:00Z' };

/** A small house: ceo above boss above the rest; eve left on 15 June. */
function house(more: Partial<Record<'delegations' | 'absences', object[]>> = {}): Directory {
  return directoryFile.parse({
    organisation: { name: 'House' },
    units: [{ id: 'top', name: 'Top' }, { id: 'east', name: 'East', parent: 'top' }, { id: 'lab', name: 'Lab', parent: 'east' }, { id: 'west', name: 'West', parent: 'top' }],
    people: [
      { id: 'ceo', name: 'C', unit: 'top', calendar: 'berlin' },
      { id: 'eve', name: 'E', unit: 'east', manager: 'ceo', calendar: 'berlin', roles: ['risk'], left_on: '2026-06-15' },
      { id: 'ann', name: 'A', unit: 'lab', manager: 'eve', calendar: 'berlin', roles: ['risk'] },
      { id: 'bob', name: 'B', unit: 'east', manager: 'eve', calendar: 'new_york', roles: [{ role: 'risk', unit: 'east' }] },
      { id: 'cat', name: 'K', unit: 'west', manager: 'bob', calendar: 'berlin' },
    ],
    ...more,
  });
}
const ids = (people: readonly { id: string }[]) => people.map(({ id }) => id);

describe('holders of a role', () => {
  it('are those who hold it for the organisation, for the unit, or for a unit above it', () => {
    expect(ids(holders(house(), 'risk', AT, 'lab'))).toEqual(['ann', 'bob']);
    expect(ids(holders(house(), 'risk', AT, 'west'))).toEqual(['ann']);
    expect(ids(holders(house(), 'risk', AT))).toEqual(['ann']);
  });

  it('lose it on the first day on which they no longer work here', () => {
    expect(ids(holders(house(), 'risk', '2026-06-14T23:59:59.999Z', 'west'))).toEqual(['eve', 'ann']);
    expect(ids(holders(house(), 'risk', '2026-06-15T00:00:00.000Z', 'west'))).toEqual(['ann']);
  });

  it('are available unless absent', () => {
    expect(ids(availableHolders(house({ absences: [{ person: 'ann', ...span }] }), 'risk', AT, 'lab'))).toEqual(['bob']);
  });

  it('count anywhere for the question whether a role is vacant; the system owner is named by the register', () => {
    const directory = house();
    expect([isHeldAnywhere(directory, 'risk', AT), isHeldAnywhere(directory, 'legal', AT), isHeldAnywhere(directory, 'system_owner', AT)]).toEqual([true, false, true]);
  });
});

describe('absence and deputies', () => {
  it('begin with the first instant and end before the last', () => {
    const directory = house({ absences: [{ person: 'ann', ...span }] });
    const at = (instant: string) => isAbsent(directory, 'ann', instant);
    expect([at('2026-05-31T23:59:59.999Z'), at('2026-06-01T00:00:00.000Z'), at('2026-06-30T23:59:59.999Z'), at('2026-07-01T00:00:00.000Z')]).toEqual([false, true, true, false]);
  });

  it('follow the deputy of an absent deputy', () => {
    const directory = house({ absences: [{ person: 'ann', deputy: 'bob', ...span }, { person: 'bob', deputy: 'cat', ...span }] });
    expect(deputyOf(directory, 'ann', AT)).toBe('cat');
  });

  it('give nobody for a present person, a deputy who left, an absent deputy without one, or a circle', () => {
    expect(deputyOf(house(), 'ann', AT)).toBeNull();
    expect(deputyOf(house({ absences: [{ person: 'ann', deputy: 'eve', ...span }] }), 'ann', AT)).toBeNull();
    expect(deputyOf(house({ absences: [{ person: 'ann', deputy: 'bob', ...span }, { person: 'bob', ...span }] }), 'ann', AT)).toBeNull();
    expect(deputyOf(house({ absences: [{ person: 'ann', deputy: 'bob', ...span }, { person: 'bob', deputy: 'ann', ...span }] }), 'ann', AT)).toBeNull();
  });

  it('never name an absent person, whatever the absences are', () => {
    const people = ['ceo', 'ann', 'bob', 'cat'];
    const absence = fc.record({ person: fc.constantFrom(...people), deputy: fc.constantFrom(...people, undefined) }, { requiredKeys: ['person'] });
    fc.assert(
      fc.property(fc.array(absence, { maxLength: 6 }), fc.constantFrom(...people), (absences, who) => {
        const directory = house({ absences: absences.map(({ person, deputy }) => ({ person, ...(deputy === undefined ? {} : { deputy }), ...span })) });
        const deputy = deputyOf(directory, who, AT);
        if (!isAbsent(directory, who, AT)) expect(deputy).toBeNull();
        else if (deputy !== null) expect([isAbsent(directory, deputy, AT), deputy === who]).toEqual([false, false]);
      }),
    );
  });
});

describe('managers and units', () => {
  it('pass over a manager who left, up to the next above', () => {
    expect([managerOf(house(), 'ann', AT), managerOf(house(), 'ann', '2026-06-01T00:00:00.000Z'), managerOf(house(), 'ceo', AT)]).toEqual(['ceo', 'eve', null]);
  });

  it('end a circle of managers, and one of units', () => {
    const directory = house();
    const circle = { ...directory, people: directory.people.map((p) => (p.id === 'ceo' ? { ...p, manager: 'eve', left_on: '2026-01-01' } : p)), units: directory.units.map((u) => (u.id === 'top' ? { ...u, parent: 'lab' } : u)) };
    expect(managerOf(circle, 'ann', AT)).toBeNull();
    expect(unitAndAbove(circle, 'lab')).toEqual(['lab', 'east', 'top']);
  });
});

describe('delegations', () => {
  const given = { from: 'ann', to: 'bob', lane: 'risk', until: '2026-07-01T00:00:00Z' };
  const scope = { lane: 'risk', at: AT, tier: 'medium', unit: 'lab' } as const;
  const count = (delegation: object, change: Partial<Parameters<typeof delegatesFor>[1]> = {}) => delegatesFor(house({ delegations: [delegation] }), { ...scope, ...change }).length;

  it.each([
    ['counts in its lane, time, tier and unit', { ...given, tier_cap: 'medium', unit: 'east', starts_at: '2026-06-01T00:00:00Z' }, {}, 1],
    ['does not reach another lane', given, { lane: 'legal' }, 0],
    ['does not count before it begins', { ...given, starts_at: '2026-06-20T00:00:00Z' }, {}, 0],
    ['does not count from its end on', given, { at: '2026-07-01T00:00:00.000Z' }, 0],
    ['does not reach above its tier', { ...given, tier_cap: 'medium' }, { tier: 'high' }, 0],
    ['reaches below its tier', { ...given, tier_cap: 'medium' }, { tier: 'low' }, 1],
    ['does not reach outside its unit', { ...given, unit: 'west' }, {}, 0],
    ['does not count when the delegator left', { ...given, from: 'eve' }, {}, 0],
    ['does not count when the delegate left', { ...given, to: 'eve' }, {}, 0],
  ] as const)('%s', (_what, delegation, change, expected) => {
    expect(count(delegation, change)).toBe(expected);
  });

  it('close a circle only in one lane and at one time', () => {
    const [there] = house({ delegations: [given] }).delegations;
    const back = { ...given, from: 'bob', to: 'ann', keep_informed: false, until: '2026-08-01T00:00:00.000Z' };
    expect(circleThrough(back, [there!])).toEqual(['bob', 'ann', 'bob']);
    expect(circleThrough({ ...back, lane: 'legal' }, [there!])).toBeNull();
    expect(circleThrough({ ...back, starts_at: '2026-07-01T00:00:00.000Z' }, [there!])).toBeNull();
  });
});

describe('calendars', () => {
  it('are those of the person and of the lane, in three zones', () => {
    const policy = shippedPolicy();
    const zone = (id: string) => calendarOf(policy, personById(exampleDirectory(), id)!).zone;
    expect([zone('maya'), zone('ruth'), zone('yuki')]).toEqual(['Europe/Berlin', 'America/New_York', 'Asia/Singapore']);
    expect([laneCalendar(policy, 'legal').zone, laneCalendar(policy, 'security').zone]).toEqual(['Europe/Berlin', 'America/New_York']);
  });

  it('fall back to the first of the policy for a person whose calendar it does not know', () => {
    const person = { ...personById(exampleDirectory(), 'yuki')!, calendar: 'atlantis' };
    expect(calendarOf(shippedPolicy(), person).zone).toBe('Europe/Berlin');
  });
});

describe('the example organisation', () => {
  const directory = exampleDirectory();
  const policy = shippedPolicy();

  it('has at least three members in legal, risk, technical and business for a system of any unit', () => {
    for (const lane of ['legal', 'risk', 'technical', 'business'])
      for (const { id } of directory.units) expect([lane, id, holders(directory, policy.lanes.lanes[lane]!.role, NOW, id).length >= 3]).toEqual([lane, id, true]);
  });

  it('shows a leaver, an absence with a deputy, a delegation, a role for one unit, a unit below a unit', () => {
    expect(ids(holders(directory, 'risk_member', NOW))).not.toContain('walt');
    expect(deputyOf(directory, 'leon', NOW)).toBe('lena');
    expect(delegatesFor(directory, { lane: 'risk', at: NOW, tier: 'medium', unit: 'claims' })).toEqual([{ from: 'rohan', to: 'noor', keep_informed: true }]);
    expect(ids(holders(directory, 'business_member', NOW, 'retail'))).toContain('dana');
    expect(ids(holders(directory, 'business_member', NOW, 'claims'))).not.toContain('dana');
    expect(unitAndAbove(directory, 'claims')).toEqual(['claims', 'business', 'group']);
  });

  it('has no address but @example.com', () => {
    expect(directory.people.filter(({ email }) => !email?.endsWith('@example.com'))).toEqual([]);
  });
});

describe('a directory file', () => {
  const base = `organisation: { name: House }
units:
  - { id: top, name: Top }
people:
  - { id: ann, name: Ann, unit: top, calendar: berlin, email: ann@example.com, manager: bob }
  - { id: bob, name: Bob, unit: top, calendar: berlin }
`;
  const faults = (text: string) => {
    const found = parseDirectoryText('directory.yaml', text, ['berlin', 'new_york']);
    return Array.isArray(found) ? found.map(formatProblem) : [];
  };

  it('loads when nothing is wrong', () => {
    expect(faults(base)).toEqual([]);
  });

  it.each([
    ['a misspelt key', base.replace('manager: bob', 'manger: bob'), 'directory.yaml:5:80 people[0].manger: unknown key "manger"; did you mean "manager"?'],
    ['an unknown manager', base.replace('manager: bob', 'manager: bobb'), 'directory.yaml:5:80 people[0].manager: there is no person "bobb"; did you mean "bob"?'],
    ['an unknown unit', base.replace('Bob, unit: top', 'Bob, unit: topp'), 'directory.yaml:6:27 people[1].unit: there is no unit "topp"; did you mean "top"?'],
    ['an unknown calendar', base.replace('Bob, unit: top, calendar: berlin', 'Bob, unit: top, calendar: berln'), 'people[1].calendar: there is no calendar "berln"; did you mean "berlin"? allowed: berlin, new_york'],
    ['managers in a circle', base.replace('{ id: bob,', '{ id: bob, manager: ann,'), 'directory.yaml:5:80 people[0].manager: the managers run in a circle: ann → bob → ann; leave the manager of the topmost out'],
    ['an id given twice', base.replace('{ id: bob,', '{ id: ann,').replace(', manager: bob', ''), 'directory.yaml:6:7 people[1].id: "ann" is also the id of people[0]'],
    ['an address given twice', base.replace('{ id: bob,', '{ id: bob, email: Ann@example.com,'), 'people[1].email: "ann@example.com" is also the email of people[0]'],
    ['a role for an unknown unit', base.replace('{ id: bob,', '{ id: bob, roles: [{ role: risk, unit: tp }],'), 'people[1].roles[0].unit: there is no unit "tp"; did you mean "top"?'],
    ['a unit under itself', base.replace('name: Top }', 'name: Top, parent: top }'), 'units[0].parent: the parents run in a circle: top → top'],
    ['no people', base.replace(/people:[\s\S]*/, 'people: []\n'), 'directory.yaml:4:1 people: [] is not allowed; write a list of'],
    ['an instant without a zone', `${base}absences:\n  - { person: ann, starts_at: 2026-06-01T00:00:00, until: 2026-07-01T00:00:00Z }\n`, 'absences[0].starts_at: "2026-06-01T00:00:00" is not allowed; must be an RFC 3339 instant'],
    ['an absence that ends before it begins', `${base}absences:\n  - { person: ann, starts_at: 2026-06-01T00:00:00Z, until: 2026-05-01T00:00:00Z }\n`, 'absences[0].until: it ends at 2026-05-01T00:00:00.000Z, not after its start'],
    ['one who is their own deputy', `${base}absences:\n  - { person: ann, deputy: ann, starts_at: 2026-06-01T00:00:00Z, until: 2026-07-01T00:00:00Z }\n`, "absences[0].deputy: ann can't stand in for themselves"],
    [
      'delegations in a circle',
      `${base}delegations:\n  - { from: ann, to: bob, lane: risk, until: 2027-01-01T00:00:00Z }\n  - { from: bob, to: ann, lane: risk, until: 2027-01-01T00:00:00Z }\n`,
      'directory.yaml:9:18 delegations[1].to: delegations of lane "risk" run in a circle: bob → ann → bob',
    ],
    ['text that is no YAML', 'people: [', 'directory.yaml:1:'],
    ['a key that is there twice', `${base}organisation: { name: Other }\n`, 'directory.yaml:7:1: Map keys must be unique'],
  ])('with %s is refused with its place', (_what, text, expected) => {
    expect(faults(text).join('\n')).toContain(expected);
  });

  it('that is not there is refused by name', () => {
    const found = loadDirectoryFile('nowhere/directory.yaml');
    expect(Array.isArray(found) && found.map(formatProblem)).toEqual(["directory.yaml: the directory nowhere/directory.yaml can't be read (ENOENT); name a readable YAML file"]);
  });
});
