import { NONCONFORMITY_WORKFLOW_ONLY, type NonconformityCommandBody, type NonconformityCommandName } from '../../contracts/nonconformity-closure.ts';
import { UNDELIVERED, type Undelivered } from '../../contracts/undelivered.ts';
import { isRefusal, type Command, type Context, type Decision } from '../aggregate.ts';
import { provenNow } from '../authority/proving.ts';
import { endedByHand } from '../blockers/index.ts';
import { decideObligation, decideUndelivered } from '../obligations/index.ts';
import { wokenAt } from '../time/due.ts';
import { completeStep, verify } from './actions.ts';
import { acceptRisk, cancel, decideDispute, decline, dispute, merge, reject, reopen } from './branches.ts';
import { Case, matterOf, wrongState } from './case.ts';
import { classify } from './classify.ts';
import { correct } from './correct.ts';
import { recordCost } from './costs.ts';
import { decideExtension } from './decide-extension.ts';
import { checkEffect } from './effect.ts';
import { escalate } from './escalate.ts';
import { askExtension } from './extend.ts';
import { standInForJudges } from './judges.ts';
import { approvePlan, plan, returnPlan } from './plan.ts';
import { promote, raise } from './raise.ts';
import { decideRecurrence } from './recur.ts';
import { rootCause } from './root-cause.ts';
import { takeoverRefusal } from './separation.ts';
import type { NonconformityState } from './state.ts';

type Handlers = { readonly [T in NonconformityCommandName]?: (draft: Case, body: NonconformityCommandBody<T>) => Decision };

const HANDLERS: Handlers = {
  raise,
  classify,
  promote,
  correct,
  'root-cause': rootCause,
  plan,
  'approve-plan': approvePlan,
  'return-plan': returnPlan,
  complete: completeStep,
  verify,
  'check-effect': checkEffect,
  extend: askExtension,
  'decide-extension': decideExtension,
  reject,
  cancel,
  decline,
  merge,
  'accept-risk': acceptRisk,
  reopen,
  dispute,
  'decide-dispute': decideDispute,
  'decide-recurrence': decideRecurrence,
  'record-cost': recordCost,
  escalate,
};

/** Asked of an obligation of any case, and of this one by rules of its own: more time has its limits here. */
const OWN: readonly NonconformityCommandName[] = ['extend', 'escalate'];

/** Every command of a nonconformity, decided on the facts of one transaction (design §3, §4). */
export function decide(state: NonconformityState, command: Command, given: Context): Decision {
  const context = provenNow(given);
  const name = command.name as NonconformityCommandName;
  if (!state.exists && name !== 'raise') return { refused: 'unknown_case', detail: `there is no nonconformity ${context.id}` };
  if (NONCONFORMITY_WORKFLOW_ONLY.includes(name) && context.meta.actor.kind !== 'workflow') return { refused: 'not_permitted', detail: `"${name}" is for the case's own workflow` };
  const byHand = endedByHand(command, context.id);
  if (byHand) return byHand;
  if (state.exists && command.name === UNDELIVERED) return decideUndelivered(state.obligations, command.body as Undelivered, [state.owner, state.raised?.person], context);
  if (state.exists && !OWN.includes(name)) {
    const shared = decideObligation(state.obligations, command, context, matterOf(state, context));
    if (shared) return takenOverWell(state, command, context, shared);
  }
  const handler = (Object.hasOwn(HANDLERS, name) ? HANDLERS[name] : undefined) as ((draft: Case, body: unknown) => Decision) | undefined;
  if (!handler) return wrongState(state, 'a command that nonconformities know');
  const draft = new Case(state, name === 'escalate' ? wokenAt(context, (command.body as NonconformityCommandBody<'escalate'>).woke_for) : context);
  const decision = handler(draft, command.body);
  if (isRefusal(decision)) return decision;
  standInForJudges(draft, null);
  return { ...decision, events: draft.events };
}

/** Given to somebody else, it never becomes the own work of who judges it; who was to judge it and owes it now is stood in for. */
function takenOverWell(state: NonconformityState, command: Command, context: Context, decision: Decision): Decision {
  if (command.name !== 'reassign' || isRefusal(decision)) return decision;
  const body = command.body as NonconformityCommandBody<'reassign'>;
  const refused = takeoverRefusal(state, body);
  if (refused) return refused;
  const draft = new Case(state, context);
  draft.push(...(decision.events ?? []));
  standInForJudges(draft, body.reason);
  return { ...decision, events: draft.events };
}
