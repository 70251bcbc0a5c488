import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { NonconformityState } from './state.ts';

/** What the owner of a case owes; of one who left, the heir owes it and is in the owner's place. */
const OWNERS_STEPS: readonly Obligation['kind'][] = ['correction', 'root_cause', 'action_plan'];
/** Events after which somebody owes an obligation who did not before. */
const GIVEN: readonly string[] = ['obligation.opened', 'obligation.reassigned', 'obligation.reopened'];
/** Events by which somebody does what an owner owes, whoever owed it. */
const STEP_DONE: readonly string[] = ['correction.recorded', 'root_cause.recorded', 'plan.submitted'];

const joined = (people: readonly string[], person: string): readonly string[] => (people.includes(person) ? people : [...people, person]);

const withStepOwner = (state: NonconformityState, person: string): NonconformityState => ({ ...state, step_owners: joined(state.step_owners, person) });

const withDoer = (state: NonconformityState, action_id: unknown, person: string): NonconformityState => ({
  ...state,
  actions: state.actions.map((action) => (action.action_id === action_id ? { ...action, doers: joined(action.doers, person) } : action)),
});

/** Who owes it now is remembered for as long as the case is, whoever owes it next. */
function withOwing(state: NonconformityState, { kind, subject, owed_by }: Obligation): NonconformityState {
  if ('role' in owed_by) return state;
  if (OWNERS_STEPS.includes(kind)) return withStepOwner(state, owed_by.person);
  return kind === 'corrective_action' ? withDoer(state, subject['action'], owed_by.person) : state;
}

/**
 * Remembers everybody who ever owed or did a step of the owner or an action: none of them judges what was done, also after it
 * was given to somebody else or is done (§3 own process, R-43, R-44). Takes the state with the event folded in.
 */
export function withPeople(state: NonconformityState, { type, body }: RecordedEvent): NonconformityState {
  const person = body['person'];
  if (STEP_DONE.includes(type) && typeof person === 'string') return withStepOwner(state, person);
  if (type === 'action.completed' && typeof person === 'string') return withDoer(state, body['action_id'], person);
  if (!GIVEN.includes(type)) return state;
  const id = body['obligation_id'] ?? body['id'];
  const owed = state.obligations.find((o) => o.id === id);
  return owed === undefined ? state : withOwing(state, owed);
}
