import type { Obligation, ObligationOpening, OwedBy } from '../../contracts/obligation.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Duration } from '../../contracts/primitives.ts';
import type { Context, NewEvent } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { planRungs } from '../ladder/plan.ts';
import { isReachable, recipientsFor } from '../ladder/recipients.ts';
import { asObligation } from './evolve.ts';
import { fireFor } from './fire.ts';
import type { MatterOf } from './list.ts';
import { calendarKey, fact, matterFor } from './list.ts';

/** What is owed, by whom and in what time. */
export interface OpenSpec {
  /** Defaults to a new id. */
  readonly id?: string;
  readonly kind: Exclude<ObligationKind, 'escalation'>;
  /** Ids and enums only. */
  readonly subject: Readonly<Record<string, string>>;
  readonly owed_by: OwedBy;
  /** Who gets the first message; defaults to the assignee or members (L0). */
  readonly to?: readonly string[];
  readonly sla: Duration;
  /** The ladder above it where that is not the one of its kind. */
  readonly ladder?: string;
}

/**
 * Opens an obligation with its absolute due instant and rungs. The first event is `obligation.opened`; if nobody can be
 * told of it the first rungs fire at once, and their events follow (design §6).
 */
export function openObligation(spec: OpenSpec, context: Context, matterOf?: MatterOf): NewEvent[] {
  const { kind, subject, owed_by, sla, ladder } = spec;
  const matter = matterFor({ kind, subject: { ...subject }, owed_by }, context, matterOf);
  const to = [...(spec.to ?? recipientsFor('L0', matter, context.policy, context.directory))];
  const calendar = calendarKey(owed_by, matter.lane, to, context);
  const plan = planRungs(context.policy, kind, context.now, sla, calendarNamed(context.policy, calendar), ladder);
  const opening: ObligationOpening = {
    id: spec.id ?? context.newId('obl'),
    kind,
    subject: { ...subject },
    owed_by,
    to,
    opened_at: context.now,
    due_at: plan.due_at,
    sla,
    calendar,
    rungs: plan.rungs,
    ...(ladder === undefined ? {} : { ladder }),
  };
  return [fact('obligation.opened', opening), ...fireIfUnheard(asObligation(opening), context, matterOf)];
}

/** The rungs that fire at once because none of `to` can be reached. */
export function fireIfUnheard(obligation: Obligation, context: Context, matterOf?: MatterOf): NewEvent[] {
  const heard = obligation.to.some((person) => isReachable(context.directory, person, context.now));
  return heard ? [] : fireFor(obligation, context, true, matterOf);
}
