import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { IMPORT_FORMATS, type ImportFormat } from '../../contracts/nonconformity-import.ts';
import { operationOf } from '../../contracts/routes.ts';
import type { AnswerOf } from '../client.ts';
import { plainFile } from '../documents.ts';
import { wrongUse } from '../failure.ts';
import { table } from '../print.ts';
import type { CommandSpec } from '../spec.ts';

function formatOf(path: string, given: string | undefined): ImportFormat {
  const named = given ?? /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  return IMPORT_FORMATS.find((format) => format === named) ?? wrongUse(`"${named ?? basename(path)}" is no form of findings; write --format ${IMPORT_FORMATS.join(' or ')}`);
}

/** The same file is the same import: sent again after a break, it raises nothing twice. */
async function keyOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return `findings-${hash.digest('hex')}`;
}

type Imported = AnswerOf<'importNonconformities'>;

const alikeText = ({ alike }: Imported['items'][number]): string =>
  alike.map(({ id, line, title, by }) => `${line === null ? id : `line ${line}`} ${title} (${by.join(', ')})`).join('; ') || '-';

const importedTable = ({ items }: Imported): string => table(items, [['line', ({ line }) => line], ['case', ({ id }) => id], ['state', ({ state }) => state], ['may be the same as', alikeText]]);

/** The findings of an audit, all or none (R-42). */
export const IMPORT: CommandSpec = {
  name: 'import',
  args: '<FILE>',
  about: "raise an audit's findings from a CSV or JSON file, all or none",
  options: [
    { flags: '--format <FORMAT>', about: `${IMPORT_FORMATS.join(' or ')} (by the ending of the name)` },
    { flags: '--key <KEY>', about: 'name of this import (made from the file); the same file under another name is raised once more' },
  ],
  notes: 'Every fault is named with its line. What broke off in the middle is finished by running it again: the same file, or the same --key, raises nothing twice. See examples/requests/audit-findings.csv.',
  run: async (given, { api }) => {
    const file = plainFile(given.arg(0));
    const { method, path, answer } = operationOf('importNonconformities');
    const query = { format: formatOf(file, given.text('format')) };
    const headers = { 'Idempotency-Key': given.text('key') ?? (await keyOf(file)) };
    const response = await api.send({ method, path, query, file, headers });
    const json = (answer as typeof answer & { parse(value: unknown): unknown }).parse(await response.json()) as AnswerOf<'importNonconformities'>;
    return { json, text: [importedTable(json), ...(json.warning === null ? [] : [json.warning])].join('\n\n') };
  },
};
