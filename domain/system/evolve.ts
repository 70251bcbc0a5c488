import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { SystemEventBody, SystemEventType } from '../../contracts/system-events.ts';
import { evolveBlockers } from '../blockers/book.ts';
import { evolveObligations } from '../obligations/evolve.ts';
import type { RiskItem, SystemState } from './state.ts';

type Step<T extends SystemEventType> = (state: SystemState, body: SystemEventBody<T>, event: RecordedEvent) => SystemState;

const withRisk = (state: SystemState, id: string, change: Partial<RiskItem>): SystemState => ({
  ...state,
  risks: state.risks.map((risk) => (risk.id === id ? { ...risk, ...change } : risk)),
});

const NO_ACCEPTANCE = { accepted_by: null, accepted_until: null, accepted_at_board_level: false } as const;

const STEPS: { readonly [T in SystemEventType]?: Step<T> } = {
  'system.added': (state, { entry }) => ({ ...state, exists: true, entry }),
  // a patch holds no absent field as undefined: what it does not name stays
  'system.changed': (state, { changes }) => (state.entry ? { ...state, entry: { ...state.entry, ...(changes as Partial<typeof state.entry>) } } : state),
  'version.added': (state, { version_id, name, digests, authors, weights_signature, person }, { at }) => ({
    ...state,
    versions: [...state.versions, { id: version_id, name, digests, authors, weights_signature, added_at: at, added_by: person }],
  }),
  'risk.added': (state, { risk_id, blocker_id, title, owner, residual, option, criteria, component, halts, person }, { at }) => ({
    ...state,
    risks: [
      ...state.risks,
      { id: risk_id, blocker_id, title, owner, residual, option, criteria, component, state: 'open', added_at: at, added_by: person, ...NO_ACCEPTANCE, halts },
    ],
  }),
  'risk.treated': (state, body) => {
    const change = { residual: body.residual, halts: body.halts, state: body.state };
    return withRisk(state, body.risk_id, body.state === 'accepted' ? change : { ...change, ...NO_ACCEPTANCE });
  },
  'risk.accepted': (state, body) =>
    withRisk(state, body.risk_id, { state: 'accepted', accepted_by: body.person, accepted_until: body.until, accepted_at_board_level: body.board }),
  'risk.acceptance_expired': (state, body) => withRisk(state, body.risk_id, { state: 'open', ...NO_ACCEPTANCE }),
  'risk.closed': (state, body) => withRisk(state, body.risk_id, { state: 'closed', ...NO_ACCEPTANCE }),
  'digests.drift_observed': (state, { environment, blocker_id, observed, expected, differing, case_id }, { at }) => {
    const before = state.drift.find((drift) => drift.environment === environment);
    const drift = { environment, blocker_id, observed, expected, differing, case_id, at: before?.at ?? at };
    return { ...state, drift: [...state.drift.filter((d) => d !== before), drift] };
  },
  'digests.drift_ended': (state, { environment }) => ({ ...state, drift: state.drift.filter((drift) => drift.environment !== environment) }),
};

/** Folds one event into a system's record; an event that it does not know changes nothing but the clock (design §4). */
export function evolve(state: SystemState, event: RecordedEvent): SystemState {
  const step = STEPS[event.type as SystemEventType] as Step<SystemEventType> | undefined;
  const next = step ? step(state, event.body as never, event) : state;
  return {
    ...next,
    ...evolveBlockers(next, event),
    obligations: evolveObligations(next.obligations, event),
    last_at: event.at,
  };
}
