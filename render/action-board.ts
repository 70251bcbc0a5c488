import type { ActionOwed } from '../contracts/action-board.ts';
import type { CsvValue } from './csv.ts';

/** Columns of the managers' board as a file. */
export const BOARD_COLUMNS = ['obligation', 'kind', 'state', 'due_at', 'overdue', 'band', 'owner', 'role', 'accountable', 'class', 'case', 'title', 'system', 'unit', 'highest_level', 'highest_rung', 'next_level', 'next_rung_at'] as const;

/** One line of that file. */
export const boardCells = (owed: ActionOwed): Record<(typeof BOARD_COLUMNS)[number], CsvValue> => ({
  obligation: owed.id,
  kind: owed.kind,
  state: owed.state,
  due_at: owed.due_at,
  overdue: owed.overdue ? 'yes' : 'no',
  band: owed.band,
  owner: owed.owner,
  role: owed.role,
  accountable: owed.accountable,
  class: owed.class,
  case: owed.case_id,
  title: owed.case_title,
  system: owed.system_id,
  unit: owed.unit,
  highest_level: owed.ladder.highest?.level ?? null,
  highest_rung: owed.ladder.highest?.id ?? null,
  next_level: owed.ladder.next?.level ?? null,
  next_rung_at: owed.ladder.next?.at ?? null,
});

const UNITS: Readonly<Record<string, string>> = { Y: 'year', M: 'month', W: 'week', D: 'day', TH: 'hour', TM: 'minute', TS: 'second' };

/** An ISO 8601 duration in words: `P7D` is `7 days`. */
export function spanWords(iso: string): string {
  const [date = '', time = ''] = iso.slice(1).split('T');
  const parts = (text: string, before: string) => [...text.matchAll(/([\d.]+)([YMWDHS])/g)].map(([, n = '', unit = '']) => `${n} ${UNITS[before + unit] ?? ''}${n === '1' ? '' : 's'}`);
  return [...parts(date, ''), ...parts(time, 'T')].join(' ');
}

/** The name of an age band: `Up to 7 days`, `7 days to 30 days`, `Over 90 days`. */
export function bandWords({ over, up_to }: { readonly over: string | null; readonly up_to: string | null }): string {
  if (over === null) return up_to === null ? 'However long' : `Up to ${spanWords(up_to)}`;
  return up_to === null ? `Over ${spanWords(over)}` : `${spanWords(over)} to ${spanWords(up_to)}`;
}
