import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { nudgeAgainAt } from '../obligations/index.ts';

/** One of many things that are nudged at once. */
export interface Nudged {
  readonly id: string;
  readonly title: string;
  readonly due_at: Instant | null;
  /** Who was told of it. */
  readonly to: readonly string[];
}

/** What is known when one of them is nudged: who heard in this round already, and who was nudged lately about anything else. */
export interface NudgeRound {
  readonly all: readonly Nudged[];
  readonly told: ReadonlySet<string>;
  readonly lately: ReadonlyMap<string, Instant>;
  readonly policy: Policy;
  readonly now: Instant;
}

/** So many others are named in one message. */
const MOST_NAMED = 20;

/**
 * How one of many is nudged, so that a person gets one message however many were chosen, and none before the policy's
 * `nudge_every` is over since the last about anything (R-45): who hears of it elsewhere, and what the message says of the
 * others. Refused when nobody's turn it is.
 */
export function nudgeOne(one: Nudged, { all, told, lately, policy, now }: NudgeRound, instruction: string | null): { readonly elsewhere: readonly string[]; readonly instruction: string | null } | Refusal {
  const again = new Map(one.to.flatMap((person) => {
    const at = nudgeAgainAt(lately.get(person) ?? null, { policy });
    return at !== null && at > now ? [[person, at] as const] : [];
  }));
  if (one.to.length > 0 && one.to.every((person) => again.has(person))) {
    const first = [...again.values()].reduce((a, b) => (a < b ? a : b));
    return { refused: 'limit_reached', detail: `${one.to.join(', ')} was nudged less than ${policy.nonconformities?.nudge_every ?? ''} ago; again from ${first} on` };
  }
  const fresh = one.to.filter((person) => !told.has(person) && !again.has(person));
  const others = fresh.length === 0 ? [] : all.filter(({ id, to }) => id !== one.id && to.some((person) => fresh.includes(person)));
  return { elsewhere: one.to.filter((person) => !fresh.includes(person)), instruction: wordsOf(others, instruction) };
}

function wordsOf(others: readonly Nudged[], instruction: string | null): string | null {
  const named = others.slice(0, MOST_NAMED).map(({ title, due_at }) => `- ${title}${due_at === null ? '' : ` (due ${due_at.slice(0, 10)})`}`);
  const rest = others.length > MOST_NAMED ? [`- and ${others.length - MOST_NAMED} more`] : [];
  const list = named.length === 0 ? [] : [['The same goes for:', ...named, ...rest].join('\n')];
  return [...(instruction === null ? [] : [instruction]), ...list].join('\n\n') || null;
}
