import { isTextAt } from '../../contracts/text-keys.ts';
import { type BodySchema, bodySchema, eventRecords } from '../docs/event-records.ts';
import type { Verdict } from './finding.ts';

const isClosed = (schema: BodySchema): boolean =>
  schema.enum !== undefined || schema.const !== undefined || schema.pattern !== undefined || schema.format !== undefined;

const children = (schema: BodySchema): BodySchema[] => [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];

/**
 * The strings of a body that hold neither an id, an enum nor a pattern and would be hashed as they are: what a person
 * types can only be erased where `isTextAt` says so (design §5). `key` is the nearest property name, `parent` the one above.
 */
export function openStrings(schema: BodySchema, path: string, key: string, parent = ''): string[] {
  const inside = [
    ...children(schema).flatMap((each) => openStrings(each, path, key, parent)),
    ...(schema.items ? openStrings(schema.items, `${path}/*`, key, parent) : []),
    ...(schema.prefixItems ?? []).flatMap((each, index) => openStrings(each, `${path}/${index}`, key, parent)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) => openStrings(each, `${path}/${name}`, name, key)),
    ...(typeof schema.additionalProperties === 'object' ? openStrings(schema.additionalProperties, `${path}/<key>`, '<key>', key) : []),
    ...(schema.propertyNames ? openStrings({ ...schema.propertyNames, type: 'string' }, `${path} (its keys)`, '<key>', key) : []),
  ];
  if (![schema.type].flat().includes('string')) return inside;
  if (schema.free_text === true && !isTextAt(parent, key)) return [`${path} is free text under a key that is not sealed: use or add a key of contracts/text-keys.ts`];
  if (schema.free_text !== true && !isClosed(schema) && !isTextAt(parent, key)) return [`${path} is a string of any form: give it a pattern or an enum, or make it freeText() under a key of contracts/text-keys.ts`];
  return inside;
}

/** No event can carry what a person typed into the hashed part of the ledger. */
export async function checkFreeText(): Promise<Verdict> {
  const records = await eventRecords();
  const findings = records.flatMap(({ name, events }) =>
    Object.entries(events).flatMap(([type, schema]) => openStrings(bodySchema(schema), '', '').map((line) => `${name} ${type}: ${line}`)),
  );
  return { findings };
}
