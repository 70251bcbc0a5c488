import type { Obligation } from '../../contracts/obligation.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { isOpen } from '../../domain/obligations/list.ts';

/** `waits`: its clock stands still, so the instant will move. `never`: the obligation ended first. */
export type RungState = 'done' | 'next' | 'later' | 'waits' | 'never';

export interface RungDrawn {
  readonly id: string;
  readonly level: string;
  readonly at: Instant;
  readonly state: RungState;
  readonly snoozed: boolean;
  readonly who: readonly string[];
}

/** The ladder of one obligation, ready to be drawn. */
export interface LadderDrawn {
  readonly title: string;
  readonly opened_at: Instant;
  readonly due_at: Instant | null;
  readonly now: Instant;
  readonly ended: { readonly at: Instant; readonly state: string } | null;
  readonly lapse_at: Instant | null;
  readonly rungs: readonly RungDrawn[];
  readonly pauses: readonly { readonly from: Instant; readonly until: Instant | null }[];
}

/** What the obligation does not say itself. */
export interface LadderWords {
  /** What is owed, e.g. `Sign-off: Legal`. */
  readonly title: string;
  readonly nameOf: (person: string) => string;
  /** Whom the coming rungs would reach, as the view of the case says. */
  readonly next: readonly { readonly obligation_id: string; readonly rung: string; readonly to: readonly string[] }[];
  /** When the request lapses by it, if that is known already. */
  readonly lapse_at?: Instant | null;
}

const before = (a: RungDrawn, b: RungDrawn): number => (a.at < b.at ? -1 : Number(a.at > b.at)) || (a.level < b.level ? -1 : 1);

/** The ladder of an obligation as it stands at `now`: what was told, what comes next and when, and to whom. */
export function ladderPicture(obligation: Obligation, now: Instant, { title, nameOf, next, lapse_at = null }: LadderWords): LadderDrawn {
  const { fired, snoozed, state } = obligation;
  const done = fired.map(({ id, level, at, to }): RungDrawn => ({ id, level, at, state: 'done', snoozed: snoozed.includes(id), who: to.map(nameOf) }));
  const pending = obligation.rungs.filter(({ id }) => !fired.some((each) => each.id === id));
  const first = pending.reduce((least, { at }) => (at < least ? at : least), '9999');
  const coming = pending.map(({ id, level, at }): RungDrawn => {
    const standing: RungState = !isOpen(obligation) ? 'never' : state === 'paused' ? 'waits' : at === first ? 'next' : 'later';
    const to = next.find((each) => each.obligation_id === obligation.id && each.rung === id)?.to ?? [];
    return { id, level, at, state: standing, snoozed: snoozed.includes(id), who: to.map(nameOf) };
  });
  const ended = obligation.closed_at === null ? null : { at: obligation.closed_at, state };
  return { title, opened_at: obligation.opened_at, due_at: obligation.due_at, now, ended, lapse_at, rungs: [...done, ...coming].sort(before), pauses: obligation.pauses };
}
