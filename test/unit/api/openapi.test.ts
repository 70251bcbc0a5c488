import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Express } from 'express';
import { createApp } from '../../../api/app.ts';
import type { ApiDeps } from '../../../api/deps.ts';
import { createMetrics } from '../../../api/metrics.ts';
import { METHODS } from '../../../contracts/api/operation.ts';
import { PROBLEM_TYPE } from '../../../contracts/problem.ts';
import { OPERATION_IDS, operationOf, pathOf } from '../../../contracts/routes.ts';
import { callRefused, PRIVILEGES } from '../../../domain/privileges.ts';
import { exampleDirectory, startTestApi, type TestApi } from '../../support/api.ts';

interface Documented {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly security?: readonly unknown[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

let api: TestApi;
let document: Document;
beforeAll(async () => {
  api = await startTestApi();
  document = (await api.with(null).get('/openapi.json')).body as unknown as Document;
});
afterAll(() => api.stop());

const documented = () => Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));

/** Method and path of everything that express was given, but for Swagger UI's own files and the answers of 405. */
function registered(app: Express): string[] {
  const stack = app.router.stack as unknown as { readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> } }[];
  const isCatchAll = (methods: object): boolean => Object.keys(methods).length > 1;
  return stack
    .flatMap(({ route }) => (route && !isCatchAll(route.methods) ? METHODS.filter((method) => route.methods[method] === true).map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`) : []))
    .filter((route) => !route.includes(' /docs/assets/'));
}

describe('the description of the API', () => {
  it('names every registered route, and nothing else', () => {
    const nothing = { store: {}, house: {}, metrics: createMetrics(), log: {}, mounts: [], strategies: [], requestsPerMinute: 1 };
    const routes = registered(createApp(nothing as unknown as ApiDeps));
    expect(routes.length).toBeGreaterThan(60);
    expect([...routes].sort()).toEqual(documented().map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('is OpenAPI 3.1 with one operationId per operation, those of the contract', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(documented().map(({ operation }) => operation.operationId).sort()).toEqual([...OPERATION_IDS].sort());
  });

  it('declares every parameter of every path', () => {
    for (const { path, operation } of documented()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect({ path, declared }).toEqual({ path, declared: named });
    }
  });

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(OPERATION_IDS.length);
    for (const [, kind, name] of references) expect(document.components[kind!]).toHaveProperty(name!);
  });

  it('answers every refusal as problem+json', () => {
    const faults = documented().flatMap(({ operation }) => Object.entries(operation.responses).filter(([status]) => Number(status) >= 400));
    expect(faults.length).toBeGreaterThan(OPERATION_IDS.length);
    for (const [, { content = {} }] of faults) expect(Object.keys(content)).toEqual([PROBLEM_TYPE]);
  });

  it('says what the repeat of an order for a token answers, since its secret is shown once', () => {
    const found = documented().find(({ operation }) => operation.operationId === 'createToken');
    expect(found?.operation).toMatchObject({ description: expect.stringMatching(/holders of the role admin.*Idempotency-Key.*409 `already_exists`/) });
  });

  it('asks for a token wherever the privilege table does', () => {
    for (const { operation } of documented()) {
      expect({ id: operation.operationId, open: operation.security?.length === 0 }).toEqual({ id: operation.operationId, open: PRIVILEGES[operation.operationId as keyof typeof PRIVILEGES] === 'anybody' });
    }
  });
});

describe('who may call what', () => {
  const directory = exampleDirectory();
  const at = '2026-11-23T10:00:00.000Z';

  it('has a row for every operation, and none for anything else', () => {
    expect(Object.keys(PRIVILEGES).sort()).toEqual([...OPERATION_IDS].sort());
  });

  it('refuses an operation without a row', () => {
    expect(callRefused('noSuchOperation' as never, { kind: 'person', id: 'maya' }, directory, at)).toMatchObject({ refused: 'not_permitted' });
  });

  it('answers nobody but where anybody may call', async () => {
    for (const id of OPERATION_IDS) {
      const { method } = operationOf(id);
      const path = pathOf(id, { id: 'x', sha256: 'x', digest: 'x' });
      const { status } = await api.with(null).send(method.toUpperCase(), path);
      expect({ id, refused: status === 401 }).toEqual({ id, refused: PRIVILEGES[id] !== 'anybody' });
    }
  });

  it('lets no machine give a word that counts as a person\'s, whatever its scopes', () => {
    const everything = { kind: 'machine', id: 'ci', scopes: Object.values(PRIVILEGES).flatMap((row) => (row === 'anybody' ? [] : (row.scope ?? []))) } as const;
    for (const id of ['castVote', 'acceptRisk', 'waiveBlocker', 'overrideVeto', 'consentToCure', 'activatePolicy', 'recordMinutes', 'addDelegation', 'createToken'] as const) {
      expect({ id, refusal: callRefused(id, everything, directory, at)?.refused }).toEqual({ id, refusal: 'machine_cannot_sign' });
    }
  });

  it('refuses those who have left, on the day', () => {
    const left = { ...directory, people: directory.people.map((person) => (person.id === 'mira' ? { ...person, left_on: '2026-11-23' } : person)) };
    expect(callRefused('listCases', { kind: 'person', id: 'mira' }, left, at)).toMatchObject({ refused: 'not_permitted' });
    expect(callRefused('listCases', { kind: 'person', id: 'mira' }, left, '2026-11-22T23:59:59.999Z')).toBeNull();
  });
});
