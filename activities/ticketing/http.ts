import type { z } from 'zod';
import { DeliveryError } from '../delivery-error.ts';
import { failureOf, lossOf } from './errors.ts';

/** One call to a ticket system. */
export interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the base address; built by us, its parts percent-encoded. */
  readonly path: string;
  readonly body?: object;
  /** True when to repeat it changes nothing. */
  readonly harmless: boolean;
  /** What the answer must hold. */
  readonly answer: z.ZodType<T>;
}

export interface Far {
  /** From the configuration, never from a ticket or a policy: no caller chooses where we call. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** True where 301 and 308 say that the thing itself was moved, as GitHub says of an issue. Elsewhere a redirect is a detour, e.g. to a sign-in page. */
  readonly moves?: boolean;
}

const TIMEOUT_MS = 8_000;
/** An answer that is longer is none that we asked for. Characters. */
const LONGEST_ANSWER = 10_000_000;

/**
 * Makes one call and reads the JSON that it answers. No redirect is followed: it would lead where no configuration says.
 * @throws DeliveryError and nothing else
 */
export async function call<T>(far: Far, { method, path, body, harmless, answer }: Call<T>): Promise<T> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = { 'User-Agent': 'gatehouse', ...far.headers, ...(text === undefined ? {} : { 'Content-Type': 'application/json' }) };
  const signal = AbortSignal.timeout(far.timeoutMs ?? TIMEOUT_MS);
  const request = { method, headers, redirect: 'manual', signal, ...(text === undefined ? {} : { body: text }) } as const;
  let response: Response;
  let said: string;
  try {
    response = await fetch(`${far.url.replace(/\/+$/, '')}${path}`, request);
    said = await response.text();
  } catch (error) {
    throw lossOf(error, harmless);
  }
  if (!response.ok) throw new DeliveryError(failureOf(response, { harmless, moves: far.moves ?? false }), `${method} ${path} was answered ${response.status}`);
  const parsed = answer.safeParse(said.length > LONGEST_ANSWER ? null : jsonOf(said));
  if (parsed.success) return parsed.data;
  // a proxy's page with status 200: whether anything was done behind it nobody knows
  throw new DeliveryError({ kind: harmless ? 'retryable' : 'unclear', code: 'not_understood' }, `${method} ${path} was answered ${response.status} with something else than was asked for`);
}

function jsonOf(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The answer, or null where the far end says that there is no such thing (any more). */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DeliveryError && error.failure.kind === 'permanent' && GONE.has(error.failure.code)) return null;
    throw error;
  }
}

const GONE: ReadonlySet<string> = new Set(['not_found', 'gone', 'moved']);
