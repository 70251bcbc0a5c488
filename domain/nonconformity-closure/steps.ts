import { NC_STEPS, type NcStep, type NcStepView } from '../../contracts/nonconformity-view.ts';
import type { NcClassRule } from '../../contracts/nonconformity-policy.ts';
import type { ObligationKind, Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { isOpen } from '../obligations/index.ts';
import { latest } from '../time/instant.ts';
import { rulesOf } from './case.ts';
import { actionsNow, causeNow, isOver, planNow, type NonconformityState } from './state.ts';

/** What is owed for each step; nobody owes the wait. */
const KINDS: Readonly<Record<NcStep, ObligationKind | null>> = {
  classify: 'classification',
  correct: 'correction',
  root_cause: 'root_cause',
  plan: 'action_plan',
  approve_plan: 'plan_approval',
  implement: 'corrective_action',
  verify: 'evidence_verification',
  wait: null,
  check_effect: 'effectiveness_check',
};

const ASKED: { readonly [S in NcStep]?: (row: NcClassRule) => boolean } = {
  correct: (row) => row.correct !== null,
  root_cause: (row) => row.root_cause !== null,
  wait: (row) => row.effectiveness_wait !== null,
  check_effect: (row) => row.effectiveness_wait !== null,
};

/** When each step was done in the present cycle; null while it is not. */
const DONE: Readonly<Record<NcStep, (state: NonconformityState) => Instant | null>> = {
  classify: (state) => state.classified?.at ?? null,
  correct: (state) => state.correction?.at ?? null,
  root_cause: (state) => causeNow(state)?.at ?? null,
  plan: (state) => (planNow(state)?.state === 'returned' ? null : metIn(state, 'action_plan')),
  approve_plan: (state) => (planNow(state)?.state === 'approved' ? metIn(state, 'plan_approval') : null),
  implement: (state) => allDone(state, ({ done_at }) => done_at),
  verify: (state) => state.evidence_verified_at,
  wait: (state) => openedIn(state, 'effectiveness_check'),
  check_effect: (state) => state.checks.findLast(({ cycle, verdict }) => cycle === state.cycle && verdict === 'effective')?.at ?? null,
};

/** Obligations of a kind that belong to the present cycle; those of the finding itself belong to every one. */
function inCycle(state: NonconformityState, kind: ObligationKind) {
  const since = kind === 'classification' || kind === 'correction' ? undefined : state.reopened.at(-1)?.at;
  return state.obligations.filter((o) => o.kind === kind && (since === undefined || o.opened_at >= since));
}

function metIn(state: NonconformityState, kind: ObligationKind): Instant | null {
  const last = inCycle(state, kind).at(-1);
  return last?.state === 'met' ? last.closed_at : null;
}

const openedIn = (state: NonconformityState, kind: ObligationKind): Instant | null =>
  state.status === 'effectiveness_wait' ? null : (inCycle(state, kind).at(-1)?.opened_at ?? null);

type Actions = ReturnType<typeof actionsNow>;
/** The last instant of all actions; null while one is missing. A plan of an earlier cycle says nothing of this one. */
function allDone(state: NonconformityState, at: (action: Actions[number]) => Instant | null): Instant | null {
  if (metIn(state, 'plan_approval') === null) return null;
  const actions = actionsNow(state);
  const instants = actions.map((action) => (action.state === 'handed_in' || action.state === 'verified' ? at(action) : null));
  return instants.includes(null) ? null : (latest(instants) ?? null);
}

/** The procedure as it stands in the present cycle, for a page that shows how far it is (§3 states). */
export function stepsOf(state: NonconformityState, policy: Policy): readonly NcStepView[] {
  const row = state.class === null ? null : rulesOf(policy).classes[state.class];
  return NC_STEPS.map((step) => {
    const kind = KINDS[step];
    const owed = kind === null ? [] : inCycle(state, kind);
    const open = owed.filter(isOpen);
    const done_at = DONE[step](state);
    const due_at = step === 'wait' ? state.wait_until : (latest(open.map((o) => o.due_at)) ?? null);
    return { step, state: standing(), due_at, done_at, obligations: open.map(({ id }) => id) };

    function standing(): NcStepView['state'] {
      if (open.length > 0 || (step === 'wait' && state.wait_until !== null)) return 'open';
      if (done_at !== null) return 'done';
      return isOver(state) || (row !== null && ASKED[step]?.(row) === false) ? 'not_asked' : 'ahead';
    }
  });
}
