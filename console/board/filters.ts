import { BOARD_BUCKETS, type BoardBucket } from '../../contracts/action-board.ts';
import { NC_CLASSES } from '../../contracts/nonconformity-closure.ts';
import { LEVELS } from '../../contracts/primitives.ts';
import { hasLeft } from '../../domain/directory.ts';
import { ageBands, boardRules, managersHere } from '../../domain/nonconformity-closure/board-view.ts';
import { bandWords } from '../../render/action-board.ts';
import type { BoardWish } from '../../store/queries/action-board-view.ts';
import { type Filter, optionsOf } from '../parts/list.tsx';
import { systemFilter } from '../parts/system-filter.ts';
import type { Visit } from '../visit.ts';

/** Words of the buckets, as tiles and filter call them. */
export const BUCKET_WORDS: Readonly<Record<BoardBucket, string>> = {
  overdue: 'Overdue',
  due_soon: 'Due soon',
  extensions: 'More time asked for',
  to_verify: 'Waits for verification',
  effect_due: 'Effect to be checked',
};

const oneOf = <T extends string>(known: readonly T[], text: string | undefined): T | undefined => known.find((each) => each === text);
const numberOf = (text: string | undefined): number | undefined => (text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : undefined);

/** The filters of the address as a query; what nobody knows is left out. */
export const boardWish = ({ query }: Pick<Visit, 'query'>): BoardWish => ({
  manager: query['manager'],
  line: oneOf(['all', 'direct'], query['line']),
  owner: query['owner'],
  unit: query['unit'],
  system: query['system'],
  class: oneOf(NC_CLASSES, query['class']),
  bucket: oneOf(BOARD_BUCKETS, query['bucket']),
  band: numberOf(query['band']),
  level: oneOf(LEVELS, query['level']),
});

/** Of more people than this none are listed for choosing: their ids can be typed. */
const OFFERED = 200;

function people(name: string, label: string, any: string, { ids, nameOf, chosen }: { readonly ids: readonly string[]; readonly nameOf: (id: string) => string; readonly chosen: string | undefined }): Filter {
  if (ids.length > OFFERED) return { name, label, any, suggested: true, options: [] };
  const all = chosen === undefined || ids.includes(chosen) ? ids : [...ids, chosen];
  return { name, label, any, options: all.map((id) => ({ value: id, label: nameOf(id) })).sort((a, b) => (a.label < b.label ? -1 : 1)) };
}

/** Every filter of the board. */
export async function boardFilters({ deps, house, policy, at, query, nameOf }: Visit): Promise<readonly Filter[]> {
  const { directory } = house;
  return [
    people('manager', 'In the line of', 'Everybody', { ids: managersHere(directory, at), nameOf, chosen: query['manager'] }),
    { name: 'line', label: 'How far down', any: 'All below', options: [{ value: 'direct', label: 'Direct reports' }] },
    people('owner', 'Owed by', 'Anybody', { ids: directory.people.filter((person) => !hasLeft(person, at)).map(({ id }) => id), nameOf, chosen: query['owner'] }),
    { name: 'bucket', label: 'What', any: 'All open', options: BOARD_BUCKETS.map((value) => ({ value, label: BUCKET_WORDS[value] })) },
    { name: 'band', label: 'Overdue for', any: 'However long', options: ageBands(boardRules(policy), at).map((band) => ({ value: String(band.number), label: bandWords(band) })) },
    { name: 'class', label: 'Class', any: 'Every class', options: optionsOf(NC_CLASSES) },
    { name: 'unit', label: 'Unit', any: 'Every unit', options: directory.units.map(({ id, name }) => ({ value: id, label: name })) },
    await systemFilter(deps.store, query['system']),
    { name: 'level', label: 'Ladder climbed to', any: 'Any level', options: LEVELS.filter((level) => level !== 'L0').map((value) => ({ value, label: value })) },
  ];
}
