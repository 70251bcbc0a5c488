/** Wrong one-time codes of one person, since the last right one. */
export interface Guesses {
  readonly wrong: number;
  /** Milliseconds since 1970. */
  readonly last: number;
}

/** Wrong codes that anybody may type before they have to wait. */
const FREE = 4;
/** The first wait; each further wrong code doubles it. Milliseconds. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

/** Until when no code of this person is looked at, in milliseconds since 1970: six digits must not be found by trying. 0: at once. */
export function waitsUntil(guesses: Guesses | undefined): number {
  if (guesses === undefined || guesses.wrong <= FREE) return 0;
  return guesses.last + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(guesses.wrong - FREE - 1, 20));
}

/** One more wrong code. */
export const guessedWrong = (guesses: Guesses | undefined, now: number): Guesses => ({ wrong: (guesses?.wrong ?? 0) + 1, last: now });
