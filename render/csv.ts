/** A value of a list as it stands in a file for spreadsheets; null is an empty cell. */
export type CsvValue = string | number | null;

/** What a spreadsheet takes for the beginning of a formula, also behind blanks: its full-width twins are read the same way. */
const FORMULA = /^[\s\u0000-\u001f]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const NEEDS_QUOTES = /[",;\r\n\t]/;

/**
 * One cell (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are not text and stay
 * as they are, so negative ones can be summed.
 * @throws RangeError for a number that is not finite, which no spreadsheet can read.
 */
export function csvCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return numberCell(value);
  const tame = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(tame) || tame !== value ? `"${tame.replaceAll('"', '""')}"` : tame;
}

function numberCell(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a cell holds ${value}; give a finite number, or null for none`);
  return String(value);
}

/**
 * A list as CSV (RFC 4180): the columns named once in the first line, then one line per row, each ended by CRLF; UTF-8 without a
 * byte order mark. A column that a row does not have is an empty cell.
 */
export function csvOf(rows: readonly Readonly<Record<string, CsvValue>>[], columns: readonly string[]): string {
  return `${columns.map(csvCell).join(',')}\r\n${csvLines(rows, columns)}`;
}

/** The lines of {@link csvOf} without the first, for a list that is written piece by piece. */
export function csvLines(rows: readonly Readonly<Record<string, CsvValue>>[], columns: readonly string[]): string {
  return rows.map((row) => `${columns.map((column) => csvCell(row[column] ?? null)).join(',')}\r\n`).join('');
}
