import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { Obligation, ObligationOpening } from '../../contracts/obligation.ts';
import type { ObligationEventBody, ObligationEventType } from '../../contracts/obligation-events.ts';
import { evolveTicket } from '../tickets/evolve.ts';
import { isOpen } from './list.ts';

type Step<T extends ObligationEventType> = (list: readonly Obligation[], body: ObligationEventBody<T>, event: RecordedEvent) => readonly Obligation[];

/** An obligation just opened. */
export const asObligation = (opening: ObligationOpening): Obligation => ({
  ...opening,
  state: 'open',
  version: 1,
  fired: [],
  acknowledged_by: [],
  snoozed: [],
  paused_at: null,
  pauses: [],
  closed_at: null,
  instruction: null,
});

/** Its pause, if one lasts, ends at `at`. */
const unpaused = (o: Obligation, at: string): Pick<Obligation, 'paused_at' | 'pauses'> => ({
  paused_at: null,
  pauses: o.pauses.map((pause) => (pause.until === null ? { ...pause, until: at } : pause)),
});

const change = (list: readonly Obligation[], id: string, how: (o: Obligation) => Partial<Obligation>): readonly Obligation[] =>
  list.map((o) => (o.id === id ? { ...o, ...how(o) } : o));

const closeEscalations = (list: readonly Obligation[], source: string, state: 'met' | 'withdrawn', at: string): readonly Obligation[] =>
  list.map((o) => (o.kind === 'escalation' && o.subject.source === source && isOpen(o) ? { ...o, state, closed_at: at } : o));

/** An escalation closes with its source, so no event of its own says so (§0.07). */
const end =
  (state: 'met' | 'failed' | 'withdrawn') =>
  (list: readonly Obligation[], body: ObligationEventBody<'obligation.met'>, { at }: RecordedEvent): readonly Obligation[] =>
    closeEscalations(
      change(list, body.obligation_id, (o) => ({ state, version: body.version, ...unpaused(o, at), closed_at: at })),
      body.obligation_id,
      state === 'met' ? 'met' : 'withdrawn',
      at,
    );

const STEPS: { readonly [T in ObligationEventType]?: Step<T> } = {
  'obligation.opened': (list, body) => [...list.filter((o) => o.id !== body.id), asObligation(body)],
  'obligation.met': end('met'),
  'obligation.failed': end('failed'),
  'obligation.withdrawn': end('withdrawn'),
  'obligation.paused': (list, body, { at }) => change(list, body.obligation_id, (o) => ({ state: 'paused', paused_at: at, pauses: [...o.pauses, { from: at, until: null }] })),
  'obligation.resumed': (list, body) =>
    change(list, body.obligation_id, (o) => ({ state: 'open', ...unpaused(o, body.since), version: body.version, due_at: body.due_at, rungs: body.rungs })),
  'obligation.reopened': (list, body) =>
    change(list, body.obligation_id, () => ({
      state: 'open',
      closed_at: null,
      version: body.version,
      due_at: body.due_at,
      rungs: body.rungs,
      to: body.to,
      acknowledged_by: [],
      ...(body.owed_by === undefined ? {} : { owed_by: body.owed_by }),
      ...(body.sla === undefined ? {} : { sla: body.sla, fired: [], snoozed: [] }),
      ...(body.ladder === undefined ? {} : { ladder: body.ladder }),
    })),
  'obligation.redated': (list, body, { at }) =>
    closeEscalations(
      change(list, body.obligation_id, (o) => ({
        // more time changes nothing about who is awaited
        paused_at: o.paused_at === null ? null : at,
        version: body.version,
        due_at: body.due_at,
        sla: body.sla,
        rungs: body.rungs,
        ...(body.ladder === undefined ? {} : { ladder: body.ladder }),
        fired: [],
        snoozed: [],
        acknowledged_by: [],
      })),
      body.obligation_id,
      'withdrawn',
      at,
    ),
  'obligation.reassigned': (list, body) =>
    change(list, body.obligation_id, () => ({ version: body.version, owed_by: body.owed_by, to: body.to, acknowledged_by: [] })),
  'obligation.acknowledged': (list, body) => {
    const add = (o: Obligation) => ({ acknowledged_by: [...o.acknowledged_by.filter((p) => p !== body.person), body.person] });
    const here = change(list, body.obligation_id, add);
    return body.source === null ? here : change(here, body.source, add);
  },
  'obligation.snoozed': (list, body) =>
    change(list, body.obligation_id, (o) => ({
      snoozed: [...o.snoozed, body.rung],
      rungs: o.rungs.map((rung) => (rung.id === body.rung ? { ...rung, at: body.until } : rung)),
    })),
  'obligation.nudged': (list, body, { at }) =>
    change(list, body.obligation_id, (o) => ({
      instruction: body.instruction ?? o.instruction,
      nudged: { ...o.nudged, ...Object.fromEntries([...body.to, ...(body.elsewhere ?? [])].map((each) => [each, at])) },
    })),
  'rung.fired': (list, body, { at }) =>
    change(list, body.obligation_id, (o) => ({ fired: [...o.fired, { id: body.rung, level: body.level, at, to: body.to }] })),
};

/** Folds one event into the obligations of a case; events that it does not know change nothing. */
export function evolveObligations(list: readonly Obligation[], event: RecordedEvent): readonly Obligation[] {
  const step = STEPS[event.type as ObligationEventType] as Step<ObligationEventType> | undefined;
  return step ? step(list, event.body as never, event) : evolveTicket(list, event);
}
