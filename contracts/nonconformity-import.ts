import { z } from 'zod';
import { ncRaise } from './nonconformity-closure.ts';

/** What a file of findings may be. */
export const IMPORT_FORMATS = ['csv', 'json'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** The findings of an audit as JSON: a list of what may be raised. A CSV file has the same fields as columns. */
export const ncImport = z.array(ncRaise).min(1, 'must hold at least one finding');

/** Columns of a CSV file: the fields of what is raised. */
export const IMPORT_COLUMNS = Object.keys(ncRaise.shape) as readonly (keyof typeof ncRaise.shape)[];
/** Columns that hold several values, with blanks, `;` or `|` between them. */
export const IMPORT_LISTS: ReadonlySet<string> = new Set(['clauses', 'controls', 'systems', 'evidence']);

/** What is wrong with a file of findings. Lines count from 1, the heads of a CSV file being line 1. */
export interface ImportFault {
  readonly line: number;
  /** JSON pointer into the list of findings, e.g. `/3/deadline`; `` where the file itself is at fault. */
  readonly pointer: string;
  readonly detail: string;
}
