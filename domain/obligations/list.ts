import { isOpen, type Obligation, type OwedBy } from '../../contracts/obligation.ts';
import type { ObligationEventBody, ObligationEventType } from '../../contracts/obligation-events.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Duration, Instant, Level } from '../../contracts/primitives.ts';
import type { Refusal, RefusalCode } from '../../contracts/refusal.ts';
import type { Context, NewEvent } from '../aggregate.ts';
import type { Matter } from '../ladder/recipients.ts';
import { toMs } from '../time/instant.ts';

/** What the case knows beyond an obligation about who is concerned: its unit, tier and the people who can't act. */
export type MatterOf = (obligation: Pick<Obligation, 'kind' | 'subject' | 'owed_by'>) => Partial<Pick<Matter, 'lane' | 'unit' | 'tier' | 'except' | 'also' | 'accountable'>>;

export { isOpen };

/** The open or paused obligation with this id. */
export const findOpen = (list: readonly Obligation[], id: string): Obligation | undefined => list.find((o) => o.id === id && isOpen(o));

/** The open escalations that stand above this obligation (§0.07). */
export const escalationsOf = (list: readonly Obligation[], source: string): readonly Obligation[] =>
  list.filter((o) => o.kind === 'escalation' && o.subject.source === source && isOpen(o));

/** An event of an obligation, with the body that its schema asks for. */
export const fact = <T extends ObligationEventType>(type: T, body: ObligationEventBody<T>): NewEvent => ({ type, body });

export const refuse = (refused: RefusalCode, detail: string, pointer?: string): Refusal => ({ refused, detail, ...(pointer === undefined ? {} : { pointer }) });

/** What is needed to find an obligation's recipients; the unit is the system's unless the case says otherwise. */
export function matterFor(obligation: Pick<Obligation, 'kind' | 'subject' | 'owed_by'>, context: Context, matterOf?: MatterOf): Matter {
  return {
    owed_by: obligation.owed_by,
    lane: obligation.subject.lane,
    unit: context.system?.entry?.unit,
    at: context.now,
    ...matterOf?.(obligation),
  };
}

/** The calendar's key in the policy for who owes: the person's, the lane's, or for a role without a lane the first holder's (design §8). */
export function calendarKey(owed_by: OwedBy, lane: string | undefined, to: readonly string[], context: Context): string | null {
  const { calendars, lanes } = context.policy;
  const laneName = 'role' in owed_by ? (owed_by.lane ?? lane) : undefined;
  const of = 'person' in owed_by ? owed_by.person : to[0];
  const key = laneName === undefined ? context.directory.people.find(({ id }) => id === of)?.calendar : lanes.lanes[laneName]?.calendar;
  return key !== undefined && key in calendars ? key : (Object.keys(calendars)[0] ?? null);
}

/** The wall time from one instant to a later one as an ISO 8601 duration, for what is given an instant instead of a time. */
export const wallBetween = (from: Instant, until: Instant): Duration => `PT${String(Math.max(0, toMs(until) - toMs(from)) / 1000)}S`;

/** The role that hears at a level, where one does; null where the level means a person (deputy, line manager). */
export function roleOfLevel(level: Level, laneName: string | undefined, policy: Policy): string | null {
  const lane = laneName === undefined ? undefined : policy.lanes.lanes[laneName];
  const roles: Record<Level, string | undefined> = {
    L0: lane?.role,
    L1: lane?.backup_role,
    L2: lane?.head_role,
    L3: policy.ladders.levels.L3,
    L4: lane?.executive_role ?? policy.ladders.levels.L4,
    L5: policy.ladders.levels.L5,
  };
  return roles[level] ?? null;
}
