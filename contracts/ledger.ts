import type { Assurance, Instant } from './primitives.ts';
import type { Proof } from './session.ts';

/** Through which door a command came. */
export const DOORS = ['api', 'cli', 'console', 'slack', 'email', 'workflow', 'system'] as const;
export type Door = (typeof DOORS)[number];

/** Who acts. A machine never signs; its requests name the person on whose behalf it acts (design §7). */
export type Actor =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'machine'; readonly id: string; readonly on_behalf_of: string | null }
  | { readonly kind: 'workflow'; readonly id: string };

/** Everything about a command but the command itself. */
export interface CommandMeta {
  readonly command_id: string;
  readonly actor: Actor;
  readonly door: Door;
  readonly assurance: Assurance;
  /** What an identity provider proved, when one did; the assurance follows from it. */
  readonly proof?: Proof;
  /** True when the embedded provider proved it, or a stand-in for Slack sent it: that is marked in the record, and makes nothing stronger (design §7). */
  readonly development?: true;
  readonly scopes?: readonly string[];
}

/** A fact as rules and folds see it. In the ledger its body is canonical JSON with free text replaced by commitments. */
export interface RecordedEvent<T extends string = string, B = Readonly<Record<string, unknown>>> {
  readonly type: T;
  readonly at: Instant;
  readonly seq: number;
  readonly actor: Actor;
  readonly body: B;
}

/** Streams: one hash chain each (design §5). A stream's kind is the prefix of its id: `dep_…`, `nc_…`, `sys_…`, `house`, `evd_…`. */
export const STREAM_KINDS = ['deployment', 'nonconformity', 'system', 'house', 'evidence'] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];
