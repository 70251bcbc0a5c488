import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import pino from 'pino';
import { compose, type Composed } from '../../api/start/compose.ts';
import { listen } from '../../api/start/listen.ts';
import { openHouse, readDisk } from '../../api/start/open-house.ts';
import { packageRoot } from '../../config.ts';
import type { Directory } from '../../contracts/directory.ts';
import type { Policy } from '../../contracts/policy.ts';
import { RULES } from '../../store/aggregates.ts';
import { createPool } from '../../store/database.ts';
import { createStore, nowOf, type Store } from '../../store/store.ts';
import { testDatabase, type TestDatabase } from './postgres.ts';

/** An answer of the API, its body parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON body; tests know what they asked for. */
  readonly body: Body;
  readonly text: string;
}
/** Loose on purpose: tests read what they expect, and a missing member fails them. */
export interface Body {
  readonly [key: string]: BodyValue;
}
// eslint's `any` is not for tests either; this is as open as JSON is
export type BodyValue = string & number & boolean & readonly Body[] & Body;

/** What one caller does over real HTTP. */
export interface As {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  /** A file as it is. */
  upload(path: string, bytes: Uint8Array | string): Promise<Answer>;
  /** Anything else. */
  send(method: string, path: string, init?: RequestInit): Promise<Answer>;
}

export interface TestApi {
  readonly url: string;
  readonly store: Store;
  readonly composed: Composed;
  readonly database: TestDatabase;
  readonly home: string;
  /** A person of the directory, signed in by development token. */
  as(person: string): As;
  /** Whoever holds this token; `null`: nobody. */
  with(token: string | null): As;
  stop(): Promise<void>;
}

export interface TestApiWish {
  readonly clock?: Store['clock'];
  readonly policy?: (policy: Policy) => Policy;
  /** A folder under the root; `policy` by default. */
  readonly policyDir?: string;
  readonly directory?: (directory: Directory) => Directory;
  readonly mounts?: readonly ((app: Express) => void)[];
  readonly requestsPerMinute?: number;
}

export const PERMIT_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The digest that a policy would have on disk is that of its files; a patched one gets a name of its own. */
const renamed = (before: Policy, after: Policy): Policy => (before === after ? after : { ...after, digest: before.digest.replace(/.{8}$/, 'facade00') });

function disk(wish: TestApiWish, now: string): ReturnType<typeof readDisk> {
  const root = packageRoot();
  const { policy, directory } = readDisk(join(root, wish.policyDir ?? 'policy'), join(root, 'examples/organisation/directory.yaml'), now);
  if (!('digest' in policy) || directory === null || !('people' in directory)) throw new Error(`the examples are faulty: ${JSON.stringify([policy, directory]).slice(0, 500)}`);
  return { policy: wish.policy ? renamed(policy, wish.policy(policy)) : policy, directory: wish.directory ? wish.directory(directory) : directory };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && !/ndjson/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, body: (isJson && text !== '' ? JSON.parse(text) : {}) as Body };
}

function caller(url: string, token: string | null): As {
  const send: As['send'] = async (method, path, init = {}) => {
    const headers = { ...(token === null ? {} : { Authorization: `Bearer ${token}` }), ...(init.headers as Record<string, string> | undefined) };
    return answerOf(await fetch(`${url}${path}`, { ...init, method, headers, redirect: 'manual' }));
  };
  const json = (body: unknown, headers: Readonly<Record<string, string>> = {}) => ({ body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } });
  return {
    send,
    get: (path) => send('GET', path),
    post: (path, body = {}, headers) => send('POST', path, json(body, headers)),
    patch: (path, body) => send('PATCH', path, json(body)),
    upload: (path, bytes) => send('POST', path, { body: bytes as string, headers: { 'Content-Type': 'application/octet-stream' } }),
  };
}

/** The API over real HTTP on a fresh database, with the example organisation; no Temporal, no worker. */
export async function startTestApi(wish: TestApiWish = {}): Promise<TestApi> {
  const database = await testDatabase();
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-api-'));
  const pool = createPool({ url: database.appUrl, max: 10 });
  const store = createStore({ pool, rules: RULES, clock: wish.clock ?? null });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  let handler: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = await listen((request, response) => handler(request, response), '127.0.0.1', 0);
  const config = { home, url: server.url, host: '127.0.0.1', embedded: true };
  const composed = await compose({ config, store, permitKey: PERMIT_KEY, log, mounts: wish.mounts ?? [], requestsPerMinute: wish.requestsPerMinute ?? 1_000_000 });
  await openHouse({ store, house: composed.house, log, ...disk(wish, await nowOf(store)) });
  handler = await composed.app();
  const tokens = JSON.parse(readFileSync(join(home, 'dev-tokens.json'), 'utf8')) as Record<string, string>;
  return {
    url: server.url,
    store,
    composed,
    database,
    home,
    as(person) {
      const token = tokens[person];
      if (token === undefined) throw new Error(`"${person}" is nobody in the example directory`);
      return caller(server.url, token);
    },
    with: (token) => caller(server.url, token),
    async stop() {
      await server.close(0);
      await pool.end();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
