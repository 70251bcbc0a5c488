import type { LIKENESS, Likeness } from '../../contracts/nonconformity-closure.ts';
import type { NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { NonconformityFact } from '../aggregate.ts';

/** What one nonconformity is compared by. */
export type Alikeable = Pick<NonconformityFact, 'title' | 'controls' | 'clauses' | 'systems' | 'cause_class'>;

type Ground = (typeof LIKENESS)[number];

/** How much each ground adds to the score that the list is sorted by. */
const WEIGHT: Readonly<Record<Ground, number>> = { text: 0.4, cause_class: 0.25, control: 0.25, system: 0.1 };

/** A word with a blank on either side, so that its beginning and its end count. */
const GRAM = 3;

/** Pieces of three letters of the text's words; case, accents and punctuation do not matter, nor does the language. */
function pieces(text: string): ReadonlySet<string> {
  const words = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= GRAM);
  return new Set(words.flatMap((word) => Array.from({ length: word.length }, (_, at) => ` ${word} `.slice(at, at + GRAM))));
}

/** How alike two texts are: 0 for nothing in common, 1 for the same words in whatever order (the measure of Dice). */
export function textSimilarity(a: string, b: string): number {
  const [left, right] = [pieces(a), pieces(b)];
  if (left.size + right.size === 0) return 0;
  return (2 * [...left].filter((piece) => right.has(piece)).length) / (left.size + right.size);
}

const share = (a: readonly string[], b: readonly string[]): boolean => a.some((entry) => b.includes(entry));

function groundsOf(one: Alikeable, other: Alikeable, similarity: number, threshold: number): Ground[] {
  const holds: Readonly<Record<Ground, boolean>> = {
    cause_class: one.cause_class !== null && one.cause_class === other.cause_class,
    control: share(one.controls, other.controls) || share(one.clauses, other.clauses),
    system: share(one.systems, other.systems),
    text: similarity >= threshold,
  };
  return (Object.keys(holds) as Ground[]).filter((ground) => holds[ground]);
}

/**
 * The others that this one is like, the most alike first: by the class of the cause, a control or clause, a system, or the
 * words of the title. One of the grounds that the policy names is enough. The caller keeps to its window.
 */
export function alikeTo(one: Alikeable, others: readonly NonconformityFact[], { recurrence }: NonconformitiesPolicy): Likeness[] {
  return others
    .map((other) => {
      const similarity = textSimilarity(one.title, other.title);
      const by = groundsOf(one, other, similarity, recurrence.text_similarity);
      const score = by.reduce((sum, ground) => sum + WEIGHT[ground] * (ground === 'text' ? similarity : 1), 0);
      return { id: other.id, by, score: Math.round(score * 100) / 100 };
    })
    .filter(({ by }) => by.some((ground) => recurrence.any_of.includes(ground)))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1));
}
