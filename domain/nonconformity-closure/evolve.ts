import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { NonconformityEventBody, NonconformityEventType } from '../../contracts/nonconformity-events.ts';
import { evolveObligations } from '../obligations/index.ts';
import { EVOLVE_ACTIONS } from './evolve-actions.ts';
import { EVOLVE_BRANCHES } from './evolve-branches.ts';
import { withPeople } from './evolve-people.ts';
import { withFiles } from './false-evidence.ts';
import type { NonconformityState } from './state.ts';

/** One step of the fold for one type of event. */
export type Step<T extends NonconformityEventType> = (state: NonconformityState, body: NonconformityEventBody<T>, event: RecordedEvent) => NonconformityState;
export type Steps = { readonly [T in NonconformityEventType]?: Step<T> };

/** From the finding to its cause. */
const EVOLVE_ANALYSIS: Steps = {
  'nonconformity.raised': (state, body, { at }) => ({
    ...state,
    exists: true,
    status: body.near_miss ? 'near_miss' : 'raised',
    raised: { ...body, at },
    severity: body.severity,
    requirement: body.requirement,
    systems: [...new Set([...(body.system_id === null ? [] : [body.system_id]), ...body.systems])],
  }),
  'near_miss.promoted': (state) => ({ ...state, status: 'raised' }),
  'nonconformity.classified': (state, body, { at }) => ({
    ...state,
    status: state.status === 'raised' ? 'classified' : state.status,
    class: body.class,
    severity: body.severity,
    requirement: body.requirement,
    owner: body.owner,
    owners: [...new Set([...state.owners, body.owner])],
    accountable: body.accountable,
    systems: body.systems,
    classified: { by: body.person, at: state.classified?.at ?? at, due: body.due, effect_on_gates: body.effect_on_gates, wide: body.wide ?? null },
    class_proposals: [],
    class_decided: [...state.class_decided, ...state.class_proposals],
  }),
  'class.proposed': (state, body, { at }) => ({ ...state, class_proposals: [...state.class_proposals, { ...body, at }] }),
  'correction.recorded': (state, body, { at }) => {
    const status = state.status === 'classified' || state.status === 'reopened' ? 'contained' : state.status;
    return { ...state, status, correction: { ...body, at } };
  },
  'root_cause.recorded': (state, body, { at }) => ({
    ...state,
    status: 'rca',
    root_causes: [...state.root_causes, { ...body, at }],
    systems: [...new Set([...state.systems, ...body.extent.found_in])],
  }),
};

const STEPS: Steps = { ...EVOLVE_ANALYSIS, ...EVOLVE_ACTIONS, ...EVOLVE_BRANCHES };

/** Folds one event into the state; an event that it does not know changes nothing but the clock (design §4). */
export function evolve(state: NonconformityState, event: RecordedEvent): NonconformityState {
  const step = STEPS[event.type as NonconformityEventType] as Step<NonconformityEventType> | undefined;
  const next = step ? step(state, event.body as never, event) : state;
  const board_told = next.board_told || event.type === 'board.triggered';
  const folded = { ...next, extensions: withoutMoot(next, event), board_told, evidence: withFiles(next.evidence, event), obligations: evolveObligations(next.obligations, event), last_at: event.at };
  return withPeople(folded, event);
}

/** A request for more time ends with the decision that was owed on it. */
function withoutMoot({ extensions }: NonconformityState, { type, body }: RecordedEvent): NonconformityState['extensions'] {
  if (type !== 'obligation.withdrawn') return extensions;
  return extensions.map((one) => (one.state === 'requested' && one.decide_obligation_id === body['obligation_id'] ? { ...one, state: 'withdrawn' as const } : one));
}
