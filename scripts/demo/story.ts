import { isDeepStrictEqual } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';

/** What happened is not what should have happened; the demo ends there. */
export class Difference extends Error {
  override readonly name = 'Difference';
}

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 30_000;

/** Tells the story as it happens, and checks each step. */
export class Story {
  readonly #write: (line: string) => void;
  readonly #begun = performance.now();
  #chapters = 0;
  #checked = 0;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Steps that were checked so far. */
  get checked(): number {
    return this.#checked;
  }

  get seconds(): string {
    return ((performance.now() - this.#begun) / 1000).toFixed(1);
  }

  chapter(title: string): void {
    this.#chapters += 1;
    this.#write(`\n${this.#chapters}  ${title}`);
  }

  /** What somebody does. */
  say(line: string): void {
    this.#write(`   ${line}`);
  }

  /** A step that turned out as it should. @throws Difference when it did not */
  same(what: string, actual: unknown, expected: unknown): void {
    if (!isDeepStrictEqual(actual, expected)) throw new Difference(`${what}: should be ${JSON.stringify(expected)}, is ${JSON.stringify(actual)}`);
    this.#checked += 1;
    this.#write(`   ✓ ${what}`);
  }

  /** As {@link same}, for what is either so or not; `seen` is shown when it is not. */
  that(what: string, holds: boolean, seen: unknown): void {
    if (!holds) throw new Difference(`${what}: it is not so; seen: ${JSON.stringify(seen)?.slice(0, 2_000)}`);
    this.same(what, true, true);
  }

  /** Looks again and again until there is something to see. @throws Difference when time is up */
  async until<T>(what: string, look: () => Promise<T | undefined | null | false>, withinMs = PATIENCE_MS): Promise<T> {
    const giveUp = performance.now() + withinMs;
    for (;;) {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      if (performance.now() > giveUp) throw new Difference(`${what}: did not happen within ${withinMs / 1000} s`);
      await pause(LOOK_EVERY_MS);
    }
  }
}
