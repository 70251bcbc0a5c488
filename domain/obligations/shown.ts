import type { MessageView } from '../../contracts/deployment-view.ts';
import type { OwedMessage } from '../../contracts/delivery.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import { isOpen } from './list.ts';
import { type Concern, oversightOf } from './standing.ts';

type Shown = Pick<MessageView, 'obligation' | 'actions' | 'menu'>;
const ACKNOWLEDGE: Shown['actions'] = [{ action: 'acknowledge', label: 'Acknowledge', style: 'primary', needs_reason: false }];

/**
 * The obligation that a message about a record without lanes is about, and what its reader is offered: *acknowledge*
 * for whoever was told and has not done so, a menu for whom its ladder reached, none once it is closed (§0.07, §1.20).
 */
export function shownObligation(list: readonly Obligation[], message: Pick<OwedMessage, 'recipient' | 'obligation_id'>, context: Concern['context']): Shown {
  const owed = list.find(({ id }) => id === message.obligation_id);
  if (!owed) return { obligation: null, actions: [], menu: [] };
  const { id, kind, due_at, state, closed_at, to, fired, acknowledged_by } = owed;
  const person = message.recipient;
  const told = to.includes(person) || fired.some((rung) => rung.to.includes(person));
  return {
    obligation: {
      id,
      kind,
      lane: null,
      lane_name: null,
      due_at,
      state,
      ended: closed_at === null ? null : { what: state, person: null, at: closed_at, reason: null },
      text: closed_at === null ? owed.instruction : null,
    },
    actions: isOpen(owed) && told && !acknowledged_by.includes(person) ? ACKNOWLEDGE : [],
    menu: oversightOf(owed, person, context),
  };
}
