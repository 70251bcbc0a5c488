import type { Act, Field, Typed } from './act.ts';

/** A list in the body of a command that a form takes row by row, e.g. the links of a chain. */
export interface Rows {
  /** Name of the list in the body. */
  readonly of: string;
  /** What one row is called: `Why 2`. */
  readonly label: string;
  /** So many rows stand open from the start, so many more come at each asking, and there are at most so many. */
  readonly start: number;
  readonly step: number;
  readonly most: number;
  /** Fields of one row, by the names that they have in the body. */
  readonly parts: readonly Field[];
}

/** The button that asks for more rows of a list; it sends nothing to be recorded. */
export const MORE_ROWS = 'more_rows';

/** The field of one part of one row; rows count from 1. */
export const rowField = (of: string, n: number, part: string): string => `${of}_${n}_${part}`;
/** Carries how many rows of a list are shown. */
export const shownField = (of: string): string => `${of}_rows`;

/** Every field of every row, each row in a frame of its own, which is open: only rows that were asked for are shown. */
export const rowFields = ({ of, label, most, parts }: Rows): readonly Field[] =>
  Array.from({ length: most }, (_, i) => i + 1).flatMap((n) => parts.map((part): Field => ({ ...part, name: rowField(of, n, part.name), group: `${label} ${n}`, row: { of, n }, unfolded: true })));

/** Numbers of the rows of which anything was typed. */
export const usedRows = ({ of, most, parts }: Rows, typed: Typed): readonly number[] =>
  Array.from({ length: most }, (_, i) => i + 1).filter((n) => parts.some(({ name, kind }) => kind !== 'flag' && typed[rowField(of, n, name)] !== undefined));

/** What was typed into one row, by the names of its parts. */
export const rowTyped = ({ of, parts }: Rows, typed: Typed, n: number): Typed =>
  Object.fromEntries(parts.flatMap(({ name }) => {
    const text = typed[rowField(of, n, name)];
    return text === undefined ? [] : [[name, text]];
  }));

/** Each row that anything was typed of, as `read` makes a member of the list of it. */
export const rowsIn = <T>(rows: Rows, typed: Typed, read: (row: Typed, n: number) => T): T[] => usedRows(rows, typed).map((n) => read(rowTyped(rows, typed, n), n));

/** The field that a pointer below the list means, e.g. `/whys/0/evidence`; null for a pointer elsewhere. */
export function rowAt(rows: Rows, pointer: string, typed: Typed): string | null {
  const [, first, index = '0', part = ''] = pointer.split('/');
  if (first !== rows.of) return null;
  const n = usedRows(rows, typed)[Number(index)] ?? 1;
  return rowField(rows.of, n, rows.parts.find(({ name }) => name === part)?.name ?? rows.parts[0]?.name ?? '');
}

/** Members of a list as a form holds them, the first in row 1. */
export const rowsTyped = (rows: Rows, members: readonly Typed[]): Typed =>
  Object.fromEntries(members.slice(0, rows.most).flatMap((member, i) => Object.entries(member).map(([part, text]) => [rowField(rows.of, i + 1, part), text])));

/** How many rows of a list are shown: as many as were asked for, and never fewer than were typed. */
export function shownRows(rows: Rows, typed: Typed): number {
  const asked = Number(typed[shownField(rows.of)] ?? 0);
  return Math.min(rows.most, Math.max(rows.start, Number.isInteger(asked) ? asked : 0, ...usedRows(rows, typed)));
}

/** What was typed, with more rows to type into; null when none were asked for. */
export function withMoreRows({ rows = [] }: Pick<Act, 'rows'>, typed: Typed): Typed | null {
  const asked = rows.find(({ of }) => of === typed[MORE_ROWS]);
  if (asked === undefined) return null;
  const { [MORE_ROWS]: _asked, ...rest } = typed;
  return { ...rest, [shownField(asked.of)]: String(Math.min(asked.most, shownRows(asked, typed) + asked.step)) };
}

/** Whether a field is shown: rows beyond those that were asked for are not. */
export function isShown({ rows = [] }: Pick<Act, 'rows'>, { row }: Pick<Field, 'row'>, typed: Typed): boolean {
  const list = rows.find(({ of }) => of === row?.of);
  return row === undefined || list === undefined || row.n <= shownRows(list, typed);
}
