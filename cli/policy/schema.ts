import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileSchemas } from '../../domain/policy/schemas.ts';
import { wrongUse } from '../failure.ts';
import type { Answer } from '../io.ts';
import { pretty } from '../print.ts';
import type { Run } from '../spec.ts';

function writeAll(schemas: ReadonlyMap<string, object>, folder: string): Answer {
  mkdirSync(folder, { recursive: true });
  const written = [...schemas].map(([name, schema]) => {
    const file = join(folder, `${name}.schema.json`);
    writeFileSync(file, `${pretty(schema)}\n`);
    return file;
  });
  return { json: { written }, text: written.join('\n') };
}

/** JSON Schemas of everything that people write, for editors. */
export const showSchemas: Run = async (given) => {
  const schemas = fileSchemas();
  const [name, folder] = [given.arg(0), given.text('out')];
  if (folder !== undefined) return writeAll(schemas, folder);
  const names = [...schemas.keys()];
  if (name === '') return { json: names, text: names.join('\n') };
  const schema = schemas.get(name) ?? wrongUse(`there is no schema "${name}"; there are: ${names.join(', ')}`);
  return { json: schema, text: pretty(schema) };
};
