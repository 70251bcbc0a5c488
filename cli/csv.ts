import { type OperationId, operationOf, pathOf } from '../contracts/routes.ts';
import { wrongUse } from './failure.ts';
import type { Given } from './given.ts';
import type { Answer } from './io.ts';
import { save } from './save.ts';
import type { Shell } from './shell.ts';
import type { OptionSpec } from './spec.ts';

/** The options of a command whose answer the API gives as CSV too. */
export const csvOptions = (about: string): readonly OptionSpec[] => [
  { flags: '--csv', about },
  { flags: '--out <FILE>', about: 'with --csv: write it here instead of to standard output' },
];

/** Whether CSV is wished for. @throws Failure (2) when the options do not go together */
export function wantsCsv(given: Given, { json }: Shell): boolean {
  const csv = given.flag('csv');
  if (!csv && given.text('out') !== undefined) wrongUse('--out goes with --csv');
  if (csv && json) wrongUse('--csv and --json are two forms of one answer; give one of them');
  return csv;
}

/** The answer as CSV, to the file of `--out` or to standard output, which then holds nothing else. */
export async function csvAnswer(operation: OperationId, query: Readonly<Record<string, string | undefined>>, given: Given, shell: Shell): Promise<Answer | null> {
  const out = given.text('out');
  const response = await shell.api.send({ method: operationOf(operation).method, path: pathOf(operation, {}), query: { ...query, format: 'csv' }, streams: true });
  const bytes = await save(response, out, shell);
  return out === undefined ? null : { json: { file: out, bytes }, text: `${out}: ${bytes} bytes` };
}
