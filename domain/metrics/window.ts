import type { Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { toMs } from '../time/instant.ts';
import type { Window } from './decisions.ts';

const firstOfMonth = (year: number, month: number): Instant => new Date(Date.UTC(year, month, 1)).toISOString();
const parts = (at: Instant): [year: number, month: number] => {
  const date = new Date(toMs(at));
  return [date.getUTCFullYear(), date.getUTCMonth()];
};

/** The window that is meant: to now, and from the first of the month eleven months before its end, unless said otherwise. */
export function windowOf(wish: { readonly from?: Instant | undefined; readonly to?: Instant | undefined }, now: Instant): Window | Refusal {
  const to = wish.to ?? now;
  const [year, month] = parts(to);
  const from = wish.from ?? firstOfMonth(year, month - 11);
  if (from < to) return { from, to };
  return { refused: 'invalid', detail: `the window ends at ${to}, which is not after its beginning ${from}; give a later "to"`, pointer: '/to' };
}

/** The month of an instant in UTC, e.g. `2026-11`. */
export const monthOf = (at: Instant): string => at.slice(0, 7);

/** Every month that a window touches, in order. */
export function monthsIn({ from, to }: Window): string[] {
  const [year, month] = parts(from);
  const found: string[] = [];
  for (let i = 0; firstOfMonth(year, month + i) < to; i += 1) found.push(monthOf(firstOfMonth(year, month + i)));
  return found;
}
