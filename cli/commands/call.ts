import { z } from 'zod';
import { plainFile } from '../documents.ts';
import { wrongUse } from '../failure.ts';
import type { Answer } from '../io.ts';
import { pretty } from '../print.ts';
import type { Call } from '../client.ts';
import type { Shell } from '../shell.ts';
import { type CommandSpec, REQUEST } from '../spec.ts';
import { save } from '../save.ts';

const parameter = z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header', 'cookie']), required: z.boolean().optional() });
const operation = z.looseObject({ operationId: z.string(), parameters: z.array(parameter).default([]), requestBody: z.looseObject({ content: z.record(z.string(), z.unknown()) }).optional() });
const document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

interface Found extends z.infer<typeof operation> {
  readonly method: string;
  readonly path: string;
}

function operationsOf(openapi: unknown): Found[] {
  const { paths } = document.parse(openapi);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, value]) => {
      const parsed = operation.safeParse(value);
      return parsed.success ? [{ ...parsed.data, method, path }] : [];
    }),
  );
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The call that the description makes of a request: path, query and header parameters by their names, the rest is the body. */
function callOf(found: Found, request: Readonly<Record<string, unknown>>): Call {
  const named = (where: string): (readonly [string, string])[] => found.parameters.filter((each) => each.in === where && each.name in request).map(({ name }) => [name, asText(request[name])] as const);
  const missing = found.parameters.find((each) => each.required === true && !(each.name in request));
  if (missing) wrongUse(`${found.operationId} needs "${missing.name}" (${missing.in}): give it in -f FILE or by --set ${missing.name}=…`);
  const params = new Map(named('path'));
  const taken = new Set(found.parameters.map(({ name }) => name));
  const rest = Object.fromEntries(Object.entries(request).filter(([key]) => !taken.has(key)));
  const path = found.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params.get(name) ?? ''));
  const whole: Call = { method: found.method, path, query: Object.fromEntries(named('query')), headers: Object.fromEntries(named('header')), streams: true };
  const content = found.requestBody?.content;
  if (content === undefined) return Object.keys(rest).length === 0 ? whole : wrongUse(`${found.operationId} takes no ${Object.keys(rest).join(', ')}; it takes ${[...taken].join(', ') || 'nothing'}`);
  if ('application/json' in content) return { ...whole, body: rest };
  return { ...whole, file: plainFile(typeof rest['file'] === 'string' ? rest['file'] : wrongUse(`${found.operationId} sends a file: give its path as "file"`)) };
}

async function answerOf(response: Response, shell: Shell): Promise<Answer | null> {
  if (!(response.headers.get('content-type') ?? '').includes('json') || (response.headers.get('content-type') ?? '').includes('ndjson')) {
    await save(response, undefined, shell);
    return null;
  }
  const json: unknown = await response.json();
  return { json, text: pretty(json) };
}

/** Every operation of the API by its operationId, from the description that the API gives of itself. */
export const CALL: CommandSpec = {
  name: 'call',
  args: '[OPERATION]',
  about: 'call any operation of the API by its operationId; without one, list them',
  options: REQUEST,
  notes: 'Keys of the request that are parameters of the path, the query or a header go there; all others are the body. A file to send is named by "file".',
  run: async (given, shell) => {
    const operations = operationsOf(await shell.api.call('getOpenApi'));
    const name = given.arg(0);
    if (name === '') {
      const list = operations.map(({ operationId, method, path, ...more }) => ({ operation: operationId, method, path, summary: more['summary'] }));
      return { json: list, text: list.map((each) => `${each.operation.padEnd(24)} ${each.method.toUpperCase().padEnd(5)} ${each.path}`).join('\n') };
    }
    const found = operations.find(({ operationId }) => operationId === name) ?? wrongUse(`the API has no operation "${name}"; "gatehouse call" lists them`);
    return answerOf(await shell.api.send(callOf(found, given.body())), shell);
  },
};
