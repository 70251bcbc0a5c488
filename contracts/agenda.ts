import type { Channel, Instant } from './primitives.ts';

/**
 * What a case's workflow waits for and does next: computed from the record at every commit, handed over by signal, and
 * returned by every `commit`. Additive only: a running workflow may be older than the rules that computed it (design §4).
 */
export interface Agenda {
  readonly v: 1;
  /** Rises at every commit; the highest wins. */
  readonly rev: number;
  /** False once the record says closed and everybody was told: the workflow ends. */
  readonly open: boolean;
  /** The procedure's stage; a stage that the code does not know means: wait for the agenda to move. */
  readonly stage: string;
  /** The next instant at which `escalate` has something to do. */
  readonly wake_at: Instant | null;
  /** A long step owed by the procedure, with the key that makes its commit unique. */
  readonly step: { readonly name: string; readonly key: string } | null;
  /** Channels on which a message is owed. */
  readonly tell: readonly Channel[];
  /** One line for the Temporal UI. */
  readonly summary: string;
}
