import type { StoredBlock } from './blocks.ts';
import { Changes } from './changes.ts';
import { SlackFault } from './slack-fault.ts';
import { TriggerBook } from './triggers.ts';
import type { ViewContent } from './views.ts';
import { channelsOf, directMessage, membersOf } from './workspace.ts';
import type { Channel, Member, SimulatedChannel, SimulatedPerson } from './workspace.ts';

/** What a message said at one time; a message has one more after each edit. */
export interface MessageVersion {
  readonly text: string;
  readonly blocks: readonly StoredBlock[];
  readonly at: string;
}

export interface MessageMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

export interface StoredMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string | null;
  readonly versions: MessageVersion[];
  metadata: MessageMetadata | null;
  deleted: boolean;
}

/** Seen by one person only: from chat.postEphemeral, a response URL or the answer to a slash command. */
export interface EphemeralMessage {
  readonly channel: string;
  readonly user: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly StoredBlock[];
}

export interface StoredView {
  readonly id: string;
  readonly user: string;
  content: ViewContent;
  hash: string;
  open: boolean;
  /** What the app answered to the last submission: the input block's id and the complaint about it. */
  errors: Readonly<Record<string, string>>;
}

/** One Web API call as it came in; `outcome` is `ok`, Slack's error code, or the misbehaviour that met it. */
export interface ApiCall {
  readonly method: string;
  readonly at: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly outcome: string;
}

/** Older calls are forgotten, so that a stand-in that runs for weeks does not grow. */
const CALLS_KEPT = 20_000;

export interface WorldOptions {
  readonly people: readonly SimulatedPerson[];
  readonly channels: readonly SimulatedChannel[];
  readonly triggerLifetimeMs: number;
}

/** The name of a message for the chat port and the control API: `<channel>/<ts>`. */
export function refOf(message: { channel: string; ts: string }): string {
  return `${message.channel}/${message.ts}`;
}

function append<T>(index: Map<string, T[]>, key: string, value: T): void {
  const list = index.get(key);
  if (list) list.push(value);
  else index.set(key, [value]);
}

/** Everything the stand-in remembers. In memory only: it forgets its messages when it ends. */
export class World {
  readonly members: ReadonlyMap<string, Member>;
  readonly changes = new Changes();
  readonly triggers: TriggerBook;
  readonly channels: Map<string, Channel>;
  readonly messages: StoredMessage[] = [];
  readonly ephemerals: EphemeralMessage[] = [];
  readonly views: StoredView[] = [];
  readonly calls: ApiCall[] = [];
  readonly #byRef = new Map<string, StoredMessage>();
  readonly #byChannel = new Map<string, StoredMessage[]>();
  readonly #byThread = new Map<string, StoredMessage[]>();
  readonly #initial: readonly SimulatedChannel[];
  #lastMicros = 0;

  constructor(options: WorldOptions) {
    this.members = membersOf(options.people);
    this.#initial = options.channels;
    this.channels = channelsOf(options.channels, this.members);
    this.triggers = new TriggerBook(options.triggerLifetimeMs);
  }

  /** A Slack timestamp, `seconds.micros`: unique and later than any before. */
  nextTs(): string {
    this.#lastMicros = Math.max(Date.now() * 1000, this.#lastMicros + 1);
    const micros = String(this.#lastMicros);
    return `${micros.slice(0, -6)}.${micros.slice(-6)}`;
  }

  /** @throws SlackFault `user_not_found` */
  member(id: string, code = 'user_not_found'): Member {
    const member = this.members.get(id);
    if (!member) throw new SlackFault(code);
    return member;
  }

  /** A channel, or the direct message with a person by its own id or by theirs. @throws SlackFault `channel_not_found` */
  channel(id: string): Channel {
    const known = this.channels.get(id);
    if (known) return known;
    const member = this.members.get(id.replace(/^D/, 'U')) ?? this.members.get(id.replace(/^D/, 'W'));
    if (!member || member.is_bot || member.deleted) throw new SlackFault('channel_not_found');
    const opened = directMessage(member);
    this.channels.set(opened.id, opened);
    return opened;
  }

  /** @throws SlackFault with `code` when there is no such message, or it was deleted */
  message(channel: string, ts: string, code = 'message_not_found'): StoredMessage {
    const message = this.#byRef.get(`${channel}/${ts}`);
    if (!message || message.deleted) throw new SlackFault(code);
    return message;
  }

  /** The messages of a channel, oldest first, threads included. */
  inChannel(channel: string): readonly StoredMessage[] {
    return (this.#byChannel.get(channel) ?? []).filter((message) => !message.deleted);
  }

  /** The replies to a message, oldest first. */
  repliesTo(message: StoredMessage): readonly StoredMessage[] {
    return (this.#byThread.get(refOf(message)) ?? []).filter((reply) => !reply.deleted);
  }

  post(message: Omit<StoredMessage, 'ts' | 'versions' | 'deleted'>, text: string, blocks: readonly StoredBlock[]): StoredMessage {
    const stored = { ...message, ts: this.nextTs(), versions: [{ text, blocks, at: new Date().toISOString() }], deleted: false };
    this.messages.push(stored);
    this.#byRef.set(refOf(stored), stored);
    append(this.#byChannel, stored.channel, stored);
    if (stored.thread_ts !== null) append(this.#byThread, `${stored.channel}/${stored.thread_ts}`, stored);
    this.changes.announce();
    return stored;
  }

  edit(message: StoredMessage, text: string, blocks: readonly StoredBlock[]): void {
    message.versions.push({ text, blocks, at: new Date().toISOString() });
    this.changes.announce();
  }

  whisper(channel: string, user: string, text: string, blocks: readonly StoredBlock[] = []): EphemeralMessage {
    const whispered = { channel, user, ts: this.nextTs(), text, blocks };
    this.ephemerals.push(whispered);
    this.changes.announce();
    return whispered;
  }

  show(user: string, content: ViewContent): StoredView {
    const view = { id: `V${String(this.views.length + 1).padStart(8, '0')}`, user, content, hash: this.nextTs(), open: true, errors: {} };
    this.views.push(view);
    this.changes.announce();
    return view;
  }

  redraw(view: StoredView, content: ViewContent): void {
    Object.assign(view, { content, hash: this.nextTs(), errors: {} });
    this.changes.announce();
  }

  record(call: ApiCall): void {
    this.calls.push(call);
    if (this.calls.length > CALLS_KEPT) this.calls.shift();
    this.changes.announce();
  }

  /** Forgets messages, views, triggers and calls; people and channels stay. */
  reset(): void {
    for (const list of [this.messages, this.ephemerals, this.views, this.calls]) list.length = 0;
    for (const index of [this.#byRef, this.#byChannel, this.#byThread]) index.clear();
    this.triggers.clear();
    this.channels.clear();
    for (const [id, channel] of channelsOf(this.#initial, this.members)) this.channels.set(id, channel);
    this.changes.announce();
  }
}
