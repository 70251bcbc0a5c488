import { simulatorApp } from './app.ts';
import { Dispatcher } from './dispatch.ts';
import type { Answer, RawPost, SentRequest } from './dispatch.ts';
import { SocketLink } from './socket-link.ts';
import type { Typed } from './form-state.ts';
import { Hands } from './hands.ts';
import type { ClickOptions } from './hands.ts';
import { openModals, shownHome, shownMessages, shownWhispers } from './lens.ts';
import type { MessageFilter, ShownHome, ShownMessage, ShownModal } from './lens.ts';
import { Listener } from './listener.ts';
import { Moods } from './misbehaviour.ts';
import type { Mode } from './misbehaviour.ts';
import { ResponseUrls } from './response-urls.ts';
import { World } from './world.ts';
import type { ApiCall, EphemeralMessage } from './world.ts';
import type { SimulatedChannel, SimulatedPerson } from './workspace.ts';

export interface SlackSimulatorOptions {
  readonly signingSecret: string;
  /** Where interactions go: the app's `/slack/events`. May be set later by `pointAt`. */
  readonly eventsUrl?: string;
  readonly people?: readonly SimulatedPerson[];
  readonly channels?: readonly SimulatedChannel[];
  /** The only bot token to accept; any when left out. */
  readonly token?: string;
  /** Milliseconds; Slack's is 3 seconds. */
  readonly triggerLifetimeMs?: number;
  /** How long an interaction waits for the app's answer, in milliseconds. */
  readonly answerTimeoutMs?: number;
}

/** The stand-in for Slack's servers, with everything that tests need to look at it, act through it and upset it. */
export interface SlackSimulator {
  /** Listens on 127.0.0.1; port 0 takes a free one. Resolves to its address, e.g. `http://127.0.0.1:4321`. */
  start(port?: number): Promise<string>;
  /** Closes every connection, hung ones too. */
  stop(): Promise<void>;
  /** The address for `SLACK_API_URL`, e.g. `http://127.0.0.1:4321/api/`. */
  apiUrl(): string;
  pointAt(eventsUrl: string): void;
  /** Misbehaves from the next Web API call on; `{mode: 'ok'}` ends all misbehaviour. */
  mode(mode: Mode): void;
  /** Forgets messages, dialogs, triggers and calls. */
  reset(): void;

  messages(filter?: MessageFilter): ShownMessage[];
  /** The only message that matches. @throws Error when there is none or more than one */
  message(filter: MessageFilter): ShownMessage;
  whispers(user?: string): EphemeralMessage[];
  modals(user?: string): ShownModal[];
  /** The Home tab that the app drew for the person; null when it never did. */
  home(user: string): ShownHome | null;
  calls(method?: string): ApiCall[];
  /** The requests that went to the app, oldest first. */
  sent(): readonly SentRequest[];
  /** Waits until `look` returns something, looking again after each change. @throws Error naming `what` after the time */
  until<T>(what: string, look: () => T | undefined, timeoutMs?: number): Promise<T>;
  /** Waits for a message that matches. */
  awaitMessage(filter: MessageFilter, timeoutMs?: number): Promise<ShownMessage>;

  click(user: string, ref: string, actionId: string, options?: ClickOptions): Promise<Answer>;
  /** Chooses a shortcut of the app in the menu of a message, by its callback id. */
  shortcut(user: string, ref: string, callbackId: string): Promise<Answer>;
  /** Clicks in the Home tab or in an open dialog. */
  clickInView(user: string, viewId: string, actionId: string, options?: Omit<ClickOptions, 'version'>): Promise<Answer>;
  submitModal(user: string, viewId: string, values: Typed): Promise<Answer>;
  closeModal(user: string, viewId: string): Promise<void>;
  /** Tells the app that somebody opened its Home tab. */
  openHome(user: string): Promise<Answer>;
  slashCommand(user: string, command: string, text: string, channel?: string): Promise<Answer>;
  rawPost(raw: RawPost): Promise<Answer>;
  /** Socket Mode: while the app is connected, interactions go over it and none to the events URL. */
  readonly socket: Pick<SocketLink, 'isOpen' | 'connections' | 'repeat' | 'hangUp' | 'stop'>;
  /** A trigger id as an interaction would carry it, without the interaction. */
  issueTrigger(user: string): string;
}

const DEFAULT_WAIT_MS = 10_000;
const ANSWER_MS = 10_000;

/** @example const slack = createSlackSimulator({ signingSecret: 's', people }); await slack.start(0); */
export function createSlackSimulator(options: SlackSimulatorOptions): SlackSimulator {
  const world = new World({
    people: options.people ?? [],
    channels: options.channels ?? [],
    triggerLifetimeMs: options.triggerLifetimeMs ?? 3000,
  });
  const moods = new Moods();
  const urls = new ResponseUrls(world);
  const dispatcher = new Dispatcher({
    eventsUrl: options.eventsUrl ?? 'http://127.0.0.1:9/not-pointed-at-an-app',
    signingSecret: options.signingSecret,
    answerTimeoutMs: options.answerTimeoutMs ?? ANSWER_MS,
  });
  const link = new SocketLink(options.answerTimeoutMs ?? ANSWER_MS, () => world.changes.announce());
  const hands = new Hands(world, (raw) => (link.isOpen ? link.deliver(raw) : dispatcher.send(raw)), urls);
  const simulator: SlackSimulator = {
    async start(port = 0) {
      const url = await listener.start(port);
      urls.serveFrom(url);
      link.serveFrom(url);
      return url;
    },
    async stop() {
      link.stop();
      await listener.stop();
    },
    apiUrl: () => `${listener.url}/api/`,
    pointAt: (eventsUrl) => dispatcher.pointAt(eventsUrl),
    mode: (mode) => moods.set(mode),
    reset: () => world.reset(),
    messages: (filter) => shownMessages(world, filter),
    message: (filter) => single(shownMessages(world, filter), filter),
    whispers: (user) => shownWhispers(world, user),
    modals: (user) => openModals(world, user),
    home: (user) => shownHome(world, user),
    calls: (method) => world.calls.filter((call) => method === undefined || call.method === method),
    sent: () => dispatcher.sent,
    until: (what, look, timeoutMs = DEFAULT_WAIT_MS) => world.changes.until(what, timeoutMs, look),
    awaitMessage: (filter, timeoutMs = DEFAULT_WAIT_MS) =>
      world.changes.until(`a message ${JSON.stringify(filter)}`, timeoutMs, () => shownMessages(world, filter)[0]),
    ...actsOf(hands),
    rawPost: (raw) => dispatcher.send(raw),
    socket: link,
    issueTrigger: (user) => world.triggers.issue(world.member(user).id),
  };
  const listener = new Listener(simulatorApp({ simulator, world, moods, urls, token: options.token ?? null, link }), (request, socket) => link.accept(request, socket));
  return simulator;
}

function actsOf(hands: Hands): Pick<SlackSimulator, 'click' | 'shortcut' | 'clickInView' | 'submitModal' | 'closeModal' | 'openHome' | 'slashCommand'> {
  return {
    click: (user, ref, actionId, options) => hands.click(user, ref, actionId, options),
    shortcut: (user, ref, callbackId) => hands.shortcut(user, ref, callbackId),
    clickInView: (user, viewId, actionId, options) => hands.clickInView(user, viewId, actionId, options),
    submitModal: (user, viewId, values) => hands.submitModal(user, viewId, values),
    closeModal: (user, viewId) => hands.closeModal(user, viewId),
    openHome: (user) => hands.openHome(user),
    slashCommand: (user, command, text, channel) => hands.slashCommand(user, command, text, channel),
  };
}

function single(found: readonly ShownMessage[], filter: MessageFilter): ShownMessage {
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new Error(`expected one message ${JSON.stringify(filter)}, found ${found.length}: ${found.map((each) => each.text).join(' | ')}`);
}
