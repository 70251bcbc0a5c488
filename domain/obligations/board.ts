import type { Obligation } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Context, Decision, NewEvent } from '../aggregate.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import { currentPerson, holdsRole } from '../directory.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import { fact, findOpen, refuse } from './list.ts';

type Trigger = Policy['ladders']['board_triggers'][number];

/**
 * Opens an escalation that the board's recorded answer meets, and yields whom of the board it reaches. When nobody of the
 * board can be told L3 hears in its place, and the subject says `board: empty`.
 */
export function callBoard(trigger: string, subject: Readonly<Record<string, string>>, context: Context): { readonly board: string[]; readonly opened: NewEvent } {
  const role = context.policy.ladders.levels.L5;
  const matter = { owed_by: { role }, unit: context.system?.entry?.unit, at: context.now };
  const board = recipientsFor('L5', matter, context.policy, context.directory);
  const opened = fact('obligation.opened', {
    id: context.newId('obl'),
    kind: 'escalation',
    subject: { ...subject, trigger, level: 'L5', ...(board.length > 0 ? {} : { board: 'empty' }) },
    owed_by: { role },
    to: board.length > 0 ? board : recipientsFor('L3', matter, context.policy, context.directory),
    opened_at: context.now,
    due_at: null,
    sla: null,
    calendar: null,
    rungs: [],
  });
  return { board, opened };
}

/**
 * Rouses the board at once, not by a timer (§0.04): `board.triggered`, and the escalation of {@link callBoard}. Nothing when
 * the policy does not name the trigger. When nobody of the board can be told, that is `to: []`.
 */
export function triggerBoard(trigger: Trigger, subject: Readonly<Record<string, string>>, context: Context): NewEvent[] {
  if (!context.policy.ladders.board_triggers.includes(trigger)) return [];
  const { board, opened } = callBoard(trigger, subject, context);
  return [fact('board.triggered', { trigger, to: board, rule: `ladders.board_triggers.${trigger}` }), opened];
}

/** The board's recorded answer, entered by its secretary, meets its escalation (§0.07). Refuses anybody else. */
export function answerBoard(list: readonly Obligation[], id: string, ask: { readonly person: string; readonly answer: string }, context: Context): Decision {
  const obligation = findOpen(list, id);
  if (obligation?.kind !== 'escalation' || obligation.subject.level !== 'L5') return refuse('unknown_obligation', `no open escalation to the board ${id} here`, '/obligation_id');
  const { secretary } = context.policy.ladders.levels;
  const person = currentPerson(context.directory, ask.person, context.now);
  if (!person || !holdsRole(context.directory, person, secretary)) {
    return refuse('not_permitted', `the board's answer is entered by its secretary (role "${secretary}")`);
  }
  // the board speaks for the whole house, so its word takes what the heaviest path takes
  const weak = assuranceRefusal({ path: null, what: "the board's answer is entered" }, context);
  if (weak) return weak;
  return {
    events: [
      fact('board.answered', { obligation_id: id, person: ask.person, answer: ask.answer }),
      fact('obligation.met', { obligation_id: id, version: obligation.version, rule: '§0.07' }),
    ],
  };
}
