import type { HouseEventBody } from '../../contracts/house-events.ts';
import type { NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { addDuration, BY_THE_WALL } from '../time/calendar.ts';

/** What the house remembers of its rounds: little, whatever the number of managers. */
export interface Digests {
  /** Since when it looks. */
  readonly since: Instant;
  /** The instant of the last round of each calendar. */
  readonly last: Readonly<Record<string, Instant>>;
  /** Rounds in a row that found nothing open. */
  readonly quiet: number;
}

/** The house looks from now on. */
export const digestsBegun = (at: Instant): Digests => ({ since: at, last: {}, quiet: 0 });

/** The rounds that were begun. */
export function digestsAfter(before: Digests | undefined, { rounds, open }: HouseEventBody<'digests.due'>, at: Instant): Digests {
  const { since, last, quiet } = before ?? digestsBegun(at);
  const entries = rounds.map((round) => [round.calendar, round.at] as const);
  return { since, last: { ...last, ...Object.fromEntries(entries) }, quiet: open ? 0 : quiet + 1 };
}

/** What is due by then is told as due soon. */
export const digestHorizon = ({ digest }: Pick<NonconformitiesPolicy, 'digest'>, now: Instant): Instant => addDuration(now, digest.due_within, BY_THE_WALL);
