import type { NcPlan, PlannedAction } from '../../contracts/nonconformity-closure.ts';
import { caseKindOf } from '../../contracts/ids.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { strangerIn } from '../actors.ts';
import { after, type Case } from './case.ts';
import { capped } from './clock.ts';
import { checkerConflict, ownerConflict } from './separation.ts';
import { actionsNow, type Action, type NonconformityState } from './state.ts';

type Fault = { readonly pointer: string; readonly detail: string };
const at = (i: number, field: string) => `/actions/${i}/${field}`;

/** What was done and verified stays, whatever the next plan adds. */
const keptOf = (state: NonconformityState): readonly Action[] => actionsNow(state).filter((action) => action.state === 'verified');

/** Everything that is wrong with a plan, in one refusal; people first, since nothing else can be judged of strangers. */
export function planFaults(draft: Case, plan: NcPlan): Refusal | null {
  const named = plan.actions.flatMap(({ owner, accountable, verifier }, i) => [
    { id: owner, pointer: at(i, 'owner') },
    { id: accountable, pointer: at(i, 'accountable') },
    { id: verifier, pointer: at(i, 'verifier') },
  ]);
  const stranger = strangerIn(draft.context, [...named, { id: plan.effectiveness?.checker, pointer: '/effectiveness/checker' }]);
  if (stranger) return stranger;
  const duties = separated(draft.state, plan);
  const others = [...dates(draft, plan.actions), ...order(draft.state, plan.actions), ...tooSoon(plan.actions), ...deployments(draft.context.known_deployments ?? [], plan.actions), ...effect(draft, plan)];
  const errors = [...duties, ...others];
  const [first] = errors;
  if (!first) return null;
  const refused = others.length === 0 ? ('separation_of_duties' as const) : ('invalid' as const);
  return { refused, detail: errors.length === 1 ? first.detail : `${first.detail}; and ${errors.length - 1} more`, pointer: first.pointer, errors };
}

/** Nobody verifies what they do themselves or is done in their own case, and who checks the effect is neither owner, doer nor verifier. */
function separated(state: NonconformityState, { actions, effectiveness }: NcPlan): Fault[] {
  const own = actions.flatMap(({ owner, verifier, key }, i) => {
    const why = owner === verifier ? `owns the action "${key}" and can't verify it` : verifyingOwnCase(state, verifier, key);
    return why === null ? [] : [{ pointer: at(i, 'verifier'), detail: `${verifier} ${why}; name somebody else` }];
  });
  const checker = effectiveness?.checker;
  if (checker === undefined) return own;
  const planned = actions.find(({ owner, verifier }) => owner === checker || verifier === checker);
  const kept = { ...state, actions: state.actions.filter((action) => action.state === 'verified' || action.done_by !== null) };
  const why = planned ? `${planned.owner === checker ? 'owns' : 'verifies'} the action "${planned.key}"` : checkerConflict(kept, checker);
  return why === null ? own : [...own, { pointer: '/effectiveness/checker', detail: `${checker} ${why} and can't check the effect; name somebody who is neither owner nor verifier` }];
}

function verifyingOwnCase(state: NonconformityState, verifier: string, key: string): string | null {
  const why = ownerConflict(state, verifier);
  return why === null ? null : `${why}, and can't verify the action "${key}"`;
}

/**
 * When an action is due at the latest: so long after now as the class gives, or at the deadline that somebody outside has
 * set (§3). One that has passed is missed, and shows so; it must not keep what was found from being cured.
 */
function latestDue(draft: Case): Instant {
  const { state, context, row } = draft;
  const limit = after(context, row.implement, context.now, state.owner);
  const deadline = state.raised?.deadline ?? null;
  return deadline !== null && deadline <= context.now ? limit : capped(state, limit);
}

function dates(draft: Case, actions: readonly PlannedAction[]): Fault[] {
  const { now } = draft.context;
  const limit = latestDue(draft);
  return actions.flatMap(({ due_at, key }, i) => {
    if (due_at <= now) return [{ pointer: at(i, 'due_at'), detail: `"${key}" would be due at ${due_at}, in the past; write an instant after ${now}` }];
    return due_at > limit ? [{ pointer: at(i, 'due_at'), detail: `"${key}" would be due at ${due_at}; a nonconformity of class ${draft.state.class ?? ''} gives it until ${limit}` }] : [];
  });
}

/** What waits for another action is due after it: else it would be overdue the moment that it begins. */
const tooSoon = (actions: readonly PlannedAction[]): Fault[] =>
  actions.flatMap(({ key, due_at, depends_on }, i) => {
    const before = actions.find((other) => other.key !== key && depends_on.includes(other.key) && other.due_at >= due_at);
    return before === undefined ? [] : [{ pointer: at(i, 'due_at'), detail: `"${key}" would be due at ${due_at} and waits for "${before.key}", which is due at ${before.due_at}; write a later instant, with time for who verifies that one` }];
  });

/** Keys are unique, and what an action depends on exists and never comes round to itself. */
function order(state: NonconformityState, actions: readonly PlannedAction[]): Fault[] {
  const kept = keptOf(state).map(({ key }) => key);
  const keys = [...kept, ...actions.map(({ key }) => key)];
  return actions.flatMap(({ key, depends_on }, i) => [
    ...(keys.indexOf(key) === kept.length + i ? [] : [{ pointer: at(i, 'key'), detail: `the key "${key}" is there twice; give each action one of its own, also beside those that are verified` }]),
    ...depends_on.flatMap((name, j) => (keys.includes(name) ? [] : [{ pointer: at(i, `depends_on/${j}`), detail: `"${key}" depends on "${name}", which is no action of the plan: ${keys.join(', ')}` }])),
    ...(waitsForItself(key, actions) ? [{ pointer: at(i, 'depends_on'), detail: `"${key}" waits for itself and would never begin; take one link out of the circle` }] : []),
  ]);
}

function waitsForItself(key: string, actions: readonly PlannedAction[]): boolean {
  const seen = new Set<string>();
  const next = [...(actions.find((action) => action.key === key)?.depends_on ?? [])];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (name === key) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    next.push(...(actions.find((action) => action.key === name)?.depends_on ?? []));
  }
  return false;
}

/** Only a change of the model or its data is carried out by a deployment, and by one that there is (§3 actions). */
const deployments = (known: readonly string[], actions: readonly PlannedAction[]): Fault[] =>
  actions.flatMap(({ deployment, type, key }, i) => {
    if (deployment === undefined) return [];
    if (type !== 'model_change') return [{ pointer: at(i, 'deployment'), detail: `"${key}" is a ${type}; only a model_change names the deployment that carries it out` }];
    if (caseKindOf(deployment) !== 'deployment') return [{ pointer: at(i, 'deployment'), detail: `${deployment} is not the id of a deployment` }];
    return known.includes(deployment) ? [] : [{ pointer: at(i, 'deployment'), detail: `there is no deployment ${deployment} to carry out "${key}"; GET /v1/deployments lists those that there are` }];
  });

/** Measure, target and method are fixed before anybody acts. */
function effect({ row, state }: Case, { effectiveness }: NcPlan): Fault[] {
  if (effectiveness === undefined) {
    return row.effectiveness_wait === null ? [] : [{ pointer: '/effectiveness', detail: `a plan for class ${state.class ?? ''} fixes by what measure, target and method its effect is checked, and by whom: add "effectiveness"` }];
  }
  if (effectiveness.method !== 'sample' || effectiveness.sample_size !== undefined) return [];
  return [{ pointer: '/effectiveness/sample_size', detail: 'say how many are looked at: a sample needs its size' }];
}
