import type { Request, Response } from 'express';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import type { Mode, Moods } from './misbehaviour.ts';
import { type ApiMethod, method } from './method-args.ts';
import { peopleMethods } from './people-methods.ts';
import { SlackFault } from './slack-fault.ts';
import type { SocketLink } from './socket-link.ts';
import { viewMethods } from './view-methods.ts';
import type { World } from './world.ts';

/** The one method that takes an app's token (`xapp-…`). */
const OPEN_SOCKET = 'apps.connections.open';
const METHODS: Readonly<Record<string, ApiMethod>> = { ...chatMethods, ...conversationMethods, ...peopleMethods, ...viewMethods };

export interface WebApiOptions {
  readonly world: World;
  readonly moods: Moods;
  /** The one bot token that is accepted; any when null. */
  readonly token: string | null;
  readonly link: SocketLink;
}

/** The handler of `/api/:method`: misbehaves if told to, else runs the method and records the call. */
export function webApi({ world, moods, token, link }: WebApiOptions) {
  const methods: Readonly<Record<string, ApiMethod>> = { ...METHODS, [OPEN_SOCKET]: method({}, () => link.invite()) };
  return (request: Request, response: Response): void => {
    const name = String(request.params['method']);
    const { token: sent, ...args } = formFields(request);
    const mood = moods.take(name);
    const record = (outcome: string): void => world.record({ method: name, at: new Date().toISOString(), args, outcome });
    if (mood.mode !== 'ok' && mood.mode !== 'lost_answer') {
      record(mood.mode);
      misbehave(mood, response);
      return;
    }
    const body = answer(world, Object.hasOwn(methods, name) ? methods[name] : undefined, args, () => authorise(name, token, bearer(request) ?? sent));
    record(mood.mode === 'ok' ? body.outcome : mood.mode);
    if (mood.mode === 'lost_answer') response.socket?.resetAndDestroy();
    else response.json(body.json);
  };
}

function answer(world: World, run: ApiMethod | undefined, args: Record<string, unknown>, check: () => void): { outcome: string; json: object } {
  try {
    if (!run) throw new SlackFault('unknown_method');
    check();
    return { outcome: 'ok', json: { ok: true, ...run(world, args) } };
  } catch (error) {
    if (!(error instanceof SlackFault)) throw error;
    return { outcome: error.error, json: error.toBody() };
  }
}

/** Slack takes arguments as a form or as JSON; the body arrives here as text. */
function formFields(request: Request): Record<string, unknown> {
  const text = typeof request.body === 'string' ? request.body : '';
  if (!request.is('application/json')) return Object.fromEntries(new URLSearchParams(text));
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

function bearer(request: Request): string | undefined {
  return /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
}

function authorise(name: string, expected: string | null, sent: unknown): void {
  if (typeof sent !== 'string' || sent === '') throw new SlackFault('not_authed');
  if (sent.startsWith('xapp-') !== (name === OPEN_SOCKET)) throw new SlackFault('not_allowed_token_type');
  if (name === OPEN_SOCKET) return;
  if (expected !== null && sent !== expected) throw new SlackFault('invalid_auth');
}

const HTML = '<!DOCTYPE html><html><head><title>Service unavailable</title></head><body><h1>We are working on it</h1></body></html>';

function misbehave(mode: Mode, response: Response): void {
  switch (mode.mode) {
    case 'rate_limited':
      response.status(429).set('Retry-After', String(mode.retry_after_s ?? 1)).json({ ok: false, error: 'ratelimited' });
      return;
    case 'down':
      response.status(503).type('text/plain').send('upstream connect error');
      return;
    case 'html':
      response.type('text/html').send(HTML);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    default:
    // hang: the answer never comes; the socket is closed when the stand-in stops
  }
}
