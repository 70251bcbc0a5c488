import type { DeploymentEventBody, DeploymentEventType } from '../../contracts/deployment-events.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { ObligationOpening } from '../../contracts/obligation.ts';
import { evolveObligations } from '../obligations/index.ts';
import { EVOLVE_CONDITIONS } from './evolve-conditions.ts';
import { EVOLVE_LIFE } from './evolve-life.ts';
import { EVOLVE_REVIEW } from './evolve-review.ts';
import type { DeploymentState } from './state.ts';

/** One step of the fold for one type of event. */
export type Step<T extends DeploymentEventType> = (state: DeploymentState, body: DeploymentEventBody<T>, event: RecordedEvent) => DeploymentState;
export type Steps = { readonly [T in DeploymentEventType]?: Step<T> };

const STEPS: Steps = { ...EVOLVE_REVIEW, ...EVOLVE_CONDITIONS, ...EVOLVE_LIFE };

/** Folds one event into the state; an event that it does not know changes nothing but the clock (design §4). */
export function evolve(state: DeploymentState, event: RecordedEvent): DeploymentState {
  const step = STEPS[event.type as DeploymentEventType] as Step<DeploymentEventType> | undefined;
  const next = obligationOpened(step ? step(state, event.body as never, event) : state, event);
  return { ...next, obligations: evolveObligations(next.obligations, event), last_at: event.at };
}

/** A sign-off that opens is its lane's, an answer its question's. */
function obligationOpened(state: DeploymentState, event: RecordedEvent): DeploymentState {
  if (event.type !== 'obligation.opened') return state;
  const { id, kind, subject } = event.body as unknown as ObligationOpening;
  if (kind === 'answer') return { ...state, questions: state.questions.map((q) => (q.id === subject['question'] ? { ...q, answer_obligation_id: id } : q)) };
  if (kind !== 'sign_off') return state;
  return { ...state, lanes: state.lanes.map((lane) => (lane.lane === subject['lane'] ? { ...lane, state: 'open' as const, obligation_id: id } : lane)) };
}
