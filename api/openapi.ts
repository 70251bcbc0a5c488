import { OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { Operation } from '../contracts/api/operation.ts';
import { problem, PROBLEM_TYPE } from '../contracts/problem.ts';
import { OPERATION_IDS, operationOf } from '../contracts/routes.ts';
import type { OperationId } from '../contracts/routes.ts';
import { PRIVILEGES } from '../domain/privileges.ts';
import type { Privilege } from '../domain/privileges.ts';
import { ON_BEHALF_OF } from './auth/caller.ts';

type SchemaObject = Parameters<OpenAPIRegistry['registerComponent']>[2];

const VERSION = '0.1.0';
const text = z.string();

/** The problems that an operation can answer besides those of its rules. */
function problemStatuses(operation: Operation, isPublic: boolean): number[] {
  const writes = operation.method !== 'get';
  const statuses = [400, ...(isPublic ? [] : [401, 403, 429]), ...(operation.path.includes('{') || writes ? [404] : []), 422, 503];
  return writes ? [...statuses, 409, 413, 415] : statuses;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'It can not be read',
  401: 'Nobody is signed in',
  403: 'Not for this caller',
  404: 'There is nothing here',
  409: 'Not now: the state of the record forbids it; nothing was changed',
  413: 'Too large',
  415: 'Another content type is needed',
  422: 'Not as it should be; `errors` point at each fault',
  429: 'Too many requests',
  503: 'Not answering now',
};

const params = (path: string): z.ZodObject => z.object(Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name ?? '', text])));

function request(operation: Operation): NonNullable<RouteConfig['request']> {
  const { path, query, body, method } = operation;
  const headers = z.object({ 'Idempotency-Key': text.max(200).optional(), [ON_BEHALF_OF]: text.optional() });
  const content: Record<string, { schema: z.ZodType }> | null =
    body === undefined ? null : body === 'bytes' ? { 'application/octet-stream': { schema: text.meta({ format: 'binary' }) } } : { 'application/json': { schema: body } };
  return {
    ...(path.includes('{') ? { params: params(path) } : {}),
    ...(query ? { query } : {}),
    ...(method === 'get' ? {} : { headers }),
    ...(content ? { body: { required: true, content } } : {}),
  };
}

function responses(operation: Operation, isPublic: boolean): RouteConfig['responses'] {
  const { answer, status, also = [] } = operation;
  const [type, schema] = typeof answer === 'string' ? [answer, text] : ['application/json', answer];
  const content = { [type]: { schema }, ...Object.fromEntries(also.map((other) => [other, { schema: text }])) };
  const faults = problemStatuses(operation, isPublic).map((code) => [String(code), { description: TITLES[code] ?? '', content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } } }]);
  return { [status]: { description: status === 201 ? 'Made; `Location` leads to it' : 'Done', content }, ...Object.fromEntries(faults) } as RouteConfig['responses'];
}

function descriptionOf(privilege: Privilege): string {
  if (privilege === 'anybody') return 'For anybody.';
  const people = privilege.people === 'all' ? 'everybody who works here, as the rules of the record allow' : `holders of the role ${privilege.people.join(', ')}`;
  return `For ${people}${privilege.scope === null ? '; never for a machine' : `; for a machine with the scope \`${privilege.scope}\``}.`;
}

function routeOf(id: OperationId): RouteConfig {
  const operation = operationOf(id);
  const privilege = PRIVILEGES[id];
  return {
    method: operation.method,
    path: operation.path,
    operationId: id,
    tags: [operation.tag],
    summary: operation.summary,
    description: [descriptionOf(privilege), operation.note].filter(Boolean).join(' '),
    ...(privilege === 'anybody' ? { security: [] } : {}),
    request: request(operation),
    responses: responses(operation, privilege === 'anybody'),
  };
}

/** Every operation as OpenAPI 3.1, generated from the schemas that the server parses with. `url` is the server named in it. */
export function openApiDocument(url: string): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', description: 'A machine\'s scoped token, or (embedded, on loopback) a development token' });
  registry.registerComponent('schemas', 'Problem', JSON.parse(JSON.stringify(z.toJSONSchema(problem))) as SchemaObject);
  for (const id of OPERATION_IDS) registry.registerPath(routeOf(id));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Gatehouse',
      version: VERSION,
      description: 'The gates in the life of an AI system. Instants are RFC 3339 in UTC, durations ISO 8601. A POST takes an Idempotency-Key. Every refusal is application/problem+json with a code of a closed list.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url }],
    security: [{ bearer: [] }],
  });
}
