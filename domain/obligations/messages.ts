import type { MessageKind, OwedMessage } from '../../contracts/delivery.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { Obligation, ObligationOpening } from '../../contracts/obligation.ts';
import type { ObligationEventBody, ObligationEventType } from '../../contracts/obligation-events.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Channel, Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { currentPerson } from '../directory.ts';
import { channelsOf } from '../ladder/recipients.ts';
import { ticketMessages } from '../tickets/owed.ts';

/** The policy's channels on which the person can be reached, in the order to try; empty for a leaver or without any address. */
export function channelsFor(person: string, facts: Pick<Facts, 'directory' | 'policy'>, at: Instant): Channel[] {
  const found = currentPerson(facts.directory, person, at);
  return found ? channelsOf(found, facts.policy.ladders.channels.order) : [];
}

interface Telling {
  readonly obligation: Pick<Obligation, 'id' | 'kind' | 'subject' | 'due_at' | 'version'>;
  /** The part of the key between obligation and recipient. */
  readonly rung: string;
  readonly kind: MessageKind;
  readonly to: readonly string[];
  readonly late?: boolean;
  readonly about?: Readonly<Record<string, string>>;
}

const FIRST: Readonly<Record<ObligationKind, MessageKind>> = {
  sign_off: 'sign_off',
  revision: 'task',
  answer: 'question',
  condition: 'task',
  condition_review: 'task',
  minutes: 'task',
  consent: 'task',
  ratify_policy: 'policy',
  risk_treatment: 'task',
  retirement_review: 'task',
  classification: 'task',
  correction: 'task',
  root_cause: 'task',
  action_plan: 'task',
  plan_approval: 'task',
  corrective_action: 'task',
  evidence_verification: 'task',
  effectiveness_check: 'task',
  extension_decision: 'task',
  recurrence_decision: 'task',
  second_person: 'task',
  finding_dispute: 'task',
  risk_reassessment: 'task',
  escalation: 'escalation',
};

const kindOfLevel = (level: string): MessageKind => {
  if (level === 'L0') return 'reminder';
  return level === 'L5' ? 'board' : 'escalation';
};

/** The kind of message that first tells of an obligation: of an escalation the one of the level that it climbed to. */
export const firstMessageOf = (kind: ObligationKind, level?: string): MessageKind => (kind === 'escalation' && level !== undefined ? kindOfLevel(level) : FIRST[kind]);

/** Messages that follow another about the same obligation: they belong below the card that their reader has of it. */
export const FOLLOWS: readonly MessageKind[] = ['reminder', 'escalation', 'board', 'answer'];

/** An escalation that a rung opened is told by the rung's own message; one that a board trigger opened, by its own. */
function opened(opening: ObligationOpening): Telling[] {
  const obligation = { ...opening, version: 1 };
  if (opening.kind !== 'escalation') return [{ obligation, rung: 'opened', kind: FIRST[opening.kind], to: opening.to }];
  return opening.subject.source === undefined ? [{ obligation, rung: 'opened', kind: 'board', to: opening.to }] : [];
}

function fired(obligation: Obligation, body: ObligationEventBody<'rung.fired'>): Telling[] {
  const { rung, level, planned_at, tell, late, escalation_id } = body;
  const about = { rung, level, planned_at, ...(escalation_id === null ? {} : { escalation: escalation_id }) };
  return [{ obligation: { ...obligation, version: body.version }, rung, kind: kindOfLevel(level), to: tell, late, about }];
}

type Teller<T extends ObligationEventType> = (obligation: Obligation, body: ObligationEventBody<T>, event: RecordedEvent) => Telling[];
const again: Teller<'obligation.reopened'> = (obligation, body, { type }) => [
  { obligation: { ...obligation, version: body.version, due_at: body.due_at }, rung: type.slice('obligation.'.length), kind: FIRST[obligation.kind], to: body.to },
];
/** Whoever owes it hears of its ticket: one that was closed asks for evidence. */
const ofTicket =
  (ticket: string): Teller<'ticket.closed' | 'ticket.reopened' | 'ticket.gone' | 'ticket.refused'> =>
  (obligation, { system, ref }, { seq }) => [
    { obligation, rung: `ticket-${seq}`, kind: 'reminder', to: owing(obligation), about: { ticket, ticket_system: system, ...(ref === null ? {} : { ticket_ref: ref }) } },
  ];

const owing = ({ owed_by, to }: Obligation): readonly string[] => ('person' in owed_by ? [owed_by.person] : to);

const TELLERS: { readonly [T in ObligationEventType]?: Teller<T> } = {
  'obligation.reopened': again,
  'obligation.redated': (obligation, body, event) => again(obligation, { ...body, to: obligation.to, rule: null }, event),
  'obligation.reassigned': (obligation, body, event) =>
    again(obligation, { ...body, due_at: obligation.due_at ?? event.at, rungs: obligation.rungs, rule: null }, event),
  'obligation.nudged': (obligation, body, { seq }) => [
    { obligation, rung: `nudge-${seq}`, kind: 'reminder', to: body.to, about: { nudged_by: body.person } },
  ],
  'rung.fired': fired,
  'ticket.closed': ofTicket('closed'),
  'ticket.reopened': ofTicket('open'),
  'ticket.gone': ofTicket('gone'),
  'ticket.refused': ofTicket('refused'),
  'ladder.stuck': (obligation, body) => [{ obligation: { ...obligation, version: body.version }, rung: 'stuck', kind: 'stuck', to: body.tell }],
};

/**
 * The messages that an event about an obligation owes (§0.02): the first one, reminders, escalations, the board's, the
 * alarm of a stuck ladder. `list` are the case's obligations as the commit leaves them; `about` holds the obligation's
 * `obligation` (its kind), `due_at`, subject, and for a rung `rung`, `level`, `planned_at`, `escalation`.
 */
export function obligationMessages(event: RecordedEvent, list: readonly Obligation[], facts: Pick<Facts, 'directory' | 'policy'>, caseId: string): readonly OwedMessage[] {
  const toPeople = tellings(event, list).flatMap((telling) =>
    telling.to.flatMap((recipient) => {
      const { obligation, rung, kind, late = false, about = {} } = telling;
      const channels = channelsFor(recipient, facts, event.at);
      if (channels.length === 0) return [];
      const key = `${caseId}/${obligation.id}@${obligation.version}/${rung}/${recipient}/${kind}`;
      const due = obligation.due_at === null ? {} : { due_at: obligation.due_at };
      const facets = { ...obligation.subject, obligation: obligation.kind, ...due, ...about };
      return [{ key, kind, recipient, channels, obligation_id: obligation.id, about: facets, mutable: kind !== 'stuck', late }];
    }),
  );
  return [...toPeople, ...unreached(event, list, facts, caseId), ...ticketMessages(event, facts.policy, caseId)];
}

/** Of a message that did not reach somebody, or not at once, those hear whom the event names. */
function unreached(event: RecordedEvent, list: readonly Obligation[], facts: Pick<Facts, 'directory' | 'policy'>, caseId: string): readonly OwedMessage[] {
  if (event.type !== 'delivery.undeliverable') return [];
  const { recipient, code, next_channel, obligation_id, tell } = event.body as ObligationEventBody<'delivery.undeliverable'>;
  const owed = list.find(({ id }) => id === obligation_id);
  const lane = owed?.subject['lane'];
  const about = { event: event.type, what: event.type, unreached: recipient, code, ...(next_channel === undefined ? {} : { next_channel }), ...(owed ? { obligation: owed.kind } : {}), ...(lane === undefined ? {} : { lane }), ...(owed?.due_at ? { due_at: owed.due_at } : {}) };
  return notify(event, caseId, facts, { kind: 'notice', to: tell, about });
}

function tellings(event: RecordedEvent, list: readonly Obligation[]): Telling[] {
  if (event.type === 'obligation.opened') return opened(event.body as ObligationOpening);
  const teller = TELLERS[event.type as ObligationEventType] as Teller<ObligationEventType> | undefined;
  const obligation = list.find(({ id }) => id === event.body.obligation_id);
  return teller && obligation ? teller(obligation, event.body as never, event) : [];
}

/** A notice to people about an event that is no obligation's; its key is unique by the event's place in the record. */
export function notify(
  event: RecordedEvent,
  caseId: string,
  facts: Pick<Facts, 'directory' | 'policy'>,
  notice: { readonly kind: MessageKind; readonly to: readonly (string | null | undefined)[]; readonly about: Readonly<Record<string, string>> },
): OwedMessage[] {
  const recipients = [...new Set(notice.to)].filter((each): each is string => typeof each === 'string');
  return recipients.flatMap((recipient) => {
    const channels = channelsFor(recipient, facts, event.at);
    const key = `${caseId}/${event.type}@${event.seq}/-/${recipient}/${notice.kind}`;
    return channels.length === 0 ? [] : [{ key, kind: notice.kind, recipient, channels, obligation_id: null, about: notice.about, mutable: false, late: false }];
  });
}
