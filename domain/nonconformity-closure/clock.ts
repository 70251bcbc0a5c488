import type { NonconformityEventBody } from '../../contracts/nonconformity-events.ts';
import type { NcClassRule } from '../../contracts/nonconformity-policy.ts';
import type { OwedBy } from '../../contracts/obligation.ts';
import type { Duration, Instant } from '../../contracts/primitives.ts';
import type { Context } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import { calendarKey, matterFor } from '../obligations/list.ts';
import { wallBetween, type OpenSpec } from '../obligations/index.ts';
import { addDuration } from '../time/calendar.ts';
import { earliest, latest } from '../time/instant.ts';
import { after, matterOf, owe, type Case } from './case.ts';
import type { NonconformityState } from './state.ts';

/** When each step up to the plan is due; null where the class does not ask for it. */
export type StepsDue = NonconformityEventBody<'nonconformity.classified'>['due'];

/** The certification body's or the contract's deadline wins where it is earlier (§3). */
export const capped = ({ raised }: Pick<NonconformityState, 'raised'>, due: Instant): Instant => earliest([due, raised?.deadline]) ?? due;

/** The steps' due instants by the row of a class, counted on the owner's calendar from `from` (§3 defaults). */
export function stepsDue({ state, context }: Case, row: NcClassRule, owner: string, from: Instant): StepsDue {
  const due = (within: Duration) => capped(state, after(context, within, from, owner));
  return {
    correct: row.correct === null ? null : due(row.correct),
    root_cause: row.root_cause === null ? null : due(row.root_cause),
    plan: due(row.plan),
  };
}

/** Opens an obligation as {@link owe}, due no later than the deadline that somebody outside has set. */
export function oweInTime(draft: Case, spec: OpenSpec): string {
  const { state, context } = draft;
  const due_at = addDuration(context.now, spec.sla, calendarNamed(context.policy, clockOf(draft, spec.kind, spec.owed_by)));
  const cap = capped(state, due_at);
  return owe(draft, cap < due_at ? { ...spec, sla: untilThen(context, cap) } : spec);
}

/** The calendar on which an obligation of the case would run. */
function clockOf({ state, context }: Case, kind: OpenSpec['kind'], owed_by: OwedBy): string | null {
  const matter = matterFor({ kind, subject: {}, owed_by }, context, matterOf(state, context));
  return calendarKey(owed_by, undefined, recipientsFor('L0', matter, context.policy, context.directory), context);
}

/** The wall time from now until an instant; none for one that has passed, so that what is owed is overdue at once. */
export const untilThen = ({ now }: Pick<Context, 'now'>, due: Instant): Duration => wallBetween(now, latest([now, due]) ?? now);
