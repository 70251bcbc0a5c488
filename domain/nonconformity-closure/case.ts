import type { NcClass } from '../../contracts/nonconformity-closure.ts';
import type { NonconformityEventBody, NonconformityEventType } from '../../contracts/nonconformity-events.ts';
import type { NcClassRule, NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { OwedBy } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Duration, Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Context } from '../aggregate.ts';
import { calendarNamed, currentPerson, managerOf } from '../directory.ts';
import { Draft } from '../draft.ts';
import { closeObligation, isOpen, openObligation, type OpenSpec } from '../obligations/index.ts';
import type { MatterOf } from '../obligations/list.ts';
import { addDuration } from '../time/calendar.ts';
import { evolve } from './evolve.ts';
import { unfitFor } from './separation.ts';
import { actionOf, type NonconformityState } from './state.ts';

/** A nonconformity while a command is decided: its events so far and what they made true. */
export class Case extends Draft<NonconformityState> {
  constructor(state: NonconformityState, context: Context) {
    super(state, context, evolve);
  }

  add<T extends NonconformityEventType>(type: T, body: NonconformityEventBody<T>): void {
    this.push({ type, body });
  }

  get rules(): NonconformitiesPolicy {
    return rulesOf(this.context.policy);
  }

  /** The policy's row of the case's class. Only for a case that is classified. */
  get row(): NcClassRule {
    return this.rules.classes[this.state.class ?? 'major'];
  }
}

/**
 * The policy's numbers for nonconformities.
 * @throws RangeError when the policy was activated before there were any; `raise` refuses under such a policy, so no case has one.
 */
export function rulesOf(policy: Policy): NonconformitiesPolicy {
  if (policy.nonconformities === undefined) throw new RangeError(`policy ${policy.digest} has no nonconformities.yaml`);
  return policy.nonconformities;
}

/** The business unit of the matter: the one that was named, else its system's. */
export const unitOf = (state: NonconformityState, { system }: Pick<Context, 'system'>): string | undefined => state.raised?.unit ?? system?.entry?.unit;

/**
 * Who answers for what is owed: the action's accountable manager, else the case's; both hear when it is overdue (§3
 * defaults). The manager of one who left, or who owes it as well, stands in. Nobody is asked who can't meet it, since it
 * is their own.
 */
export const matterOf =
  (state: NonconformityState, context: Pick<Context, 'system' | 'directory' | 'now'>): MatterOf =>
  (owed) => ({
    unit: unitOf(state, context),
    accountable: answering(actionOf(state, owed.subject['action'] ?? '')?.accountable ?? state.accountable, owed.owed_by, context),
    except: unfitFor(state, owed),
  });

function answering(accountable: string | null, owed_by: OwedBy, { directory, now }: Pick<Context, 'directory' | 'now'>): string | undefined {
  if (accountable === null) return undefined;
  const owesIt = 'person' in owed_by && owed_by.person === accountable;
  return !owesIt && currentPerson(directory, accountable, now) ? accountable : (managerOf(directory, accountable, now) ?? undefined);
}

/** The ladder of the case's class; before it has one, that of the obligation's kind. */
export const ladderOf = (policy: Policy, of: NcClass | null): string | undefined => (of === null ? undefined : rulesOf(policy).classes[of].ladder);

/** Opens an obligation with its whole ladder, and yields its id. What somebody would owe who left is the manager's. */
export function owe(draft: Case, spec: OpenSpec): string {
  const { context, state } = draft;
  const id = context.newId('obl');
  const ladder = spec.ladder ?? ladderOf(context.policy, state.class);
  const owed_by = heirOf(spec.owed_by, context);
  draft.push(...openObligation({ ...spec, id, owed_by, ...(ladder === undefined ? {} : { ladder }) }, context, matterOf(state, context)));
  return id;
}

function heirOf(owed_by: OwedBy, { directory, now }: Context): OwedBy {
  if ('role' in owed_by || currentPerson(directory, owed_by.person, now)) return owed_by;
  return { person: managerOf(directory, owed_by.person, now) ?? owed_by.person };
}

/**
 * Closes an open obligation, and with it the escalations above it (§0.07); nothing where there is none. More time for it
 * that somebody asked for, and the decision owed on that, end with it.
 */
export function settle(draft: Case, id: string | null | undefined, how: 'met' | 'failed' | 'withdrawn', rule: string): void {
  if (id == null) return;
  draft.push(...closeObligation(draft.state.obligations, id, how, rule));
  const asked = draft.state.extensions.find((one) => one.obligation_id === id && one.state === 'requested');
  if (asked) draft.push(...closeObligation(draft.state.obligations, asked.decide_obligation_id, 'withdrawn', 'step_ended'));
}

/** Ends every obligation of the case that is still open. */
export function withdrawAll(draft: Case, rule: string): void {
  for (const o of draft.state.obligations) if (o.kind !== 'escalation' && isOpen(o)) settle(draft, o.id, 'withdrawn', rule);
}

/** Adds a duration on the calendar of a person, else on the policy's first. */
export function after(context: Context, duration: Duration, from: Instant, person: string | null = null): Instant {
  const calendar = person === null ? undefined : currentPerson(context.directory, person, context.now)?.calendar;
  return addDuration(from, duration, calendarNamed(context.policy, calendar));
}

export const wrongState = (state: NonconformityState, wanted: string): Refusal => ({
  refused: 'wrong_state',
  detail: `the nonconformity is "${state.status}"; this needs ${wanted}`,
  extra: { state: state.status },
});
