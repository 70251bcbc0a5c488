import { IMPORT_COLUMNS, type ImportFault, type ImportFormat, IMPORT_LISTS } from '../../contracts/nonconformity-import.ts';
import { type CsvRow, readCsv } from '../csv.ts';
import { readJsonList } from '../json-list.ts';
import { didYouMean } from '../policy/nearest.ts';

/** A finding as the file has it, before any schema saw it. */
export interface RawFinding {
  readonly line: number;
  readonly value: unknown;
}
export interface RawFindings {
  readonly findings: readonly RawFinding[];
  readonly faults: readonly ImportFault[];
}

/** The findings of a file with their lines, and what is wrong with its form (R-42, §3 bulk import). */
export function readFindings(text: string, format: ImportFormat): RawFindings {
  const found = format === 'csv' ? fromCsv(text) : fromJson(text);
  if (found.findings.length > 0 || found.faults.length > 0) return found;
  return { findings: [], faults: [{ line: 1, pointer: '', detail: 'the file holds no finding; write at least one' }] };
}

function fromJson(text: string): RawFindings {
  const { entries, faults } = readJsonList(text);
  return { findings: entries, faults: faults.map((fault) => ({ ...fault, pointer: '' })) };
}

function fromCsv(text: string): RawFindings {
  const rows = readCsv(text);
  if ('detail' in rows) return { findings: [], faults: [{ ...rows, pointer: '' }] };
  const [heads, ...body] = rows;
  if (heads === undefined) return { findings: [], faults: [] };
  const columns = heads.cells.map((head) => head.trim().toLowerCase().replaceAll(' ', '_'));
  const faults = headFaults(columns, heads.line);
  if (faults.length > 0) return { findings: [], faults };
  return {
    findings: body.map((row) => ({ line: row.line, value: valueOf(row, columns) })),
    faults: body.flatMap((row, index) => tooLong(row, index, columns)),
  };
}

function headFaults(columns: readonly string[], line: number): ImportFault[] {
  const known = new Set<string>(IMPORT_COLUMNS);
  return columns.flatMap((column, index) => {
    if (columns.indexOf(column) !== index) return [{ line, pointer: '', detail: `the column "${column}" is there twice; keep one` }];
    return known.has(column) ? [] : [{ line, pointer: '', detail: `unknown column "${column}"; ${didYouMean(column, IMPORT_COLUMNS)}` }];
  });
}

function tooLong({ line, cells }: CsvRow, index: number, columns: readonly string[]): ImportFault[] {
  if (cells.slice(columns.length).every((cell) => cell.trim() === '')) return [];
  return [{ line, pointer: `/${index}`, detail: `${cells.length} cells under ${columns.length} heads; put cells that hold a separator into quotation marks` }];
}

/** An empty cell says nothing, so that what is left out counts as it does in any request. */
function valueOf({ cells }: CsvRow, columns: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(columns.flatMap((column, index) => {
    const cell = cells[index]?.trim() ?? '';
    return cell === '' ? [] : [[column, cellValue(column, cell)] as const];
  }));
}

const YES = /^(true|yes|y|x|1)$/i;
const NO = /^(false|no|n|0)$/i;
const BARE_DATE = /^\d{4}-\d{2}-\d{2}$/;

function cellValue(column: string, cell: string): unknown {
  if (IMPORT_LISTS.has(column)) return cell.split(/[\s;|,]+/).filter((part) => part !== '');
  if (column === 'near_miss') return YES.test(cell) ? true : NO.test(cell) ? false : cell;
  if (!BARE_DATE.test(cell)) return cell;
  // a day's deadline is met all day long; what was found on a day counts from its beginning
  if (column === 'deadline') return `${cell}T23:59:59.999Z`;
  return column === 'found_at' ? `${cell}T00:00:00Z` : cell;
}
