import type { Giver } from './give.ts';

/** A typed `/gatehouse` command behind its first word. */
export interface Order {
  readonly rest: string;
  /** Slack's leave to open one dialog, for 3 seconds. */
  readonly trigger_id: string;
  readonly giver: Giver;
}

/** The first words of a text, and what stands behind them. */
export function wordsOf(text: string, count: number): readonly [words: readonly string[], rest: string] {
  const words: string[] = [];
  let left = text.trim();
  while (words.length < count && left !== '') {
    const [word = ''] = /^\S+/.exec(left) ?? [];
    words.push(word);
    left = left.slice(word.length).trim();
  }
  return [words, left];
}
