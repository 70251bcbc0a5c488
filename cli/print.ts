/** A column of a table: its head, and what stands in it for one row. */
export type Column<T> = readonly [head: string, cell: (row: T) => unknown];

/** Any value on one line: `-` for nothing, lists with commas, an object as JSON, instants to the second. */
export function inline(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(inline).join(', ');
  return (typeof value === 'string' ? value : JSON.stringify(value))
    .replace(/(T\d\d:\d\d:\d\d)\.\d{3}Z$/, '$1Z')
    .replaceAll('\n', ' ');
}

/** Rows under heads, columns as wide as they need; `none` in place of an empty table. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], none = 'none'): string {
  if (rows.length === 0) return none;
  const cells = [columns.map(([head]) => head.toUpperCase()), ...rows.map((row) => columns.map(([, cell]) => inline(cell(row))))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => (line[i] ?? '').length)));
  return cells.map((line) => line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** Named values below each other, in the order given; `undefined` ones are left out. */
export function fields(values: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}  ${inline(value)}`).join('\n');
}

/** Parts under headings, one blank line between; parts without text are left out. */
export const sections = (...parts: readonly (readonly [heading: string, text: string])[]): string =>
  parts
    .filter(([, text]) => text !== '')
    .map(([heading, text]) => (heading === '' ? text : `${heading}\n${text.replace(/^/gm, '  ')}`))
    .join('\n\n');

/** A value as the API gave it, for people and programs alike. */
export const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
