import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';

/** A record of event schemas that `contracts` exports, e.g. `DEPLOYMENT_EVENTS`. */
export interface EventRecord {
  readonly name: string;
  /** Path of the source that exports it. */
  readonly source: string;
  readonly events: Readonly<Record<string, z.ZodType>>;
}

const CONTRACTS = fileURLToPath(new URL('../../contracts/', import.meta.url));

function isRecordOfSchemas(value: unknown): value is Record<string, z.ZodType> {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => each instanceof z.ZodType);
}

/** Every exported `…_EVENTS` of `contracts/*.ts`, by name: a new gate's events appear without being listed here. */
export async function eventRecords(): Promise<EventRecord[]> {
  const files = readdirSync(CONTRACTS).filter((file) => /(?<!\.d)\.[jt]s$/.test(file));
  const found: EventRecord[] = [];
  for (const file of files) {
    const module = (await import(pathToFileURL(join(CONTRACTS, file)).href)) as Record<string, unknown>;
    for (const [name, events] of Object.entries(module)) {
      if (name.endsWith('_EVENTS') && isRecordOfSchemas(events)) found.push({ name, source: `contracts/${file.replace(/\.js$/, '.ts')}`, events });
    }
  }
  return withoutRepeats(found).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** An event that a record takes over from a smaller one stays with the smaller one. */
function withoutRepeats(records: readonly EventRecord[]): EventRecord[] {
  const seen = new Set<z.ZodType>();
  const bySize = records.toSorted((a, b) => Object.keys(a.events).length - Object.keys(b.events).length);
  const own = bySize.map((record) => {
    const events = Object.entries(record.events).filter(([, schema]) => !seen.has(schema));
    for (const [, schema] of events) seen.add(schema);
    return { ...record, events: Object.fromEntries(events) };
  });
  return own.filter((record) => Object.keys(record.events).length > 0);
}

/** The JSON Schema of an event's body, as much of it as the checks and the documents look at. */
export interface BodySchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly free_text?: boolean;
  readonly properties?: Readonly<Record<string, BodySchema>>;
  readonly required?: readonly string[];
  readonly items?: BodySchema;
  readonly prefixItems?: readonly BodySchema[];
  readonly additionalProperties?: BodySchema | boolean;
  readonly propertyNames?: BodySchema;
  readonly anyOf?: readonly BodySchema[];
  readonly oneOf?: readonly BodySchema[];
  readonly allOf?: readonly BodySchema[];
}

/** A body as the ledger holds it: `input`, since an instant's schema also accepts other offsets. */
export const bodySchema = (schema: z.ZodType): BodySchema => z.toJSONSchema(schema, { io: 'input', reused: 'inline', unrepresentable: 'any' }) as BodySchema;
