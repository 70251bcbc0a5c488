import type { HomeView, KnownBlock, ModalView } from '@slack/types';

/** One chat message: `text` is the fallback that notifications and screen readers use, `blocks` what is shown. */
export interface ChatMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/**
 * What Gatehouse needs of a chat. Every method throws `DeliveryError` and nothing else when the far end does not
 * comply. A `ref` is opaque to callers; the Slack form is `<channel>/<ts>`.
 */
export interface ChatPort {
  /**
   * Posts once, never repeats by itself. `to` is a Slack user id (a direct message is opened) or a channel id;
   * `thread_ref` is the ref of the message to answer. `key` travels in the message's metadata, so that `find` can
   * tell whether an *unclear* post arrived.
   */
  post(to: string, message: ChatMessage, key: string, thread_ref?: string): Promise<{ ref: string }>;
  /** Redraws a message. Repeating it is harmless, so it is never *unclear*. */
  update(ref: string, message: ChatMessage): Promise<void>;
  /**
   * The message posted with `key`, or null when it is not among the newest 1,000 of the conversation. A message posted
   * into a thread is found only with the same `thread_ref`: Slack leaves replies out of a conversation's history.
   */
  find(to: string, key: string, thread_ref?: string): Promise<{ ref: string } | null>;
  /** Opens a dialog for the person behind a trigger id, which Slack lets live for 3 seconds and use once. */
  openModal(triggerId: string, view: ModalView): Promise<void>;
  /** Says something that only `user` sees, in a channel where they are; it is gone when they reload. */
  tellPrivately(channel: string, user: string, text: string): Promise<void>;
  /** Says something in the direct message with `user`: no delivery, so it has no key. */
  tellDirectly(user: string, text: string): Promise<void>;
  /** Draws the person's Home tab, in place of what it showed. */
  publishHome(user: string, view: HomeView): Promise<void>;
}
