import type { Obligation } from '../../contracts/obligation.ts';
import type { Ladder } from '../../contracts/policy.ts';
import type { Instant, WorkCalendar } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { ladderFor, lapseAt } from '../ladder/plan.ts';
import { percentOf } from '../time/calendar.ts';
import { earliest, latest } from '../time/instant.ts';

type Seen = Pick<Facts, 'policy' | 'board_told'> & { readonly now: Instant };

/** The board's rung, once it fired and somebody was there to hear of it. */
const boardRung = ({ fired }: Obligation) => fired.find(({ level, to }) => level === 'L5' && to.length > 0);

/**
 * When those who were called at an instant about an obligation really heard; null while their message is still on the way.
 * Whoever of them acknowledged it knows, whatever became of the message.
 */
export function heardAt(o: Obligation, call: { readonly at: Instant; readonly to: readonly string[] }, { board_told }: Pick<Facts, 'board_told'>): Instant | null {
  if (board_told === undefined || call.to.some((person) => o.acknowledged_by.includes(person))) return call.at;
  return earliest(board_told.filter(({ obligation_id, at }) => obligation_id === o.id && at >= call.at).map(({ at }) => at));
}

/** When the board heard of an obligation by its rung. */
function boardTold(o: Obligation, seen: Pick<Facts, 'board_told'>): Instant | null {
  const rung = boardRung(o);
  return rung ? heardAt(o, rung, seen) : null;
}

/**
 * When an undecided request lapses by this obligation (§1 timers): for a sign-off or a revision, at the later of its cap
 * and the policy's time after the board was told. While the message to the board is on the way that time has not begun:
 * the instant is then when to look again. Null when it never lapses, or the board's rung has not fired.
 */
export function lapseInstant(o: Obligation, seen: Seen): Instant | null {
  const ladder = o.state === 'open' && (o.kind === 'sign_off' || o.kind === 'revision') ? ladderFor(seen.policy, o.kind) : null;
  if (!ladder || !boardRung(o)) return null;
  const calendar = calendarNamed(seen.policy, o.calendar);
  const at = lapseAt(o, ladder, boardTold(o, seen) ?? seen.now, calendar);
  return at && latest([at, capFromBoard(o, ladder, calendar)]);
}

/** The cap counted on from the board's rung: a clock that stood still after the due instant moved the rung, not the instant (§0.06). */
function capFromBoard({ rungs, sla }: Obligation, ladder: Ladder, calendar: WorkCalendar): Instant | null {
  const planned = rungs.find(({ level }) => level === 'L5');
  const share = ladder.rungs.find(({ id }) => id === planned?.id)?.at;
  if (!planned || !share || !('percent' in share) || sla === null || ladder.lapse === 'never') return null;
  return percentOf(planned.at, sla, Math.max(0, ladder.lapse.percent - share.percent), calendar);
}

/** Whether the request lapses by this obligation now; never before the board was told. */
export function hasLapsed(o: Obligation, seen: Seen): boolean {
  const at = lapseInstant(o, seen);
  return at !== null && at <= seen.now && boardTold(o, seen) !== null;
}
