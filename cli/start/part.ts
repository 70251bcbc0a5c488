import type { Command } from './process.ts';

/** One process of `gatehouse start`, as data: the supervisor knows nothing else about it. */
export type Part = {
  /** Shown in progress lines and the name of the log file. */
  readonly name: string;
  /** Parts that must be ready before this one begins. */
  readonly needs: readonly string[];
  /** A service runs until it is stopped; a task is ready when it ended with code 0. */
  readonly kind: 'service' | 'task';
  /** Loopback ports that it listens on: free before each start, open before it counts as ready. */
  readonly ports: readonly number[];
  /** Fetches or makes what the program needs, once, before its first start. Throws StartRefused when it cannot. */
  prepare?(signal: AbortSignal): Promise<void>;
  /** What to run; asked before each start, after `prepare`. */
  command(): Command;
  /** One look whether the program answers in its protocol. */
  ready?(): Promise<boolean>;
  /** Done once after the first time it is ready, before anything that needs it begins. */
  afterReady?(): Promise<void>;
  /** How it is asked to end, and how long it may take before it is killed. */
  readonly stop: { readonly signal: 'SIGINT' | 'SIGTERM'; readonly graceMs: number };
  /** How long it may take to be ready. Default one minute. */
  readonly readyWithinMs?: number;
};
