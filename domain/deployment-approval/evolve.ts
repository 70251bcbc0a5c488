import type { DeploymentEventBody, DeploymentEventType } from '../../contracts/deployment-events.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { ObligationOpening } from '../../contracts/obligation.ts';
import { evolveObligations } from '../obligations/index.ts';
import { EVOLVE_CONDITIONS, extended } from './evolve-conditions.ts';
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
  const next = ofObligation(step ? step(state, event.body as never, event) : state, event);
  return { ...next, obligations: evolveObligations(next.obligations, event), last_at: event.at };
}

/** A sign-off that opens is its lane's, an answer its question's; a condition that is given more time is not missed. */
function ofObligation(state: DeploymentState, event: RecordedEvent): DeploymentState {
  if (event.type === 'obligation.redated') return extended(state, event.body['obligation_id'] as string);
  if (event.type === 'obligation.reopened') return laneOpened(state, state.obligations.find((o) => o.id === event.body['obligation_id']));
  if (event.type !== 'obligation.opened') return state;
  const { id, kind, subject } = event.body as unknown as ObligationOpening;
  if (kind === 'answer') return { ...state, questions: state.questions.map((q) => (q.id === subject['question'] ? { ...q, answer_obligation_id: id } : q)) };
  return laneOpened(state, { id, kind, subject });
}

function laneOpened(state: DeploymentState, owed: Pick<ObligationOpening, 'id' | 'kind' | 'subject'> | undefined): DeploymentState {
  if (owed?.kind !== 'sign_off') return state;
  return { ...state, lanes: state.lanes.map((lane) => (lane.lane === owed.subject['lane'] ? { ...lane, state: 'open' as const, obligation_id: owed.id } : lane)) };
}
