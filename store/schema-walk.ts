import { z } from 'zod';

/** The parts of JSON Schema that our own schemas make. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The JSON Schema of what a file may hold, before defaults and transforms. */
export const inputSchema = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;

/** The schemas that may stand at a path: several where alternatives are allowed, none where the path leads nowhere. */
export function schemasAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema[] {
  let here = alternatives(schema);
  for (const part of path) here = here.flatMap((each) => step(each, part)).flatMap(alternatives);
  return here;
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const options = schema.anyOf ?? schema.oneOf;
  return options ? options.flatMap(alternatives) : [schema];
}

function step(schema: JsonSchema, part: PropertyKey): JsonSchema[] {
  if (typeof part === 'number') return schema.items ? [schema.items] : [];
  const named = schema.properties?.[String(part)];
  if (named) return [named];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}

/** The keys that an object at this path may have, over all alternatives. */
export function keysAt(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  const keys = schemasAt(schema, path).flatMap((each) => [...Object.keys(each.properties ?? {}), ...(each.propertyNames?.enum ?? []).map(String)]);
  return [...new Set(keys)];
}

/** What a schema allows, in a few words for people. */
export function inWords(schema: JsonSchema, depth = 0): string {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.map((each) => inWords(each, depth)).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return `one of ${schema.enum.map(String).join(', ')}`;
  if (schema.type === 'array') return `a list of ${schema.items ? inWords(schema.items, depth + 1) : 'values'}`;
  if (schema.type === 'object') return objectInWords(schema, depth);
  if (schema.type === 'integer' || schema.type === 'number') return numberInWords(schema);
  if (schema.type === 'boolean') return 'true or false';
  if (schema.pattern?.startsWith('^P(?!$)')) return 'an ISO 8601 duration, e.g. PT4H or P30D';
  return schema.pattern?.startsWith('^[a-z]') ? 'a name (a–z, 0–9, - and _)' : 'a text';
}

function objectInWords({ properties }: JsonSchema, depth: number): string {
  if (!properties) return 'an object';
  const keys = Object.entries(properties).map(([key, value]) => (depth > 1 ? key : `${key}: ${inWords(value, depth + 2)}`));
  return `{ ${keys.join(', ')} }`;
}

function numberInWords({ type, minimum, maximum }: JsonSchema): string {
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const from = minimum === undefined || minimum < -1e15 ? '' : ` from ${minimum}`;
  return `${kind}${from}${maximum === undefined || maximum > 1e15 ? '' : ` to ${maximum}`}`;
}
