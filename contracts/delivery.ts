import type { Channel } from './primitives.ts';

/** What a message is for; each has one text per channel in `render/`. */
export const MESSAGE_KINDS = [
  'sign_off',
  'task',
  'reminder',
  'escalation',
  'board',
  'question',
  'answer',
  'decision',
  'notice',
  'expiry',
  'drift',
  'policy',
  'directory',
  'stuck',
  'digest',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/**
 * A message owed to one person. Computed by `domain` beside the event that owes it; the store adds sending state
 * (design §6). `key` is unique: `case/obligation@version/rung/recipient/kind`.
 */
export interface OwedMessage {
  readonly key: string;
  readonly kind: MessageKind;
  readonly recipient: string;
  /** Channels in the order to try; the first is tried at once, the next when the policy's step comes or it fails for good. */
  readonly channels: readonly Channel[];
  readonly obligation_id: string | null;
  /** What the renderer needs beyond the case's state: ids, enums and instants only. */
  readonly about: Readonly<Record<string, string>>;
  /** True when the message shows a state that can still change, so that every copy is redrawn (Slack cards). */
  readonly mutable: boolean;
  /** True when the rung fired later than planned (after an outage). */
  readonly late: boolean;
}

/** `pending → sending → sent | unclear | failed`; `superseded` when the need ended before it was posted, or it moved to the next channel. */
export const DELIVERY_STATES = ['pending', 'sending', 'sent', 'unclear', 'failed', 'superseded'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
