import { afterAll, beforeAll, expect, describe, it } from '@jest/globals';
import type { Express } from 'express';
import pino from 'pino';
import { createSignIn } from '../../../api/auth/sign-in.ts';
import { createSlack } from '../../../api/slack/listeners.ts';
import { createWorkspace } from '../../../api/slack/workspace.ts';
import { mountWebhooks } from '../../../api/webhooks/mount.ts';
import { createSlackChat } from '../../../activities/chat/slack.ts';
import { consoleOf } from '../../../console/from-config.ts';
import { PAGES } from '../../../console/page-table.ts';
import { OPERATION_IDS, operationOf } from '../../../contracts/routes.ts';
import { PRIVILEGES } from '../../../domain/privileges.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';

/** What has no row in the privilege table, and what stands in its place. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'get /oidc/sign-in': 'begins a sign-in: nobody is signed in yet',
  'get /oidc/step-up': 'the same, with several factors',
  'get /oidc/callback': 'ends a sign-in that this browser began',
  'post /oidc/sign-out': 'ends one’s own session, with the token of its forms',
  'post /act/:act/:id': 'asks for the operation of the act that it names',
  'post /board/selected': 'asks for the operation of the act that was chosen, once per row',
  'post /slack/events': 'signed by Slack; each action, command and dialog asks for its own operation',
  'post /webhooks/github': 'signed by the sender; only says which ticket to read again',
  'post /webhooks/jira': 'signed by the sender; only says which ticket to read again',
  'post /webhooks/generic': 'signed by the sender; only says which ticket to read again',
};
/** Files that are the same for everybody. */
const FILES = /^get \/(assets|docs)\//;
/** A route of so many methods was made by `app.all`: it only says (405) which methods there are. */
const ALL = 10;

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

const methodsOf = ({ methods }: NonNullable<Layer['route']>): readonly string[] => (methods['_all'] || Object.keys(methods).length > ALL ? ['all'] : Object.keys(methods));
const routesIn = (stack: readonly Layer[]): string[] => stack.flatMap(({ route, handle }) => (route ? methodsOf(route).map((method) => `${method} ${route.path}`) : routesIn(handle?.stack ?? [])));

let api: TestApi;
let app: Express | undefined;
beforeAll(async () => {
  const log = pino({ level: 'silent' });
  const session = { oidcIssuer: 'http://127.0.0.1:1', oidcClientId: 'gatehouse', oidcCliClientId: 'gatehouse', oidcClientSecret: undefined, oidcEmbedded: true, sessionMs: 3_600_000, sessionIdleMs: 3_600_000, requestsPerMinute: 1_000 };
  api = await startTestApi({
    mount: ({ url, home, store, house }) => (mounted) => {
      app = mounted;
      const door = createSignIn({ store, house, log, config: { ...session, url } });
      door.mount(mounted);
      const slack = { token: 'xoxb-test', apiUrl: 'http://127.0.0.1:1/' };
      createSlack({ store, chat: createSlackChat(slack), workspace: createWorkspace(slack), signingSecrets: ['a-secret-of-this-test'], apiUrl: slack.apiUrl, url, log }).mount(mounted);
      mountWebhooks({ store, secrets: { github: 'a-secret', jira: 'a-secret', generic: 'a-secret' }, looks: { soon: () => undefined }, log, requestsPerMinute: 1_000 })(mounted);
      consoleOf({ url, home, oidcEmbedded: true, ports: {} as never }, { store, house, log, session: door.sessionOf }).mount(mounted);
    },
  });
});
afterAll(() => api.stop());

describe('every route of the process', () => {
  it('has a row in the privilege table, or is a named exception', () => {
    const all = routesIn((app as unknown as { readonly router: { readonly stack: readonly Layer[] } }).router.stack).filter((route) => !FILES.test(route));
    const found = all.filter((route) => !route.startsWith('all '));
    const paths = new Set(found.map((route) => route.split(' ')[1]));
    expect(all.filter((route) => !found.includes(route) && !paths.has(route.split(' ')[1]))).toEqual([]);
    const operations = OPERATION_IDS.filter((id) => id in PRIVILEGES).map((id) => `${operationOf(id).method} ${operationOf(id).path.replace(/\{(\w+)\}/g, ':$1')}`);
    const pages = PAGES.map(({ path }) => `get ${path}`);
    const known = new Set([...operations, ...pages, ...Object.keys(EXCEPTIONS)]);
    expect(found.length).toBeGreaterThan(operations.length);
    expect(found.filter((route) => !known.has(route))).toEqual([]);
    // and nothing is excused that there is not
    expect(Object.keys(EXCEPTIONS).filter((route) => !found.includes(route))).toEqual([]);
    expect([...operations, ...pages].filter((route) => !found.includes(route))).toEqual([]);
  });

  it('of a page names an operation, which decides whether the page is shown', () => {
    for (const { path, operation } of PAGES) expect([path, typeof operation === 'function' ? 'by its act' : PRIVILEGES[operation] !== undefined]).toEqual([path, path === '/act/:act/:id' ? 'by its act' : true]);
  });
});
