/** One record of a CSV file; `line` is where it begins, from 1. A quoted cell may run over several lines. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}
export interface CsvFault {
  readonly line: number;
  readonly detail: string;
}

const SEPARATORS = [',', ';', '\t'] as const;

/** What stands between cells: a comma, or what spreadsheets of other languages write. The first line decides. */
function separatorOf(text: string): string {
  const [heads = ''] = text.split(/\r|\n/, 1);
  const count = (separator: string): number => heads.split(separator).length;
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best));
}

class Reader {
  readonly #text: string;
  readonly #plain: RegExp;
  readonly #separator: string;
  #at = 0;
  line = 1;

  constructor(text: string) {
    this.#text = text;
    this.#separator = separatorOf(text);
    this.#plain = new RegExp(`[^${this.#separator}\\r\\n]*`, 'y');
  }

  get ended(): boolean {
    return this.#at >= this.#text.length;
  }

  cell(): string | CsvFault {
    return this.#text[this.#at] === '"' ? this.#quoted() : this.#bare();
  }

  /** Steps over what stands behind a cell, and says whether another cell of the same record follows. */
  more(): boolean | CsvFault {
    const next = this.#text[this.#at];
    if (next === undefined) return false;
    if (next === this.#separator) return ++this.#at > 0;
    if (next !== '\r' && next !== '\n') return { line: this.line, detail: `text stands behind a closing quotation mark; write " as "" inside of a quoted cell` };
    this.#at += this.#text.startsWith('\r\n', this.#at) ? 2 : 1;
    this.line += 1;
    return false;
  }

  #bare(): string {
    this.#plain.lastIndex = this.#at;
    const [cell = ''] = this.#plain.exec(this.#text) ?? [];
    this.#at += cell.length;
    return cell;
  }

  #quoted(): string | CsvFault {
    let end = this.#text.indexOf('"', this.#at + 1);
    while (end !== -1 && this.#text[end + 1] === '"') end = this.#text.indexOf('"', end + 2);
    if (end === -1) return { line: this.line, detail: 'a quoted cell begins here and never ends; close it with "' };
    const inner = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    this.line += inner.match(/\r\n|\r|\n/g)?.length ?? 0;
    return inner.replaceAll('""', '"');
  }
}

/**
 * Takes a CSV file apart (RFC 4180): quoted cells, CRLF, CR or LF; between cells a comma, a semicolon or a tab, as the first
 * line has it. Empty lines are left out. Yields the first fault of the form instead, since nothing after it can be trusted.
 */
export function readCsv(text: string): readonly CsvRow[] | CsvFault {
  const reader = new Reader(text);
  const rows: CsvRow[] = [];
  while (!reader.ended) {
    const row = readRow(reader);
    if ('detail' in row) return row;
    if (row.cells.some((cell) => cell.trim() !== '')) rows.push(row);
  }
  return rows;
}

function readRow(reader: Reader): CsvRow | CsvFault {
  const { line } = reader;
  const cells: string[] = [];
  for (let more: boolean | CsvFault = true; more; ) {
    const cell = reader.cell();
    if (typeof cell !== 'string') return cell;
    cells.push(cell);
    more = reader.more();
    if (typeof more === 'object') return more;
  }
  return { line, cells };
}
