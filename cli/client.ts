import { randomUUID } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { ParamsOf } from '../contracts/api/operation.ts';
import { problem } from '../contracts/problem.ts';
import { type OperationId, operationOf, type OPERATIONS, pathOf } from '../contracts/routes.ts';
import { Failure, reasonOf } from './failure.ts';
import type { Identity } from './who.ts';

/** An answer that takes longer counts as none; files and exports may take as long as they like. Milliseconds. */
const PATIENCE_MS = 60_000;
const USER_AGENT = 'gatehouse-cli/0.1.0';

type Of<K extends OperationId> = (typeof OPERATIONS)[K];
/** What an operation answers. */
export type AnswerOf<K extends OperationId> = Of<K> extends { readonly answer: infer A extends z.ZodType } ? z.output<A> : string;
type Query = Readonly<Record<string, string | number | boolean | undefined>>;
export interface Asked<K extends OperationId> {
  readonly params?: ParamsOf<Of<K>['path']>;
  readonly query?: Query;
  readonly body?: unknown;
}

/** A request to the API in the terms of HTTP. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Path of a file that is streamed as the body. */
  readonly file?: string;
  /** The answer may be long and slow. */
  readonly streams?: boolean;
}

/** The API as the commands use it. Every method throws a Failure: 1 when it refused, 3 when nothing of ours answers. */
export class Api {
  readonly #who: Identity;

  constructor(who: Identity) {
    this.#who = who;
  }

  get url(): string {
    return this.#who.url;
  }

  /** Calls an operation and checks the answer against its contract. */
  async call<K extends OperationId>(id: K, asked: Asked<K> = {}): Promise<AnswerOf<K>> {
    const { method, answer } = operationOf(id);
    const { params = {}, query = {}, body } = asked;
    const response = await this.send({ method, path: pathOf(id, params as ParamsOf<Of<K>['path']>), query, ...(body === undefined ? {} : { body }) });
    if (typeof answer === 'string') return (await response.text()) as AnswerOf<K>;
    const parsed = answer.safeParse(await response.json().catch(() => undefined));
    if (parsed.success) return parsed.data as AnswerOf<K>;
    throw new Failure('unreachable', `${this.url} answered ${id} with something else than its contract says (${z.prettifyError(parsed.error).replace(/\s+/g, ' ')}); is it a Gatehouse API of this version?`);
  }

  /** A list to its end, or to `most` entries. */
  async all<K extends OperationId>(id: K, asked: Asked<K>, most: number): Promise<{ readonly items: readonly Readonly<Record<string, unknown>>[]; readonly next_cursor: string | null }> {
    const items: Readonly<Record<string, unknown>>[] = [];
    let next_cursor: string | null = null;
    do {
      const query: Query = { ...asked.query, limit: Math.min(200, most - items.length), ...(next_cursor === null ? {} : { cursor: next_cursor }) };
      const page = (await this.call(id, { ...asked, query })) as { items: Readonly<Record<string, unknown>>[]; next_cursor: string | null };
      items.push(...page.items);
      ({ next_cursor } = page);
    } while (next_cursor !== null && items.length < most);
    return { items, next_cursor };
  }

  /** Stores a file under `name` and answers its digest. */
  async upload(file: string, name: string): Promise<AnswerOf<'addEvidence'>> {
    const { method, path, answer } = operationOf('addEvidence');
    const response = await this.send({ method, path, query: { name }, file });
    return (answer as z.ZodType).parse(await response.json()) as AnswerOf<'addEvidence'>;
  }

  /** The answer to a call, once it is known to be a success. */
  async send(call: Call): Promise<Response> {
    const url = new URL(`${this.url}${call.path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
    const patient = call.streams === true || call.file !== undefined;
    const token = this.#who.token ?? (await this.#who.kept?.()) ?? null;
    const init: RequestInit = { method: call.method.toUpperCase(), headers: this.#headers(call, token), redirect: 'error', ...bodyOf(call) };
    let response: Response;
    try {
      response = await fetch(url, patient ? init : { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch (error) {
      throw new Failure('unreachable', `nothing answers at ${this.url} (${reasonOf(error)}); start it with "gatehouse start", or name it with GATEHOUSE_API`);
    }
    if (response.ok) return response;
    throw await refusalOf(response, this.#who.url, token);
  }

  #headers({ method, body, file, headers }: Call, token: string | null): Record<string, string> {
    return {
      'User-Agent': USER_AGENT,
      Accept: 'application/json, */*;q=0.1',
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(method === 'get' ? {} : { 'Idempotency-Key': randomUUID() }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(file === undefined ? {} : { 'Content-Type': 'application/octet-stream', 'Content-Length': String(statSync(file).size) }),
      ...headers,
    };
  }
}

/** `duplex` is Node's, which streams a body. */
function bodyOf({ body, file }: Call): RequestInit & { readonly duplex?: 'half' } {
  if (file !== undefined) return { body: Readable.toWeb(createReadStream(file)) as ReadableStream, duplex: 'half' };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

const SIGN_IN = 'run "gatehouse login", set GATEHOUSE_TOKEN, or with an embedded start say who you are: --as PERSON';

async function refusalOf(response: Response, url: string, token: string | null): Promise<Failure> {
  const parsed = problem.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return new Failure('unreachable', `${url} answered ${response.status} without a reason; is it a Gatehouse API?`);
  const { detail, title, status } = parsed.data;
  const kind = status === 503 ? 'unreachable' : 'refused';
  return new Failure(kind, status === 401 && token === null ? `nobody is signed in; ${SIGN_IN}` : `${title}: ${detail}`, parsed.data);
}
