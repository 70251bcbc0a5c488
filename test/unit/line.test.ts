import { describe, expect, it } from '@jest/globals';
import type { Directory } from '../../contracts/directory.ts';
import { chainAbove, headOf, lineOf } from '../../domain/line.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const person = (id: string, manager?: string, more: object = {}) => ({ id, name: id, unit: 'all', calendar: 'berlin', roles: [], ...(manager === undefined ? {} : { manager }), ...more });
const directory = (people: ReturnType<typeof person>[]): Directory => ({ organisation: { name: 'X' }, units: [{ id: 'all', name: 'All' }], people, delegations: [], absences: [] });
const house = directory([person('top'), person('mid', 'top'), person('gone', 'mid', { left_on: '2026-01-01' }), person('low', 'gone'), person('floor', 'low'), person('alone', 'nobody-known')]);
const sorted = (people: readonly string[]) => [...people].sort();

describe('a manager’s line', () => {
  it.each([
    ['mid', 'direct', ['gone', 'low'], 'who reported to somebody who left follows to the manager above'],
    ['mid', 'all', ['floor', 'gone', 'low'], 'everybody below, past one who left'],
    ['low', 'direct', ['floor'], 'somebody is above, so they are in that line and not in their own'],
    ['top', 'direct', ['mid', 'top'], 'nobody is above: what they owe would be in nobody’s line'],
    ['top', 'all', ['floor', 'gone', 'low', 'mid', 'top'], 'the whole house'],
    ['alone', 'direct', ['alone'], 'the manager that the directory names is unknown'],
  ] as const)('of %s (%s) is %j: %s', (manager, reach, expected, _why) => {
    expect(sorted(lineOf(house, manager, NOW, reach))).toEqual(expected);
  });

  it('never runs in a circle', () => {
    const circle = directory([person('a', 'b'), person('b', 'a')]);
    expect([lineOf(circle, 'a', NOW, 'all'), chainAbove(circle, 'a', NOW)]).toEqual([['b'], ['b']]);
  });

  it('is direct for exactly one manager who works here, whoever it is of', () => {
    const here = house.people.filter(({ id }) => id !== 'gone').map(({ id }) => id);
    for (const { id } of house.people) expect(here.filter((manager) => lineOf(house, manager, NOW, 'direct').includes(id))).toEqual([headOf(house, id, NOW)]);
  });

  it('holds whoever one stands above', () => {
    expect(chainAbove(house, 'floor', NOW)).toEqual(['low', 'mid', 'top']);
    for (const above of chainAbove(house, 'floor', NOW)) expect(lineOf(house, above, NOW, 'all')).toContain('floor');
  });
});
