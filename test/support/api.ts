import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import pino from 'pino';
import { z } from 'zod';
import type { SignInDoor } from '../../api/auth/sign-in.ts';
import type { Log } from '../../api/log.ts';
import { HouseReader } from '../../store/house.ts';
import { compose } from '../../api/start/compose.ts';
import { listen } from '../../api/start/listen.ts';
import { openHouse, readDisk } from '../../api/start/open-house.ts';
import { type EvidenceS3Config, packageRoot } from '../../config.ts';
import type { Operation } from '../../contracts/api/operation.ts';
import type { Directory } from '../../contracts/directory.ts';
import type { Policy } from '../../contracts/policy.ts';
import { problem } from '../../contracts/problem.ts';
import { OPERATION_IDS, operationOf } from '../../contracts/routes.ts';
import { RULES } from '../../store/aggregates.ts';
import { createPool } from '../../store/database.ts';
import { loadDirectoryFile } from '../../store/directory-file.ts';
import { evidenceFilesOf } from '../../store/evidence-place.ts';
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
/** Loose on purpose: tests read a member as what they expect it to be, and a missing one fails them (`body['items']!`). */
export interface Body {
  readonly [key: string]: BodyValue;
}
export type BodyValue = string & readonly Body[] & Body;

/** What one caller does over real HTTP. */
export interface As {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  /** A file as it is. */
  upload(path: string, bytes: Uint8Array | string): Promise<Answer>;
  /** Anything else. */
  send(method: string, path: string, init?: RequestInit & { readonly duplex?: 'half' }): Promise<Answer>;
}

export interface TestApi {
  readonly url: string;
  readonly store: Store;
  readonly house: HouseReader;
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
  /** Further routes, e.g. Slack's. */
  readonly mount?: (parts: { readonly url: string; readonly home: string; readonly store: Store; readonly house: HouseReader }) => (app: Express) => void;
  readonly requestsPerMinute?: number;
  /** A bucket for the evidence files; see `s3.ts`. */
  readonly evidenceS3?: EvidenceS3Config;
  /** Proxies in front; none by default. */
  readonly trustProxy?: number;
  /** How people sign in besides development tokens; see `oidc.ts`. */
  readonly signIn?: (parts: { readonly url: string; readonly home: string; readonly store: Store; readonly house: HouseReader; readonly log: Log }) => Promise<SignInDoor>;
}

export const PERMIT_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The digest that a policy would have on disk is that of its files; a patched one gets a name of its own. */
const renamed = (before: Policy, after: Policy): Policy => (before === after ? after : { ...after, digest: before.digest.replace(/.{8}$/, 'facade00') });

/** The example organisation, changed as a test wishes. */
export function exampleDirectory(change: (directory: Directory) => Directory = (same) => same): Directory {
  const found = loadDirectoryFile(join(packageRoot(), 'examples/organisation/directory.yaml'));
  if (!('people' in found)) throw new Error(`the example directory is faulty: ${JSON.stringify(found).slice(0, 500)}`);
  return change(found);
}

function disk(wish: TestApiWish, now: string): ReturnType<typeof readDisk> {
  const { policy } = readDisk(join(packageRoot(), wish.policyDir ?? 'policy'), undefined, now);
  if (!('digest' in policy)) throw new Error(`the policy is faulty: ${JSON.stringify(policy).slice(0, 500)}`);
  return { policy: wish.policy ? renamed(policy, wish.policy(policy)) : policy, directory: exampleDirectory(wish.directory) };
}

/** The operation that a request is, by its method and path. */
function operationAt(method: string, path: string): Operation | undefined {
  const parts = (path.split('?')[0] ?? '').split('/');
  const fits = (known: string): boolean => {
    const names = known.split('/');
    return names.length === parts.length && names.every((name, i) => name.startsWith('{') || name === parts[i]);
  };
  const found = OPERATION_IDS.map(operationOf).filter((each) => each.method === method.toLowerCase() && fits(each.path));
  return found.find(({ path: known }) => !known.includes('{')) ?? found[0];
}

/** Every answer of the API must be as its contract says. @throws Error with the difference */
function conform(method: string, path: string, { status, body, headers }: Answer): void {
  const answer = status < 300 ? operationAt(method, path)?.answer : problem;
  if (typeof answer !== 'object' || !/json/.test(headers.get('content-type') ?? '')) return;
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new Error(`${method} ${path} answered ${status} with what its contract does not allow: ${z.prettifyError(parsed.error)}\n${JSON.stringify(body).slice(0, 1_000)}`);
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && !/ndjson/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, body: (isJson && text !== '' ? JSON.parse(text) : {}) as Body };
}

/** What whoever holds this token does over real HTTP at `url`. */
export function caller(url: string, token: string | null): As {
  const send: As['send'] = async (method, path, init = {}) => {
    const headers = { ...(token === null ? {} : { Authorization: `Bearer ${token}` }), ...(init.headers as Record<string, string> | undefined) };
    const answer = await answerOf(await fetch(`${url}${path}`, { ...init, method, headers, redirect: 'manual' }));
    conform(method, path, answer);
    return answer;
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
  const store = createStore({ pool, rules: RULES, evidence: evidenceFilesOf({ home, evidenceS3: wish.evidenceS3 }), clock: wish.clock ?? null });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  let handler: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = await listen((request, response) => handler(request, response), '127.0.0.1', 0);
  const config = { home, url: server.url, host: '127.0.0.1', embedded: true, requestsPerMinute: wish.requestsPerMinute ?? 1_000_000, trustProxy: wish.trustProxy ?? 0, evidenceS3: wish.evidenceS3 };
  const house = new HouseReader(store);
  const mounts = wish.mount ? [wish.mount({ url: server.url, home, store, house })] : [];
  const signIn = wish.signIn ? { signIn: await wish.signIn({ url: server.url, home, store, house, log }) } : {};
  const composed = await compose({ ...signIn, config, store, house, permitKey: PERMIT_KEY, log, mounts });
  await openHouse({ store, house, log, ...disk(wish, await nowOf(store)) });
  handler = await composed.app();
  const tokens = JSON.parse(readFileSync(join(home, 'dev-tokens.json'), 'utf8')) as Record<string, string>;
  return {
    url: server.url,
    store,
    house,
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
