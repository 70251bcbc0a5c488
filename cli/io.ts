import type { Writable } from 'node:stream';
import type { Environment } from '../config.ts';

/** Where a command reads its variables and writes; tests put their own in its place. */
export interface Io {
  readonly env: Environment;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** What a command answers: one JSON value under `--json`, else the text. `code` differs from 0 only where the question was whether all is well. */
export interface Answer {
  readonly json: unknown;
  readonly text: string;
  readonly code?: number;
}
