import type { Directory } from '../../contracts/directory.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Context, Decision } from '../aggregate.ts';
import { endWaivers, nextWaiverEnd } from '../blockers/index.ts';
import { Draft } from '../draft.ts';
import { fireDue, followPeople, nextAmong, nextWake, owingPeople, triggerBoard } from '../obligations/index.ts';
import { wokenAt } from '../time/due.ts';
import { earliest } from '../time/instant.ts';
import { evolve } from './evolve.ts';
import { fact } from './facts.ts';
import { oweAgain } from './risks.ts';
import type { RiskItem, SystemState } from './state.ts';

type Accepted = RiskItem & { readonly accepted_until: Instant };
const accepted = (state: SystemState): readonly Accepted[] =>
  state.risks.filter((risk): risk is Accepted => risk.state === 'accepted' && risk.accepted_until !== null);

/** The next instant at which {@link escalate} has something to do. */
export const wakeAt = (state: SystemState, directory: Directory, now: Instant): Instant | null =>
  earliest([
    nextWake(state.obligations),
    nextWaiverEnd(state),
    ...accepted(state).map((risk) => risk.accepted_until),
    nextAmong(owingPeople(state.obligations), directory, now),
  ]);

/**
 * What time alone brings: acceptances and waivers that end, and every rung that is due. An acceptance that ends makes its
 * risk open and its treatment owed again; at board level the board is told at once (§0.04). Only workflows ask for it.
 */
export function escalate(state: SystemState, woke_for: Instant | null, given: Context): Decision {
  const context = wokenAt(given, woke_for);
  if (context.meta.actor.kind !== 'workflow') return { refused: 'not_permitted', detail: 'only the workflow of this record escalates; people nudge' };
  const draft = new Draft(state, context, evolve);
  for (const risk of accepted(state).filter((each) => each.accepted_until <= context.now)) {
    const board = risk.accepted_at_board_level;
    draft.push(fact('risk.acceptance_expired', { risk_id: risk.id, until: risk.accepted_until, board }));
    draft.push(...oweAgain(draft.state, risk, context));
    if (board) draft.push(...triggerBoard('board_risk_acceptance_expired', { risk: risk.id }, context));
  }
  draft.push(...endWaivers(draft.state, context.now));
  draft.push(...followPeople(draft.state.obligations, context));
  draft.push(...fireDue(draft.state.obligations, context));
  return draft.done();
}
