import { fileSchemas } from '../../domain/policy/schemas.ts';
import type { GeneratedFile } from './generated.ts';

/** The JSON Schemas under `policy/schema/`, as they should be now. */
export function schemaFiles(): GeneratedFile[] {
  return [...fileSchemas()].map(([name, schema]) => ({ path: `policy/schema/${name}.schema.json`, content: `${JSON.stringify(schema, null, 2)}\n` }));
}
