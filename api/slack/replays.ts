/** A request is accepted from 5 minutes before to 5 minutes after its timestamp, so no copy is good for longer. */
const LIFETIME_MS = 10 * 60_000;
const MOST = 50_000;

/**
 * Remembers the signatures of requests that were verified, to drop byte-identical copies (which Bolt runs again). Only
 * Slack can fill it; above its bound the oldest go first, and then the command id still keeps the effect single.
 */
export class Replays {
  readonly #seen = new Map<string, number>();
  readonly #now: () => number;
  readonly #most: number;

  constructor(now: () => number, most = MOST) {
    this.#now = now;
    this.#most = most;
  }

  /** True when this signature was shown before within the lifetime; remembers it otherwise. */
  isRepeated(signature: string): boolean {
    const now = this.#now();
    for (const [old, at] of this.#seen) {
      if (at + LIFETIME_MS > now && this.#seen.size < this.#most) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(signature)) return true;
    this.#seen.set(signature, now);
    return false;
  }

  /** Takes a signature back: what it was shown for was not done, so the same request may come again. */
  forget(signature: string): void {
    this.#seen.delete(signature);
  }
}
