import { randomUUID } from 'node:crypto';
import type { Session } from '../../contracts/session.ts';
import { consoleOf } from '../../console/from-config.ts';
import { execute } from '../../store/execute.ts';
import pino from 'pino';
import { startTestApi, type TestApi, type TestApiWish } from './api.ts';
import { CAST, ok, requestFor, type Seeded, seedSystem, type SeedWish } from './seed.ts';

/** Stands in the place of the session's cookie. */
export const SESSION_HEADER = 'X-Test-Session';
/** The same as a cookie, for what a browser asks for without the page: it sends no header of ours with what is saved. */
export const SESSION_COOKIE = 'test_session';
const sessionIn = (cookies = ''): string => new RegExp(`${SESSION_COOKIE}=([\\w-]+)`).exec(cookies)?.[1] ?? '';

/** A page as a browser gets it, without one. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Values of the hidden and typed fields of the first form that posts to an address beginning so. */
  form(action: string): Record<string, string>;
}

/** A browser in which somebody is, or nobody. */
export interface Browser {
  /** What the header names the session by. */
  readonly id: string;
  readonly csrf: string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Got>;
  /** Sends a form from a page of ours. */
  post(path: string, fields: Readonly<Record<string, string>> | FormData, headers?: Readonly<Record<string, string>>): Promise<Got>;
}

export interface TestConsole {
  readonly api: TestApi;
  /** Signs somebody in; `proof` is of one factor unless `strong`. */
  browser(person: string | null, wish?: { readonly strong?: boolean }): Browser;
  /** Ends every session. */
  signOutAll(): void;
  /** A request whose checks passed; the id of the case. */
  inReview(wish?: SeedWish, overrides?: object, systemOf?: Seeded): Promise<string>;
  stop(): Promise<void>;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decoded = (text: string): string => text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');

function formIn(html: string, action: string): Record<string, string> {
  const start = html.indexOf(`action="${action}`);
  if (start < 0) throw new Error(`no form posts to ${action}; the page has: ${[...html.matchAll(/action="([^"]*)"/g)].map(([, found]) => found).join(', ')}`);
  const form = html.slice(start, html.indexOf('</form>', start));
  const inputs = [...form.matchAll(/<input [^>]*>/g)].map(([input]) => input).filter((input) => !/type="(radio|checkbox)"/.test(input) || input.includes(' checked'));
  const attribute = (tag: string, name: string): string => decoded(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
  const areas = [...form.matchAll(/<textarea ([^>]*)>([^<]*)<\/textarea>/g)].map(([, attributes = '', text = '']) => [attribute(` ${attributes}`, 'name'), decoded(text)]);
  return Object.fromEntries([...inputs.map((input) => [attribute(input, 'name'), attribute(input, 'value')]), ...areas]);
}

async function gotOf(response: Response): Promise<Got> {
  const html = await response.text();
  return { status: response.status, headers: response.headers, html, form: (action) => formIn(html, action) };
}

/** The console on the real app and database; who is signed in stands in a header, in the place of the cookie. */
export async function startConsole({ embedded = true, ...wish }: TestApiWish & { readonly embedded?: boolean } = {}): Promise<TestConsole> {
  const sessions = new Map<string, Session>();
  const ports = { temporal: undefined, temporalUi: 8233, postgres: undefined, smtp: undefined, mailUi: 1080, slackSimulator: undefined, oidc: undefined, metrics: undefined };
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const api = await startTestApi({
    ...wish,
    mount: ({ url, home, store, house }) => (app) => {
      consoleOf({ url, home, oidcEmbedded: embedded, ports, ...(wish.evidenceS3 === undefined ? {} : { evidenceS3: wish.evidenceS3 }) }, { store, house, log, session: async (request) => sessions.get(request.get(SESSION_HEADER) ?? sessionIn(request.get('Cookie'))) ?? null }).mount(app);
    },
  });
  return {
    api,
    signOutAll: () => sessions.clear(),
    stop: () => api.stop(),
    browser(person, { strong = false } = {}) {
      const id = randomUUID();
      const csrf = randomUUID();
      const proof = { acr: null, amr: strong ? ['pwd', 'otp', 'mfa'] : ['pwd'], auth_time: new Date().toISOString() };
      if (person !== null) sessions.set(id, { id, person, csrf, development: true, proof, expires_at: '9999-01-01T00:00:00.000Z' });
      const headers = (more: Readonly<Record<string, string>>) => ({ Accept: 'text/html', [SESSION_HEADER]: id, ...more });
      return {
        id,
        csrf,
        get: async (path, more = {}) => gotOf(await fetch(`${api.url}${path}`, { headers: headers(more), redirect: 'manual' })),
        post: async (path, fields, more = {}) => gotOf(await fetch(`${api.url}${path}`, { method: 'POST', body: fields instanceof FormData ? fields : new URLSearchParams(fields), headers: headers({ 'Sec-Fetch-Site': 'same-origin', ...more }), redirect: 'manual' })),
      };
    },
    async inReview(seed = { tier: 'medium' }, overrides = {}, found) {
      const system = found ?? (await seedSystem(api, seed));
      const id = String(ok(await api.as(CAST.requester).post('/v1/deployments', requestFor(system, overrides)))['id']);
      const meta = { command_id: `checks/${id}`, actor: { kind: 'workflow', id: `deployment/${id}` }, door: 'workflow', assurance: 'session' } as const;
      await execute(api.store, { kind: 'deployment', id }, { name: 'record-checks', body: { revision: 1, results: [] } }, meta);
      return id;
    },
  };
}
