import type { ObligationCommandBody, ObligationCommandName } from '../../contracts/obligation-commands.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { Level } from '../../contracts/primitives.ts';
import { inPerson } from '../actors.ts';
import type { Command, Context, Decision } from '../aggregate.ts';
import { currentPerson, holdsRole, managerOf } from '../directory.ts';
import { heightOf } from '../ladder/plan.ts';
import { acknowledge, nudge, reassign, redate, snooze } from './ask.ts';
import { answerBoard } from './board.ts';
import type { MatterOf } from './list.ts';
import { findOpen, refuse } from './list.ts';

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

/** Whoever hears of it from `from` on: by a rung that fired, or by holding L3's role, who watches over all (§0.07). */
function oversees({ meant, person, context }: Asked, from: Level): boolean {
  const told = meant.fired.some(({ level, to }) => heightOf(level as Level) >= heightOf(from) && to.includes(person));
  const found = currentPerson(context.directory, person, context.now);
  return told || (found !== undefined && holdsRole(context.directory, found, context.policy.ladders.levels.L3, context.system?.entry?.unit));
}

const isSystemOwner = ({ context, person }: Asked): boolean => context.system?.entry?.owner === person;
const owes = ({ meant, person }: Asked): boolean => meant.to.includes(person) || ('person' in meant.owed_by && meant.owed_by.person === person);
const isManager = ({ meant, person, context }: Asked): boolean =>
  'person' in meant.owed_by && managerOf(context.directory, meant.owed_by.person, context.now) === person;
const wasTold = (asked: Asked): boolean =>
  owes(asked) || asked.named.to.includes(asked.person) || asked.meant.fired.some(({ to }) => to.includes(asked.person));

const HANDLERS: { readonly [T in ObligationCommandName]: Handler<T> } = {
  acknowledge: (asked) =>
    wasTold(asked) ? acknowledge(asked.list, asked.named.id, asked.person) : refuse('not_permitted', 'only those who were told of it can acknowledge it'),
  snooze: (asked, body) =>
    owes(asked)
      ? snooze(asked.list, asked.meant.id, { for: body.for, person: asked.person, reason: body.reason }, asked.context)
      : refuse('not_permitted', `only those who owe it can snooze it: ${asked.meant.to.join(', ') || 'nobody'}`),
  nudge: (asked, body) =>
    oversees(asked, 'L1') || isSystemOwner(asked)
      ? nudge(asked.list, asked.meant.id, { person: asked.person, instruction: body.instruction ?? null }, asked.context)
      : refuse('not_permitted', "only those whom its escalation reached, the AI governance lead and the system's owner can nudge"),
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
 * Decides what may be asked of any obligation: acknowledge, snooze, nudge, reassign, extend, and the board's answer
 * (`complete`). Null when the command is none of these, or a `complete` of another kind: that is for the case's own rules.
 * Refuses machines, outsiders, and whoever has no say in it.
 */
export function decideObligation(list: readonly Obligation[], command: Command, context: Context, matterOf?: MatterOf): Decision | null {
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
