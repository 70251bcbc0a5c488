import { HAPPENED_AGAIN, type Likeness } from '../../contracts/nonconformity-closure.ts';
import type { Decision, NonconformityFact } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { subtractDuration } from '../time/calendar.ts';
import { alikeTo } from './alike.ts';
import { owe, settle, wrongState, type Case } from './case.ts';
import { oweInTime } from './clock.ts';
import { settleClosure } from './closure.ts';
import { judgeOf } from './judges.ts';
import { reopenCase } from './reopen.ts';
import { isRecurrenceDecided, causeNow, isOver, openOf, type NonconformityState } from './state.ts';
import { proposeStepUp } from './step-up.ts';
import { coordinating, independent } from './who.ts';

/** No more than one person can look through: the likest are suggested, and the event stays small. No number of the policy. */
const SUGGESTED = 20;
const NO_REPETITION: readonly string[] = ['near_miss', 'rejected_as_nc', 'cancelled', 'merged'];

/** The others that it could repeat: open, or raised or closed inside the policy's window. */
function others({ state, context, rules }: Case): readonly NonconformityFact[] {
  const since = subtractDuration(context.now, rules.recurrence.window, calendarNamed(context.policy, null));
  const counts = (other: NonconformityFact) => other.closed_at === null || other.raised_at >= since || other.closed_at >= since;
  return (context.nonconformities ?? []).filter((other) => other.id !== state.id && !NO_REPETITION.includes(other.status) && counts(other));
}

function alikeAmong({ state, rules }: Case, among: readonly NonconformityFact[]): readonly Likeness[] {
  if (state.raised === null) return [];
  const { title, controls, clauses } = state.raised;
  const cause_class = (causeNow(state) ?? state.root_causes.at(-1))?.cause_class ?? null;
  return alikeTo({ title, controls, clauses, systems: state.systems, cause_class }, among, rules);
}

/**
 * Suggests the earlier ones that it may repeat, and has the coordinator owe a decision: when it is raised, and once
 * more when the class of its cause is known. Nothing for a near-miss, and where all were suggested before.
 */
export function suggestRecurrence(draft: Case): void {
  const { state, rules } = draft;
  if (state.status === 'near_miss') return;
  const before = state.recurrence?.alike ?? [];
  const found = alikeAmong(draft, others(draft)).filter(({ id }) => !before.some((one) => one.id === id)).slice(0, SUGGESTED);
  if (found.length === 0) return;
  const obligation_id =
    openOf(state, 'recurrence_decision')?.id ??
    owe(draft, { kind: 'recurrence_decision', subject: {}, owed_by: { role: judgeOf(draft, { kind: 'recurrence_decision', subject: {} }) }, sla: rules.recurrence.decide_within });
  draft.add('recurrence.suggested', { alike: [...before, ...found], obligation_id });
}

const MINOR_TO_MAJOR = 'recurrence.minor_to_major';
const CONFIRMED = 'recurrence.confirmed';

/** To be about the same system makes no two lapses the same one. */
const isSame = ({ by }: Likeness): boolean => by.some((ground) => ground !== 'system');

/**
 * The same minor one so often inside the window, this one among them, proposes a major one (§3 class): of the same class of
 * cause, against the same control or clause, or in like words. Called once it
 * is minor. What the coordinator has decided on is not proposed again before there is another one like it.
 */
export function proposeMajor(draft: Case): void {
  if (draft.state.class !== 'minor') return;
  const alike = alikeAmong(draft, others(draft).filter((other) => other.class === 'minor')).filter(isSame).slice(0, SUGGESTED);
  const judged = draft.state.class_decided.filter(({ rule }) => rule === MINOR_TO_MAJOR).flatMap((decided) => decided.alike.map(({ id }) => id));
  if (alike.length + 1 >= draft.rules.recurrence.minor_to_major && alike.some(({ id }) => !judged.includes(id))) proposeStepUp(draft, MINOR_TO_MAJOR, alike);
}

/** Whether its root cause must be one in the management system itself: it repeats an earlier one, or came back itself. */
export const mustBeSystemic = ({ recurrence, reopened }: NonconformityState): boolean =>
  recurrence?.decided.some(({ confirmed }) => confirmed) === true || reopened.some(({ rule }) => rule === HAPPENED_AGAIN);

interface Decided {
  readonly of: string;
  readonly confirmed: boolean;
  readonly reason: string;
}

/**
 * The coordinator says of one that was suggested whether this is its recurrence. Confirmed, the two are linked, a
 * graver class is proposed, and the root cause must be systemic: one that was found before and is not is owed again, once its
 * actions are worked on in a new cycle.
 */
export function decideRecurrence(draft: Case, { of, confirmed, reason }: Decided): Decision {
  const { state } = draft;
  if (isOver(state)) return wrongState(state, 'one that is not over');
  const person = independent(draft, coordinating(draft, 'recurrence_decision'), 'deciding on a recurrence');
  if (typeof person !== 'string') return person;
  const suggested = state.recurrence?.alike ?? [];
  const likeness = suggested.find(({ id }) => id === of);
  if (!likeness) return { refused: 'unknown_case', detail: `${of} was not suggested as an earlier one; these were: ${suggested.map(({ id }) => id).join(', ') || 'none'}`, pointer: '/of' };
  const decided = state.recurrence?.decided.find((one) => one.of === of);
  if (decided) return { refused: 'already_decided', detail: `${decided.person} ${decided.confirmed ? 'confirmed' : 'dismissed'} ${of} already`, pointer: '/of' };
  draft.add('recurrence.decided', { person, reason, of, confirmed });
  settleDecision(draft);
  if (confirmed) followRecurrence(draft, likeness, person, reason);
  settleClosure(draft);
  return draft.done({ state: draft.state.status, systemic_cause_needed: mustBeSystemic(draft.state) });
}

/** The decision is made once one is confirmed, or none is left. */
function settleDecision(draft: Case): void {
  if (isRecurrenceDecided(draft.state)) settle(draft, openOf(draft.state, 'recurrence_decision')?.id, 'met', 'decided');
}

/** Until its actions are worked on, a cause can be found anew in the cycle that runs. */
const ANALYSING: readonly NonconformityState['status'][] = ['rca', 'plan_review'];

/** Nothing is planned yet: a cause that is still to come will be asked to be systemic. */
const UNPLANNED: readonly NonconformityState['status'][] = ['raised', 'classified', 'contained', 'reopened'];

function followRecurrence(draft: Case, likeness: Likeness, person: string, reason: string): void {
  proposeStepUp(draft, CONFIRMED, [likeness]);
  const { state, row } = draft;
  const cause = causeNow(state);
  // an acceptance was given to one that did not repeat; ended, its class can be decided on too
  const isAccepted = state.status === 'risk_accepted';
  if (!isAccepted && (cause === undefined ? UNPLANNED.includes(state.status) : cause.systemic)) return;
  if (!ANALYSING.includes(state.status)) reopenCase(draft, { rule: CONFIRMED, person, reason });
  else if (state.owner !== null && !openOf(state, 'root_cause')) oweInTime(draft, { kind: 'root_cause', subject: {}, owed_by: { person: state.owner }, sla: row.root_cause ?? row.plan });
}
