import type { Obligation } from '../../contracts/obligation.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { isRefusal } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { ladderFor, planLadder } from '../ladder/plan.ts';
import { handTo, isOpen, reassign, wallBetween } from '../obligations/index.ts';
import { fact } from '../obligations/list.ts';
import { after, ladderOf, matterOf, owe, settle, type Case } from './case.ts';
import { stepsDue, untilThen, type StepsDue } from './clock.ts';
import { lacking } from './depth.ts';
import { unfitFor } from './separation.ts';
import { causeNow, openOf, type NonconformityState } from './state.ts';
import { roleBeside, standIns } from './who.ts';

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
    standInForOwner(draft, reason);
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

/** Kinds that somebody owes who judges what was done. */
const JUDGING: readonly ObligationKind[] = ['evidence_verification', 'effectiveness_check'];

/** What the new owner was to judge becomes a judgment on their own case, so a role that stands in owes it. */
function standInForOwner(draft: Case, reason: string): void {
  const { state, context } = draft;
  for (const owed of state.obligations.filter((o) => isOpen(o) && JUDGING.includes(o.kind))) {
    const unfit = unfitFor(state, owed);
    if (!owed.to.some((id) => unfit.includes(id))) continue;
    draft.push(...handTo(owed, { role: roleBeside(draft, standIns(draft), unfit) }, { person: personActing(draft), reason }, context, matterOf(state, context)));
  }
}

const personActing = ({ context }: Case): string | null => (context.meta.actor.kind === 'person' ? context.meta.actor.id : null);

/**
 * A new due-revision of one obligation on the ladder of the class, over its whole time from its opening: what is overdue
 * stays so, and the old rungs and escalations end. Reminders of the past are left out, since the assignee is told anew.
 */
function redateTo(draft: Case, { id, kind, version, opened_at, due_at: before, sla: given, calendar: key }: Obligation, due: StepsDue, reason: string): void {
  const { context, state } = draft;
  const due_at = (kind in DUE ? due[DUE[kind as StepKind]] : null) ?? before;
  const person = personActing(draft);
  if (due_at === null || person === null) return;
  const ladder = ladderOf(context.policy, state.class);
  const sla = given !== null && due_at === before ? given : wallBetween(opened_at, due_at);
  const planned = planLadder(ladderFor(context.policy, kind, ladder)?.rungs ?? [], { opened_at, due_at, sla, calendar: calendarNamed(context.policy, key) });
  const rungs = planned.filter(({ level, at }) => level !== 'L0' || at > context.now);
  draft.push(fact('obligation.redated', { obligation_id: id, version: version + 1, due_at, sla, rungs, person, reason, ...(ladder === undefined ? {} : { ladder }) }));
}
