import { actionElements } from './blocks.ts';
import type { StoredBlock } from './blocks.ts';
import { refOf } from './world.ts';
import type { EphemeralMessage, StoredMessage, StoredView, World } from './world.ts';
import type { ViewContent } from './views.ts';

/** Something to click in a message. */
export interface ShownAction {
  readonly action_id: string;
  readonly block_id: string;
  readonly type: string;
  /** The caption of a button; empty for menus. */
  readonly text: string;
  readonly value: string | null;
  readonly url: string | null;
}

/** A message as tests and tools see it: its current look, and how often it was redrawn. */
export interface ShownMessage {
  readonly ref: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string | null;
  /** The person whose direct message this is, null in a channel. */
  readonly user: string | null;
  /** `metadata.event_payload.key`, if any. */
  readonly key: string | null;
  readonly text: string;
  readonly blocks: readonly StoredBlock[];
  /** All texts of the blocks, line by line: what a person can read. */
  readonly words: string;
  readonly actions: readonly ShownAction[];
  readonly edits: number;
  readonly posted_at: string;
  readonly updated_at: string;
}

export interface ShownModal {
  readonly id: string;
  readonly user: string;
  readonly content: ViewContent;
  /** What the person can read. */
  readonly words: string;
  readonly errors: Readonly<Record<string, string>>;
}

export interface ShownHome extends Pick<ShownMessage, 'blocks' | 'words' | 'actions'> {
  readonly id: string;
  readonly user: string;
}

/** Which messages to show; each condition left out is met by all. */
export interface MessageFilter {
  /** A person: their direct message with the bot. */
  readonly user?: string | undefined;
  readonly channel?: string | undefined;
  readonly key?: string | undefined;
  /** A part of the text or of the words in the blocks. */
  readonly containing?: string | undefined;
}

/** The messages that are there now, oldest first. */
export function shownMessages(world: World, filter: MessageFilter = {}): ShownMessage[] {
  const candidates = world.messages.filter((message) => !message.deleted && addressed(world, message, filter));
  return candidates.map((message) => shown(world, message)).filter((message) => says(message, filter.containing));
}

/** The cheap conditions first: a waiting test looks at every message again after each change. */
function addressed(world: World, message: StoredMessage, { user, channel, key }: MessageFilter): boolean {
  if (key !== undefined && keyOf(message) !== key) return false;
  if (channel !== undefined && message.channel !== channel) return false;
  return user === undefined || world.channel(message.channel).user === user;
}

function says(message: ShownMessage, part: string | undefined): boolean {
  return part === undefined || `${message.text}\n${message.words}`.includes(part);
}

function keyOf(message: StoredMessage): string | null {
  const key = message.metadata?.event_payload['key'];
  return typeof key === 'string' ? key : null;
}

function shown(world: World, message: StoredMessage): ShownMessage {
  const first = message.versions[0];
  const last = message.versions.at(-1);
  return {
    ref: refOf(message),
    channel: message.channel,
    ts: message.ts,
    thread_ts: message.thread_ts,
    user: world.channel(message.channel).user,
    key: keyOf(message),
    text: last?.text ?? '',
    blocks: last?.blocks ?? [],
    words: words(last?.blocks ?? []),
    actions: (last?.blocks ?? []).flatMap(actionsOf),
    edits: message.versions.length - 1,
    posted_at: first?.at ?? '',
    updated_at: last?.at ?? '',
  };
}

function actionsOf(block: StoredBlock): ShownAction[] {
  return actionElements(block).map((element) => {
    const button = element.type === 'button' ? element : null;
    return {
      action_id: element.action_id ?? '',
      block_id: block.block_id,
      type: element.type,
      text: button?.text.text ?? '',
      value: button?.value ?? null,
      url: button?.url ?? null,
    };
  });
}

/** Every `text` inside the blocks, in the order in which people read them. */
function words(value: unknown): string {
  const found: string[] = [];
  const walk = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const [key, inner] of Object.entries(at)) {
      if (key === 'text' && typeof inner === 'string') found.push(inner);
      else walk(inner);
    }
  };
  walk(value);
  return found.join('\n');
}

/** The private messages a person got, or everybody's. */
export function shownWhispers(world: World, user?: string): EphemeralMessage[] {
  return world.ephemerals.filter((whisper) => user === undefined || whisper.user === user);
}

/** The Home tab as the app last drew it for the person; null when it never did. */
export function shownHome(world: World, user: string): ShownHome | null {
  const view = world.views.find((each) => each.user === user && each.content.type === 'home');
  return view ? { id: view.id, user, blocks: view.content.blocks, words: words(view.content.blocks), actions: view.content.blocks.flatMap(actionsOf) } : null;
}

/** The dialogs that a person has open, oldest first, or everybody's. */
export function openModals(world: World, user?: string): ShownModal[] {
  return world.views
    .filter((view) => view.open && view.content.type === 'modal' && (user === undefined || view.user === user))
    .map((view: StoredView) => ({ id: view.id, user: view.user, content: view.content, words: words(view.content), errors: view.errors }));
}
