import bolt, { type Receiver } from '@slack/bolt';
import { Router } from 'express';
import type { Application, IRouter } from 'express';
import type { z } from 'zod';
import { SLASH_COMMAND } from '../../contracts/slack-actions.ts';
import type { Job } from '../../store/leader.ts';
import type { Store } from '../../store/store.ts';
import { isStandIn } from '../../domain/authority/this-machine.ts';
import { HouseReader } from '../../store/house.ts';
import type { Log } from '../log.ts';
import { boltLogger } from './bolt-logger.ts';
import { clicked } from './clicks.ts';
import { commanded } from './commands.ts';
import { received } from './dialogs.ts';
import { onlyPost, readBody, signatureOf, slackDoor, verifySignature } from './door.ts';
import { homeOpened } from './home.ts';
import { redrawHomes, startRedrawing } from './home-again.ts';
import { clickPayload, commandPayload, homePayload, shortcutPayload, submissionPayload } from './payloads.ts';
import type { ChatDoor, ListenerDeps } from './ports.ts';
import { privateAnswer } from './private-answer.ts';
import { shortcutUsed } from './raise.ts';
import { Replays } from './replays.ts';
import { createSocket } from './socket.ts';
import type { Workspace } from './workspace.ts';

/*
 * How it is put in:
 *
 *   const slack = createSlack({ store, chat: createSlackChat({ token, apiUrl }), workspace: createWorkspace({ token, apiUrl }),
 *     signingSecrets, apiUrl, url, log });
 *   createApp({ …, mounts: [slack.mount] });   // POST /slack/events, before the API reads any body
 *   slack.open();                              // Socket Mode, with an app token; and Home tabs that follow
 *   await slack.close(); await slack.idle();   // when stopping, after the server took its last request
 *
 * Requests come over HTTP with a signing secret, over a socket that we open with an app token, or both ways: the same
 * listeners hear them. What happens to a request, in this order (steps 1 and 2 are HTTP's; on a socket Slack signs nothing):
 * 1. the door: form of the headers, timestamp at most 5 minutes from now to either side (401)
 * 2. at most 256 kB (413), the signature by the current or the previous secret (401); Bolt reads the body (400)
 * 3. a byte-identical copy of a request is dropped (200, no effect)
 * 4. it is acknowledged, and only then worked on: who is it, what do they want, may they
 */

/** Where Slack sends everything. */
export const SLACK_PATH = '/slack/events';
const BODY_LIMIT = 256 * 1024;
const ANYTHING = /[\s\S]*/;

export interface SlackWish {
  readonly store: Store;
  /** The reader that the API has; one of its own when left out. */
  readonly house?: HouseReader;
  readonly chat: ChatDoor;
  readonly workspace: Workspace;
  /** For requests over HTTP, the current one and while it is exchanged the previous; without one nothing is served there. */
  readonly signingSecrets?: readonly string[] | undefined;
  /** For Socket Mode; without one no socket is opened. */
  readonly appToken?: string | undefined;
  /** `SLACK_API_URL`, when a stand-in serves for Slack: its response URLs are answered too. */
  readonly apiUrl?: string | undefined;
  /** `GATEHOUSE_URL`. */
  readonly url: string;
  readonly log: Log;
  /** Wall clock in milliseconds; Slack's timestamps are judged by it. */
  readonly now?: () => number;
}

export interface Slack {
  readonly mount: (app: IRouter) => void;
  /** Opens the socket, with an app token, and keeps it open; from then on Home tabs follow what others decide. */
  open(): void;
  /** Ends what {@link open} began. */
  close(): Promise<void>;
  /** Draws the Home tabs again whose list others changed, once. */
  redraw(): Promise<void>;
  /** Resolves when everything acknowledged so far is done. */
  idle(): Promise<void>;
}

/** People act in Slack (§1.20): buttons, menus, dialogs, the Home tab and `/gatehouse`, through Bolt. */
export function createSlack(wish: SlackWish): Slack {
  const { store, house = new HouseReader(wish.store), chat, workspace, url, log, apiUrl, now = Date.now } = wish;
  const deps: ListenerDeps = { store, house, chat, workspace, url, log, development: isStandIn(apiUrl), answer: privateAnswer({ chat, apiUrl, log }) };
  const running = new Set<Promise<void>>();
  const later = (work: () => Promise<void>): void => {
    const done = work()
      .catch((error: unknown) => log.error({ err: error }, 'what was done in Slack could not be worked on'))
      .finally(() => running.delete(done));
    running.add(done);
  };
  const replays = new Replays(now);
  const hear = (receiver: Receiver): void => {
    listen(new bolt.App({ receiver, authorize: async () => ({}), ignoreSelf: false, convoStore: false, logger: boltLogger(log) }), deps, replays, later);
  };
  const socket = wish.appToken === undefined ? null : createSocket({ appToken: wish.appToken, apiUrl, log });
  if (socket) hear(socket.receiver);
  let redrawing: Job | null = null;
  return {
    mount: (app) => {
      if (wish.signingSecrets !== undefined && wish.signingSecrets.length > 0) hear(overHttp(app, wish.signingSecrets, now, log));
    },
    open() {
      socket?.open();
      redrawing ??= startRedrawing(deps);
    },
    async close() {
      await socket?.close();
      await redrawing?.stop();
      redrawing = null;
    },
    redraw: () => redrawHomes(deps),
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Puts the door and Bolt's receiver behind it on the app. */
function overHttp(app: IRouter, secrets: readonly string[], now: () => number, log: Log): Receiver {
  const router = Router();
  router.post(SLACK_PATH, slackDoor(now, log), ...readBody(BODY_LIMIT), verifySignature(secrets, log));
  const receiver = new bolt.ExpressReceiver({
    // it only calls `use`
    app: app as Application,
    router,
    endpoints: SLACK_PATH,
    // the door verified it: Bolt knows one secret only
    signatureVerification: false,
    signingSecret: '',
    logger: boltLogger(log),
    // what throws outside of a listener is a body that Bolt cannot read
    processEventErrorHandler: async ({ error, response }) => {
      log.warn({ err: error }, 'a request of Slack could not be read');
      if (!response.headersSent) response.writeHead(400).end();
      return true;
    },
    customPropertiesExtractor: (request) => ({ signature: signatureOf(request) }),
  });
  router.all(SLACK_PATH, onlyPost);
  return receiver;
}

function listen(app: bolt.App, deps: ListenerDeps, replays: Replays, later: (work: () => Promise<void>) => void): void {
  const { log } = deps;
  const parsed = <T extends z.ZodType>(schema: T, body: unknown): z.output<T> | null => {
    const result = schema.safeParse(body);
    if (!result.success) log.warn({ issues: result.error.issues.map(({ path }) => path.join('.')) }, 'a request of Slack is not as it should be');
    return result.success ? result.data : null;
  };
  app.use(async ({ context, next, ...args }) => {
    if (!replays.isRepeated(String(context['signature']))) return next();
    log.warn({}, 'dropped a copy of a request of Slack');
    if ('ack' in args && typeof args.ack === 'function') await args.ack();
  });
  app.action(ANYTHING, async ({ ack, body }) => {
    await ack();
    const payload = parsed(clickPayload, body);
    if (payload) later(() => clicked(deps, payload));
  });
  app.view(ANYTHING, async ({ ack, body }) => {
    const payload = parsed(submissionPayload, body);
    const got = payload && (await received(deps, payload));
    await (got?.answer ? ack(got.answer) : ack());
    if (got?.work) later(got.work);
  });
  app.command(SLASH_COMMAND, async ({ ack, body }) => {
    await ack();
    const payload = parsed(commandPayload, body);
    if (payload) later(() => commanded(deps, payload));
  });
  app.event('app_home_opened', async ({ body }) => {
    const payload = parsed(homePayload, body);
    if (payload) later(() => homeOpened(deps, payload));
  });
  app.shortcut(ANYTHING, async ({ ack, body }) => {
    await ack();
    const payload = parsed(shortcutPayload, body);
    if (payload) later(() => shortcutUsed(deps, payload));
  });
  app.error(async (error) => log.error({ err: error }, 'a listener of Slack failed'));
}
