import { first } from './0001-first.ts';
import { write } from './0002-write.ts';
import { load } from './0003-load.ts';
import { pulse } from './0004-pulse.ts';

/** A step of the schema. Once released it is never edited: a later one changes what it made. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** All steps, in the order in which they run. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-first', sql: first },
  { name: '0002-write', sql: write },
  { name: '0003-load', sql: load },
  { name: '0004-pulse', sql: pulse },
];
