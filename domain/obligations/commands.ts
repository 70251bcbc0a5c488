import type { NudgedElsewhere, ObligationCommandBody, ObligationCommandName } from '../../contracts/obligation-commands.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import { inPerson } from '../actors.ts';
import type { Command, Context, Decision } from '../aggregate.ts';
import { acknowledge, nudge, reassign, redate, snooze } from './ask.ts';
import { OBSERVE_TICKET, type ObserveTicket } from '../../contracts/ticket.ts';
import { UNDELIVERED, type Undelivered } from '../../contracts/undelivered.ts';
import { decideTicket } from '../tickets/observe.ts';
import { answerBoard } from './board.ts';
import type { MatterOf } from './list.ts';
import { findOpen, refuse } from './list.ts';
import { isAbove, isManager, isSystemOwner, oversees, owes } from './standing.ts';
import { decideUndelivered } from './undelivered.ts';

interface Asked {
  readonly list: readonly Obligation[];
  /** The obligation named. */
  readonly named: Obligation;
  /** The obligation meant: the source when an escalation is named. */
  readonly meant: Obligation;
  readonly person: string;
  readonly context: Context;
  readonly matterOf: MatterOf | undefined;
}
type Handler<T extends ObligationCommandName> = (asked: Asked, body: ObligationCommandBody<T>) => Decision | null;

const wasTold = (asked: Asked): boolean =>
  owes(asked) || asked.named.to.includes(asked.person) || asked.meant.fired.some(({ to }) => to.includes(asked.person));

/** Whether the case says that this person answers for it. */
const answersFor = ({ meant, person, matterOf }: Asked): boolean => matterOf?.(meant).accountable === person;

const HANDLERS: { readonly [T in ObligationCommandName]: Handler<T> } = {
  acknowledge: (asked) =>
    wasTold(asked) ? acknowledge(asked.list, asked.named.id, asked.person) : refuse('not_permitted', 'only those who were told of it can acknowledge it'),
  snooze: (asked, body) =>
    owes(asked)
      ? snooze(asked.list, asked.meant.id, { for: body.for, person: asked.person, reason: body.reason }, asked.context)
      : refuse('not_permitted', `only those who owe it can snooze it: ${asked.meant.to.join(', ') || 'nobody'}`),
  nudge: (asked, body) =>
    oversees(asked, 'L1') || isSystemOwner(asked) || isAbove(asked) || answersFor(asked)
      ? nudge(asked.list, asked.meant.id, { person: asked.person, instruction: body.instruction ?? null, elsewhere: (body as NudgedElsewhere).elsewhere ?? [] }, asked.context)
      : refuse('not_permitted', "only those above who owes it, who answers for it or whom its escalation reached, the AI governance lead and the system's owner can nudge"),
  reassign: (asked, body) => {
    if ('role' in asked.meant.owed_by) return refuse('wrong_state', `it is owed by the role "${asked.meant.owed_by.role}": any holder can meet it, nobody takes it over`);
    if (!oversees(asked, 'L1') && !isManager(asked)) {
      return refuse('not_permitted', "only the assignee's manager, those whom its escalation reached and the AI governance lead can reassign it");
    }
    return reassign(asked.list, asked.meant.id, { to: body.to, person: asked.person, reason: body.reason }, asked.context, asked.matterOf);
  },
  extend: (asked, body) => {
    if (owes(asked)) return refuse('separation_of_duties', 'an extension is approved by somebody who does not owe it (§0.03)');
    if (!oversees(asked, 'L2') && !isManager(asked)) {
      return refuse('not_permitted', "only the assignee's manager, those whom its escalation reached at L2 or above and the AI governance lead can extend it");
    }
    return redate(asked.list, asked.meant.id, { until: body.until, person: asked.person, reason: body.reason }, asked.context);
  },
  complete: (asked, body) =>
    asked.named.kind === 'escalation' && asked.named.subject.level === 'L5'
      ? answerBoard(asked.list, asked.named.id, { person: asked.person, answer: body.comment }, asked.context)
      : null,
};

/**
 * Decides what may be asked of any obligation: acknowledge, snooze, nudge, reassign, extend, the board's answer
 * (`complete`), and what became of its ticket. Null when the command is none of these, or a `complete` of another kind: that is for the case's own rules.
 * Refuses machines, outsiders, and whoever has no say in it.
 */
export function decideObligation(list: readonly Obligation[], command: Command, context: Context, matterOf?: MatterOf): Decision | null {
  if (command.name === UNDELIVERED) return decideUndelivered(list, command.body as Undelivered, [context.system?.entry?.owner], context);
  if (command.name === OBSERVE_TICKET) return decideTicket(list, command.body as ObserveTicket, context);
  if (!Object.hasOwn(HANDLERS, command.name)) return null;
  const handler = HANDLERS[command.name as ObligationCommandName];
  const body = command.body as ObligationCommandBody<ObligationCommandName>;
  const named = findOpen(list, body.obligation_id);
  if (!named) return refuse('unknown_obligation', `no open obligation ${body.obligation_id} here; GET /v1/obligations lists those that are open`, '/obligation_id');
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const source = named.kind === 'escalation' && named.subject.source !== undefined ? findOpen(list, named.subject.source) : undefined;
  return handler({ list, named, meant: source ?? named, person, context, matterOf }, body as never);
}
