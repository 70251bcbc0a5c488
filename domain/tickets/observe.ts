import { isOpen, type Obligation } from '../../contracts/obligation.ts';
import { type ObserveTicket, TICKET_SYSTEMS } from '../../contracts/ticket.ts';
import type { Context, Decision, NewEvent } from '../aggregate.ts';

const mayObserve = ({ meta: { actor } }: Context): boolean =>
  actor.kind === 'workflow' || (actor.kind === 'machine' && (TICKET_SYSTEMS as readonly string[]).includes(actor.id) && actor.on_behalf_of === null);

const TYPES = { closed: 'ticket.closed', open: 'ticket.reopened', gone: 'ticket.gone', taken: 'ticket.taken' } as const;

/** A ticket that could not be changed once is open as before; only what was refused can be taken after all. */
const isSame = (seen: ObserveTicket['seen'], known: ObserveTicket['seen']): boolean => (seen === 'taken' ? known !== 'refused' : seen === known || (seen === 'open' && known === 'refused'));

function factOf({ version }: Obligation, body: ObserveTicket): NewEvent | null {
  const { obligation_id, system, ref, seen, code } = body;
  const base = { obligation_id, version, system, ref };
  if (seen === 'refused') return { type: 'ticket.refused', body: { ...base, code: code ?? 'refused' } };
  return ref === null ? null : { type: TYPES[seen], body: base };
}

/**
 * Records how an obligation's ticket was found at its system. A closed ticket proposes that the obligation is met and never
 * meets it, and one that is open again takes that back; whoever owes it is told either way. Says nothing twice, and
 * nothing of an obligation that has ended: its ticket is to be closed.
 */
export function decideTicket(list: readonly Obligation[], body: ObserveTicket, context: Context): Decision {
  const { actor } = context.meta;
  if (!mayObserve(context)) return { refused: 'not_permitted', detail: `${actor.kind} ${actor.id} can't say what became of a ticket; Gatehouse reads it at its system` };
  const owed = list.find(({ id }) => id === body.obligation_id);
  if (!owed) return { refused: 'unknown_obligation', detail: `there is no obligation ${body.obligation_id} here`, pointer: '/obligation_id' };
  const isKnown = isSame(body.seen, owed.ticket?.state ?? 'open');
  const fact = isOpen(owed) && !isKnown ? factOf(owed, body) : null;
  return { events: fact === null ? [] : [fact] };
}
