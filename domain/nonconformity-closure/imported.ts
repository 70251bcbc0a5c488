import type { Likeness } from '../../contracts/nonconformity-closure.ts';
import type { NonconformityRow } from '../aggregate.ts';

/** What was raised of one line of a file, and what it was like when it was raised. */
export interface RaisedLine {
  readonly line: number;
  readonly id: string;
  readonly title: string;
  readonly alike: readonly Likeness[];
}

/** One that a line may repeat. */
export interface AlikeLine extends Likeness, Pick<NonconformityRow, 'title' | 'class'> {
  readonly state: NonconformityRow['status'];
  /** The line of the same file that it is; null for one that was on record before. */
  readonly line: number | null;
}

/** Whoever looks through the lines of a file looks at no more than these of each; the case lists all. */
const LIKELIEST = 5;

/** What a line may repeat, the likest first: on record before, or in the same file. */
export function alikeOfLine({ alike }: RaisedLine, lines: ReadonlyMap<string, number>, known: ReadonlyMap<string, NonconformityRow>): AlikeLine[] {
  return alike.slice(0, LIKELIEST).flatMap((like) => {
    const row = known.get(like.id);
    return row === undefined ? [] : [{ ...like, title: row.title, state: row.status, class: row.class, line: lines.get(like.id) ?? null }];
  });
}

const wordsOf = (title: string): string => title.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/** The one with the same title that was on record before the file; null without any. Many of them: the file was imported already, by whomever. */
export function sameBefore({ title, alike }: RaisedLine, lines: ReadonlyMap<string, number>, known: ReadonlyMap<string, NonconformityRow>): string | null {
  const same = (id: string): boolean => wordsOf(known.get(id)?.title ?? '') === wordsOf(title);
  return alike.find(({ id }) => !lines.has(id) && same(id))?.id ?? null;
}
