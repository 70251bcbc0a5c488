import type { OwedMessage } from '../../contracts/delivery.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { ObligationOpening } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { TicketsPolicy, TicketSystem } from '../../contracts/ticket.ts';

/** Where the ticket of an obligation lies: the system, and there a repository or a project; '' where a system has one place only. */
export interface TicketPlace {
  readonly system: TicketSystem;
  readonly place: string;
}

const PLACE: { readonly [S in TicketSystem]: (tickets: TicketsPolicy) => string | undefined } = {
  github: ({ github }) => github?.repository,
  jira: ({ jira }) => jira?.project,
  generic: () => '',
};

/** The place at a system that the policy names; undefined where it names none. */
export const placeAt = (system: TicketSystem, tickets: TicketsPolicy): string | undefined => PLACE[system](tickets);

/** Where the policy wants a ticket for this kind of obligation; null where it wants none. */
export function ticketPlace(kind: string, policy: Policy): TicketPlace | null {
  const { tickets } = policy.thresholds;
  const system = tickets?.use[kind];
  const place = tickets && system && PLACE[system](tickets);
  return system === undefined || place === undefined ? null : { system, place };
}

/** What the adapter has to know beyond the place. */
function extrasOf(system: TicketSystem, { jira }: TicketsPolicy): Readonly<Record<string, string>> {
  if (system !== 'jira' || !jira) return {};
  return { issue_type: jira.issue_type, ...(jira.done_transition === undefined ? {} : { done_transition: jira.done_transition }) };
}

/**
 * The ticket that a new obligation owes: a copy like a message, sent on the channel `ticketing` and on no other, since
 * people hear of the obligation anyway. Its key has no version: one ticket stands for the obligation, however often that
 * is re-dated, given to somebody else or reopened.
 */
export function ticketMessages(event: RecordedEvent, policy: Policy, caseId: string): readonly OwedMessage[] {
  // the house opens its record before there is a policy
  if (event.type !== 'obligation.opened') return [];
  const { tickets } = policy.thresholds;
  if (tickets === undefined) return [];
  const { id, kind, subject, due_at } = event.body as ObligationOpening;
  const found = ticketPlace(kind, policy);
  if (found === null) return [];
  const { system, place } = found;
  const recipient = place === '' ? system : `${system}:${place}`;
  const due = due_at === null ? {} : { due_at };
  const about = { ...subject, obligation: kind, ...due, ...extrasOf(system, tickets), ticket_system: system, ticket_place: place };
  return [{ key: `${caseId}/${id}/ticket/${recipient}/task`, kind: 'task', recipient, channels: ['ticketing'], obligation_id: id, about, mutable: true, late: false }];
}
