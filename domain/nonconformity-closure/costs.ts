import type { NonconformityCommandBody } from '../../contracts/nonconformity-closure.ts';
import { holdsAny, somebody } from '../actors.ts';
import type { Decision } from '../aggregate.ts';
import { unitOf, wrongState, type Case } from './case.ts';
import { holdersOf, named } from './who.ts';

/** What poor quality cost, by its usual heads: entered by who works on it or answers for it, also after the end. */
export function recordCost(draft: Case, { kind, amount, currency, note }: NonconformityCommandBody<'record-cost'>): Decision {
  const { state, context, rules } = draft;
  if (state.status === 'merged') return wrongState(state, `a case of its own; enter it at ${state.merged_into ?? 'the one that carries it on'}`);
  const person = somebody(context);
  if (typeof person !== 'string') return person;
  const involved = [state.raised?.person, state.owner, state.accountable, ...state.actions.flatMap(({ owner, accountable }) => [owner, accountable])];
  if (!involved.includes(person) && !holdsAny(context.directory, person, [rules.coordinator_role], context.now, unitOf(state, context))) {
    const may = [...new Set([...involved, ...holdersOf(draft, [rules.coordinator_role])])].filter((each) => each != null);
    return { refused: 'not_permitted', detail: `costs are entered by who raised it, works on it or answers for it, and by the coordinator: ${named(may)}`, extra: { may } };
  }
  draft.add('cost.recorded', { person, kind, amount, currency, note: note ?? null });
  return draft.done({ costs: draft.state.costs.length });
}
