import type { Obligation, OwedBy } from '../../contracts/obligation.ts';
import type { NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { inPerson } from '../actors.ts';
import type { Decision } from '../aggregate.ts';
import { managerOf } from '../directory.ts';
import { findOpen } from '../obligations/index.ts';
import { after, owe, type Case } from './case.ts';
import { actionOf, type Extension, type NonconformityState } from './state.ts';
import { above, notOwing, owes, roleBeside } from './who.ts';

/** What the owner of a case or an action owes: for these more time can be asked. */
const EXTENDABLE: readonly ObligationKind[] = ['correction', 'root_cause', 'action_plan', 'corrective_action'];

/** Whether it is a step for which more time can be asked at all. */
export const isExtendable = ({ kind }: Pick<Obligation, 'kind'>): boolean => EXTENDABLE.includes(kind);

/** The request that is open for an obligation, if there is one. */
const requestFor = (state: NonconformityState, id: string): Extension | undefined => state.extensions.find((one) => one.obligation_id === id && one.state === 'requested');

/** How many were granted or are asked for of one step in this cycle, also where it was owed anew since. */
function countFor(state: NonconformityState, { kind, subject }: Obligation): number {
  const since = state.reopened.at(-1)?.at ?? '';
  const ofStep = (id: string) => state.obligations.some((o) => o.id === id && o.kind === kind && o.subject['action'] === subject['action']);
  return state.extensions.filter((one) => (one.state === 'granted' || one.state === 'requested') && one.at >= since && ofStep(one.obligation_id)).length;
}

/** Whether more time can still be asked of a step: one of the owners', nobody asks already, and the class leaves an extension (R-45). */
export function mayAskForTime(state: NonconformityState, owed: Obligation, { classes }: NonconformitiesPolicy): boolean {
  if (!isExtendable(owed) || requestFor(state, owed.id) !== undefined) return false;
  return countFor(state, owed) < classes[state.class ?? 'major'].extensions.at_most;
}

/** The person who owes a step, or null where a role owes it. */
export const ownerOf = ({ owed_by }: Pick<Obligation, 'owed_by'>): string | null => ('person' in owed_by ? owed_by.person : null);

interface Asked {
  readonly obligation_id: string;
  readonly until: Instant;
  readonly reason: string;
  readonly interim_control: string;
}

/**
 * Who owes a step, or a manager above for them, asks for more time and says what protects meanwhile: as often and as
 * long as the class lets it, one request at a time, never past a deadline from outside. Somebody above who asked decides;
 * nothing is re-dated before.
 */
export function askExtension(draft: Case, body: Asked): Decision {
  const owed = stepMeant(draft, body.obligation_id);
  if ('refused' in owed) return owed;
  const person = inPerson(draft.context);
  if (typeof person !== 'string') return person;
  if (!owes(draft, owed, person) && !isManagerOf(draft, owed, person)) return notOwing(draft, owed, 'asking for more time, which somebody above decides with decide-extension,');
  const fault = limitFault(draft, owed) ?? untilFault(draft, owed, body.until);
  if (fault) return fault;
  const number = countFor(draft.state, owed) + 1;
  const action = owed.subject['action'];
  const decide_obligation_id = owe(draft, {
    kind: 'extension_decision',
    subject: { of: owed.id, ...(action === undefined ? {} : { action }) },
    owed_by: deciderOf(draft, owed, number, person),
    sla: draft.row.extensions.decide_within,
  });
  const { until, reason, interim_control } = body;
  draft.add('extension.requested', { obligation_id: owed.id, number, until, person, reason, interim_control, decide_obligation_id });
  return draft.done({ number, decide_obligation_id });
}

/** Whether the person is above who owes the step, however far. */
const isManagerOf = (draft: Case, owed: Obligation, person: string): boolean => above(draft, ownerOf(owed) ?? person).includes(person);

/** Everybody above who owes the step, the nearest first; where a manager asks, only those above that one, so that nobody grants what their own manager asked for. */
export const aboveAsker = (draft: Case, owed: Obligation, asker: string): readonly string[] => above(draft, isManagerOf(draft, owed, asker) ? asker : (ownerOf(owed) ?? asker));

/** The open step that is named, itself or by an escalation above it. */
function stepMeant({ state }: Case, id: string): Obligation | Refusal {
  const found = findOpen(state.obligations, id);
  const owed = found?.kind === 'escalation' ? findOpen(state.obligations, found.subject['source'] ?? '') : found;
  if (!owed) return { refused: 'unknown_obligation', detail: `no open obligation ${id} here; GET /v1/obligations lists those that are open`, pointer: '/obligation_id' };
  if (EXTENDABLE.includes(owed.kind)) return owed;
  return { refused: 'wrong_state', detail: `"${owed.kind}" can't be extended; only what the owners owe can: ${EXTENDABLE.join(', ')}`, pointer: '/obligation_id' };
}

function limitFault(draft: Case, owed: Obligation): Refusal | null {
  const { state, context, row } = draft;
  const open = requestFor(state, owed.id);
  if (open) return { refused: 'wrong_state', detail: `more time until ${open.until} is asked for already; ${deciders(draft, open.decide_obligation_id)} decides it` };
  const { at_most } = row.extensions;
  if (countFor(state, owed) < at_most) return null;
  const owner = ownerOf(owed);
  const manager = owner === null ? null : managerOf(context.directory, owner, context.now);
  const who = manager === null ? 'somebody above' : `${manager}, the manager,`;
  return { refused: 'limit_reached', detail: `${at_most} extensions were granted, the most that the class "${state.class ?? ''}" lets it; ${who} can give it to somebody else, and the coordinator (${draft.rules.coordinator_role}) can class or end the case anew` };
}

function deciders({ state }: Case, id: string): string {
  const owed_by = state.obligations.find((o) => o.id === id)?.owed_by;
  return owed_by === undefined ? 'somebody above' : 'person' in owed_by ? owed_by.person : `the role ${owed_by.role}`;
}

function untilFault({ state, context, row }: Case, owed: Obligation, until: Instant): Refusal | null {
  const due = owed.due_at ?? context.now;
  const floor = due > context.now ? due : context.now;
  if (until <= floor) return { refused: 'invalid', detail: `more time ends after ${floor}, when it is due or now`, pointer: '/until' };
  const latest = after(context, row.extensions.each_at_most, due, ownerOf(owed));
  if (until > latest) return { refused: 'limit_reached', detail: `one extension of what is due at ${due} ends at ${latest} at the latest`, pointer: '/until' };
  const deadline = state.raised?.deadline ?? null;
  if (deadline === null || until <= deadline) return null;
  return { refused: 'limit_reached', detail: `the deadline from outside is ${deadline} and nobody here moves it; ask for a time until then`, pointer: '/until' };
}

/** The accountable manager where above who asks, else the nearest manager above; from the number on that the class says, and at the top of the house, an executive (§3 defaults). */
function deciderOf(draft: Case, owed: Obligation, number: number, asker: string): OwedBy {
  const { row, rules, state } = draft;
  const { executive_from } = row.extensions;
  const unfit = [ownerOf(owed), asker].filter((each) => each !== null);
  if (executive_from === null || number < executive_from) {
    const accountable = actionOf(state, owed.subject['action'] ?? '')?.accountable ?? state.accountable;
    const chain = aboveAsker(draft, owed, asker).filter((each) => !unfit.includes(each));
    const found = chain.find((each) => each === accountable) ?? chain[0];
    if (found !== undefined) return { person: found };
  }
  return { role: roleBeside(draft, rules.executive_roles, unfit) };
}
