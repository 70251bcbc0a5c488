import type { Obligation } from '../../contracts/obligation.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { isRefusal } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { ladderFor, planLadder } from '../ladder/plan.ts';
import { isOpen, reassign, reopenObligation, wallBetween } from '../obligations/index.ts';
import { fact } from '../obligations/list.ts';
import { latest } from '../time/instant.ts';
import { after, ladderOf, matterOf, owe, settle, type Case } from './case.ts';
import { stepsDue, untilThen, type StepsDue } from './clock.ts';
import { lacking } from './depth.ts';
import { standInForJudges } from './judges.ts';
import { causeNow, openOf, planNow, type NonconformityState } from './state.ts';
import { heirTo } from './who.ts';

type StepKind = Extract<ObligationKind, 'correction' | 'root_cause' | 'action_plan'>;
const DUE: Readonly<Record<StepKind, keyof StepsDue>> = { correction: 'correct', root_cause: 'root_cause', action_plan: 'plan' };
const KINDS = Object.keys(DUE) as StepKind[];

/** Whether the step is still to be done in the present cycle. A correction is made once, whatever the cycle. */
const STILL: Readonly<Record<StepKind, (draft: Case) => boolean>> = {
  correction: ({ state }) => state.correction === null,
  root_cause: (draft) => causeNow(draft.state) === undefined || lacking(draft) !== null,
  action_plan: ({ state: { status } }) => ['classified', 'contained', 'rca', 'reopened'].includes(status),
};

/**
 * Makes owed, by the case's owner, what the class asks for and nobody has done in this cycle: correction, root cause and
 * plan, each by its own instant, counted from `from` (§3 defaults). What is owed already stays as it is.
 */
export function oweSteps(draft: Case, from: Instant = draft.context.now): void {
  const { owner } = draft.state;
  if (owner === null) return;
  oweBy(draft, owner, stepsDue(draft, draft.row, owner, from));
}

function oweBy(draft: Case, owner: string, due: StepsDue): void {
  for (const kind of KINDS) {
    const at = due[DUE[kind]];
    if (at === null || openOf(draft.state, kind) || !STILL[kind](draft)) continue;
    const within = draft.row[DUE[kind]];
    const asGiven = within !== null && after(draft.context, within, draft.context.now, owner) === at;
    owe(draft, { kind, subject: {}, owed_by: { person: owner }, sla: asGiven ? within : untilThen(draft.context, at) });
  }
}

/**
 * After a new classification: what the class no longer asks for is withdrawn, what it asks for now is owed, the steps
 * fall due anew, counted as before; everything that is open follows the ladder of the new class and the new owner.
 */
export function followClass(draft: Case, before: NonconformityState, due: StepsDue, reason: string): void {
  const { state } = draft;
  for (const kind of KINDS) if (due[DUE[kind]] === null) settle(draft, openOf(state, kind)?.id, 'withdrawn', 'reclassified');
  if (state.owner !== null && state.owner !== before.owner) {
    handOver(draft, before.owner, state.owner, reason);
    standInForJudges(draft, reason);
  }
  if (state.class !== before.class) for (const o of draft.state.obligations.filter(isOpen)) if (o.kind !== 'escalation') redateTo(draft, o, due, reason);
  if (state.owner !== null) oweBy(draft, state.owner, due);
}

/** What the former owner of the case owes of its steps is the new one's; due instants, level and rungs stay (§0.03). */
function handOver(draft: Case, from: string | null, to: string, reason: string): void {
  const { context } = draft;
  for (const kind of KINDS) {
    const owed = openOf(draft.state, kind);
    if (!owed || !('person' in owed.owed_by) || owed.owed_by.person !== from) continue;
    const moved = reassign(draft.state.obligations, owed.id, { to, person: personActing(draft), reason }, context, matterOf(draft.state, context));
    if (!isRefusal(moved)) draft.push(...moved.events);
  }
}

const personActing = ({ context }: Case): string | null => (context.meta.actor.kind === 'person' ? context.meta.actor.id : null);

/** Until when more time was granted for an open step: another class takes none of it back (§0.03). */
const grantedUntil = ({ extensions }: NonconformityState, id: string): Instant | null => latest(extensions.filter((one) => one.obligation_id === id && one.state === 'granted').map(({ until }) => until));

/**
 * A new due-revision of one obligation on the ladder of the class, over its whole time from its opening: what is overdue
 * stays so, and the old rungs and escalations end. Reminders of the past are left out, since the assignee is told anew.
 */
function redateTo(draft: Case, owed: Obligation, due: StepsDue, reason: string): void {
  const { context, state } = draft;
  const { id, kind, due_at: before } = owed;
  const byClass = kind in DUE ? due[DUE[kind as StepKind]] : null;
  const due_at = byClass === null ? before : latest([byClass, grantedUntil(state, id)]);
  const person = personActing(draft);
  if (due_at === null || person === null) return;
  draft.push(fact('obligation.redated', { obligation_id: owed.id, version: owed.version + 1, ...timed(draft, owed, due_at, context.now), person, reason }));
}

/** The time of an obligation that is due at an instant, on the ladder of the present class; reminders up to `told` are left out. */
function timed({ context, state }: Case, { kind, opened_at, due_at: before, sla: given, calendar: key }: Obligation, due_at: Instant, told: Instant) {
  const ladder = ladderOf(context.policy, state.class);
  const sla = given !== null && due_at === before ? given : wallBetween(opened_at, due_at);
  const planned = planLadder(ladderFor(context.policy, kind, ladder)?.rungs ?? [], { opened_at, due_at, sla, calendar: calendarNamed(context.policy, key) });
  const rungs = planned.filter(({ level, at }) => level !== 'L0' || at > told);
  return { due_at, sla, rungs, ...(ladder === undefined ? {} : { ladder }) };
}

/**
 * The plan that was returned is owed again, in the time that was left when it was submitted: by who owed it, or by the
 * case's owner where that is another one since; of another class since, by its instant and on its ladder, and what was
 * granted beyond stays (§0.03, §3).
 */
export function owePlanAgain(draft: Case): void {
  const { state, context } = draft;
  const owed = state.obligations.findLast(({ kind }) => kind === 'action_plan');
  const submitted = planNow(state);
  if (owed?.closed_at == null || submitted === undefined || state.classified === null) return;
  const due_at = latest([state.classified.due.plan, grantedUntil(state, owed.id)]);
  const anew = submitted.class === state.class || due_at === null ? {} : { anew: timed(draft, owed, due_at, owed.closed_at) };
  const before = 'person' in owed.owed_by ? owed.owed_by.person : state.owner;
  const meant = submitted.owner === state.owner ? before : state.owner;
  const heir = meant === null ? null : heirTo(draft, meant);
  const owed_by = heir === null || heir === before ? {} : { owed_by: { person: heir } };
  draft.push(...reopenObligation(state.obligations, owed.id, context, { rule: 'plan_returned', matterOf: matterOf(state, context), ...owed_by, ...anew }));
}
