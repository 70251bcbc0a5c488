import type { OwedMessage } from '../../contracts/delivery.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { SystemEventBody, SystemEventType } from '../../contracts/system-events.ts';
import { personOf } from '../aggregate.ts';
import type { Facts } from '../aggregate.ts';
import { blockerMessages, governanceLeads } from '../blockers/index.ts';
import { notify, obligationMessages } from '../obligations/index.ts';
import { blockers } from './blockers.ts';
import type { SystemState } from './state.ts';

type Teller<T extends SystemEventType> = (body: SystemEventBody<T>, event: RecordedEvent, state: SystemState, facts: Facts) => readonly OwedMessage[];

const owner = (state: SystemState) => state.entry?.owner;
const riskOwner = (state: SystemState, id: string) => state.risks.find((risk) => risk.id === id)?.owner;
const leads = (event: RecordedEvent, state: SystemState, facts: Facts) => governanceLeads(facts, event.at, state.entry?.unit);

const TELLERS: { readonly [T in SystemEventType]?: Teller<T> } = {
  'system.changed': (body, event, state, facts) => {
    const to = body.changes.owner === undefined || body.changes.owner === personOf(event.actor) ? [] : [body.changes.owner];
    return notify(event, state.id, facts, { kind: 'notice', to, about: { what: event.type, system: state.id } });
  },
  'risk.accepted': (body, event, state, facts) => {
    const to = [riskOwner(state, body.risk_id), owner(state)].filter((person) => person !== personOf(event.actor));
    return notify(event, state.id, facts, { kind: 'notice', to, about: { what: event.type, risk: body.risk_id, until: body.until } });
  },
  'risk.acceptance_expired': (body, event, state, facts) => {
    const to = [riskOwner(state, body.risk_id), owner(state), ...leads(event, state, facts)];
    return notify(event, state.id, facts, { kind: 'expiry', to, about: { what: event.type, risk: body.risk_id, until: body.until } });
  },
  // owner and L3 (§1.22)
  'digests.drift_observed': (body, event, state, facts) => {
    const { environment, case_id: live_case, blocker_id: blocker, differing } = body;
    const about = { what: event.type, environment, case: live_case, blocker, differing: differing.join(',') };
    return notify(event, state.id, facts, { kind: 'drift', to: [owner(state), ...leads(event, state, facts)], about });
  },
  'digests.drift_ended': (body, event, state, facts) => {
    const about = { what: event.type, environment: body.environment, case: body.case_id, blocker: body.blocker_id };
    return notify(event, state.id, facts, { kind: 'notice', to: [owner(state), ...leads(event, state, facts)], about });
  },
};

/** Whom an event of a system's record tells. */
export function messages(event: RecordedEvent, state: SystemState, facts: Facts): readonly OwedMessage[] {
  const teller = TELLERS[event.type as SystemEventType] as Teller<SystemEventType> | undefined;
  const also = state.entry ? [state.entry.owner] : [];
  return [
    ...(teller ? teller(event.body as never, event, state, facts) : []),
    ...blockerMessages(event, facts, { caseId: state.id, book: state, open: blockers(state), also, unit: state.entry?.unit }),
    ...obligationMessages(event, state.obligations, facts, state.id),
  ];
}
