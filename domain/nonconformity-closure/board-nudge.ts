import type { Instant } from '../../contracts/primitives.ts';

/** One of many things that are nudged at once. */
export interface Nudged {
  readonly id: string;
  readonly title: string;
  readonly due_at: Instant | null;
  /** Who was told of it. */
  readonly to: readonly string[];
}

/** What is known when one of them is nudged: who heard in this round already. */
export interface NudgeRound {
  readonly all: readonly Nudged[];
  readonly told: ReadonlySet<string>;
}

/** So many others are named in one message. */
const MOST_NAMED = 20;

/**
 * How one of many is nudged, so that a person gets one message however many were chosen (R-45): who hears of it elsewhere, and
 * what the message says of the others. Whose turn it is at all is for the nudge itself.
 */
export function nudgeOne(one: Nudged, { all, told }: NudgeRound, instruction: string | null): { readonly elsewhere: readonly string[]; readonly instruction: string | null } {
  const fresh = one.to.filter((person) => !told.has(person));
  const others = fresh.length === 0 ? [] : all.filter(({ id, to }) => id !== one.id && to.some((person) => fresh.includes(person)));
  return { elsewhere: one.to.filter((person) => told.has(person)), instruction: wordsOf(others, instruction) };
}

function wordsOf(others: readonly Nudged[], instruction: string | null): string | null {
  const named = others.slice(0, MOST_NAMED).map(({ title, due_at }) => `- ${title}${due_at === null ? '' : ` (due ${due_at.slice(0, 10)})`}`);
  const rest = others.length > MOST_NAMED ? [`- and ${others.length - MOST_NAMED} more`] : [];
  const list = named.length === 0 ? [] : [['The same goes for:', ...named, ...rest].join('\n')];
  return [...(instruction === null ? [] : [instruction]), ...list].join('\n\n') || null;
}
