import type { MessageKind, OwedMessage } from '../../contracts/delivery.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { NonconformityEventBody, NonconformityEventType } from '../../contracts/nonconformity-events.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Facts } from '../aggregate.ts';
import { holders } from '../directory.ts';
import { isOpen, notify, obligationMessages } from '../obligations/index.ts';
import { rulesOf, unitOf } from './case.ts';
import { actionOf, openOf, planNow, type NonconformityState } from './state.ts';

interface Notice {
  readonly kind: MessageKind;
  readonly to: readonly (string | null | undefined)[];
  readonly about?: Readonly<Record<string, string>>;
}
interface Seen {
  readonly state: NonconformityState;
  readonly facts: Facts;
  readonly at: string;
}
type Teller<T extends NonconformityEventType> = (seen: Seen, body: NonconformityEventBody<T>) => Notice | null;
type Tellers = { readonly [T in NonconformityEventType]?: Teller<T> };

/** Who found it, who owns it and who answers for it. */
const parties = ({ state }: Seen) => [state.raised?.person, state.owner, state.accountable];
const inRole = ({ state, facts, at }: Seen, role: string): string[] => holders(facts.directory, role, at, unitOf(state, facts)).map(({ id }) => id);
const coordinators = (seen: Seen): string[] => inRole(seen, rulesOf(seen.facts.policy).coordinator_role);
const governance = (seen: Seen): string[] => inRole(seen, seen.facts.policy.ladders.levels.L3);

/** Whether something of the kind came to be owed at the instant of the event. */
const owedNow = ({ state, at }: Seen, kind: ObligationKind): boolean => openOf(state, kind)?.opened_at === at;

const decision = (seen: Seen): Notice => ({ kind: 'decision', to: parties(seen) });
const decisionWithL3 = (seen: Seen): Notice => ({ kind: 'decision', to: [...parties(seen), ...governance(seen)] });

/** Of the work on its causes. */
const OF_WORK: Tellers = {
  'near_miss.promoted': ({ state }, { rule }) => ({ kind: 'notice', to: [state.raised?.person], about: { rule } }),
  // what holds a gate is leadership's concern from the first hour on
  'nonconformity.classified': (seen, body) => ({
    kind: 'notice',
    to: [...parties(seen), ...(body.effect_on_gates === 'halt' ? governance(seen) : [])],
    about: { class: body.class },
  }),
  // who owes the decision from now on hears by that; one that another rule proposed as well is told of
  'class.proposed': (seen, body) => ({ kind: 'notice', to: owedNow(seen, 'classification') ? [] : coordinators(seen), about: { class: body.class, rule: body.rule } }),
  'plan.approved': ({ state }) => ({ kind: 'notice', to: [planNow(state)?.by, state.owner] }),
  // who owes the plan again hears by that
  'plan.returned': ({ state }) => ({ kind: 'notice', to: [planNow(state)?.by].filter((each) => each !== undefined && openOf(state, 'action_plan')?.to.includes(each) !== true) }),
  // who owes it again hears by that
  'action.returned': ({ state }, { action_id }) => ({ kind: 'notice', to: doing(state, action_id).filter((each) => !isOwedBy(state, actionOf(state, action_id)?.obligation_id, each)), about: { action: action_id } }),
  'action.verified': ({ state }, { action_id }) => ({ kind: 'notice', to: doing(state, action_id), about: { action: action_id } }),
  'evidence.verified': (seen) => ({ kind: 'notice', to: parties(seen) }),
  'effectiveness.checked': (seen, { verdict }) => ({ kind: 'notice', to: parties(seen), about: { verdict } }),
  'extension.decided': ({ state }, { obligation_id }) => ({ kind: 'notice', to: askers(state, obligation_id), about: { extended: obligation_id } }),
  'dispute.decided': ({ state }) => ({ kind: 'notice', to: [state.dispute?.person, state.classified?.by] }),
  'proposal.declined': (_seen, { proposed_by }) => ({ kind: 'notice', to: [proposed_by] }),
  'recurrence.decided': ({ state }, { of, confirmed }) => (confirmed ? { kind: 'notice', to: [state.owner], about: { of } } : null),
};

/** Of its end, and of a new beginning. */
const OF_ENDS: Tellers = {
  'nonconformity.rejected': decision,
  'nonconformity.cancelled': decision,
  'nonconformity.merged': (seen, { into }) => ({ ...decision(seen), about: { into } }),
  'nonconformity.risk_accepted': (seen, { until }) => ({ ...decisionWithL3(seen), about: { until } }),
  'nonconformity.reopened': (seen, { rule, cycle }) => ({ ...decision(seen), to: [...parties(seen), ...coordinators(seen)], about: { rule, cycle: String(cycle) } }),
  'nonconformity.closed': (seen, { rule }) => ({ ...decision(seen), about: { rule } }),
};

const TELLERS: Tellers = { ...OF_WORK, ...OF_ENDS };

const isOwedBy = ({ obligations }: NonconformityState, id: string | null | undefined, person: string | null | undefined): boolean => person != null && obligations.some((o) => o.id === id && isOpen(o) && o.to.includes(person));
const doing = (state: NonconformityState, id: string) => [actionOf(state, id)?.done_by, actionOf(state, id)?.owner];
const askers = (state: NonconformityState, obligation: string) => [state.extensions.findLast(({ obligation_id }) => obligation_id === obligation)?.person];

/** Messages that an event owes (design §6): of obligations, and to those whom it concerns; `state` is the case as the commit leaves it. */
export function messages(event: RecordedEvent, state: NonconformityState, facts: Facts): readonly OwedMessage[] {
  const owed = obligationMessages(event, state.obligations, facts, state.id);
  const teller = TELLERS[event.type as NonconformityEventType] as Teller<NonconformityEventType> | undefined;
  const notice = teller?.({ state, facts, at: event.at }, event.body as never);
  if (!notice) return owed;
  const system = state.raised?.system_id;
  const about = { event: event.type, ...(system == null ? {} : { system }), ...notice.about };
  return [...owed, ...notify(event, state.id, facts, { kind: notice.kind, to: notice.to, about })];
}
