import type { ActionView, NonconformityView } from '../../contracts/nonconformity-view.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { pendingRungs } from '../ladder/plan.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import { planApprovers } from './approvers.ts';
import { blockers } from './blockers.ts';
import { matterOf, unitOf } from './case.ts';
import { wideNow } from './extent.ts';
import type { Action, NonconformityState } from './state.ts';
import { stepsOf } from './steps.ts';

export type Seen = Facts & { readonly now: Instant };

/** What was raised, as it was raised. */
function findingOf(state: NonconformityState, { system }: Seen) {
  const { raised } = state;
  return {
    title: raised?.title ?? '',
    description: raised?.description ?? '',
    source: raised?.source ?? null,
    proposed_class: raised?.proposed_class ?? null,
    clauses: raised?.clauses ?? [],
    controls: raised?.controls ?? [],
    system_id: raised?.system_id ?? null,
    system_name: raised?.system_id == null ? null : (system?.entry?.name ?? raised.system_id),
    unit: unitOf(state, { system }) ?? null,
    found_at: raised?.found_at ?? null,
    raised_at: raised?.at ?? null,
    raised_by: raised?.person ?? null,
    source_case: raised?.source_case ?? null,
    vendor: raised?.vendor ?? null,
    deadline: raised?.deadline ?? null,
    evidence: raised?.evidence ?? [],
    near_miss: raised?.near_miss ?? false,
    policy_digest: raised?.policy_digest ?? null,
    alike: raised?.alike ?? [],
  };
}

function actionView(state: NonconformityState, action: Action): ActionView {
  const owed = state.obligations.find(({ id }) => id === action.obligation_id);
  return {
    ...action,
    due_now: owed?.due_at ?? action.due_at,
    owing: owed && 'person' in owed.owed_by ? owed.owed_by.person : action.owner,
    extensions: state.extensions.filter(({ obligation_id }) => obligation_id === action.obligation_id),
  };
}

function recurrenceOf({ recurrence }: NonconformityState): NonconformityView['recurrence'] {
  return (recurrence?.alike ?? []).map((one) => {
    const decided = recurrence?.decided.findLast(({ of }) => of === one.id);
    return { ...one, confirmed: decided?.confirmed ?? null, decided_by: decided?.person ?? null };
  });
}

function nextRungs(state: NonconformityState, seen: Seen): NonconformityView['next_rungs'] {
  const matter = matterOf(state, seen);
  const found = state.obligations.flatMap((o) =>
    pendingRungs(o).map((rung) => ({
      obligation_id: o.id,
      rung: rung.id,
      level: rung.level,
      at: rung.at,
      to: recipientsFor(rung.level, { owed_by: o.owed_by, lane: o.subject['lane'], at: seen.now, unit: unitOf(state, seen), ...matter(o) }, seen.policy, seen.directory),
    })),
  );
  return found.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

/** Who works on it, and how far it is. */
const workOf = (state: NonconformityState, seen: Seen) => ({
  class: state.class,
  class_proposals: state.class_proposals,
  severity: state.severity,
  requirement: state.requirement,
  systems: state.systems,
  wide: wideNow(state),
  cycle: state.cycle,
  owner: state.owner,
  accountable: state.accountable,
  classified: state.classified === null ? null : { by: state.classified.by, at: state.classified.at },
  steps: stepsOf(state, seen.policy),
  correction: state.correction,
  root_causes: state.root_causes,
  plans: state.plans,
  actions: state.actions.map((action) => actionView(state, action)),
  extensions: state.extensions,
  may_approve_plan: state.status === 'plan_review' ? planApprovers(state, seen) : [],
});

/** What became of it. */
const outcomeOf = (state: NonconformityState) => ({
  evidence_verified_at: state.evidence_verified_at,
  wait_until: state.wait_until,
  checks: state.checks,
  last_verdict: state.last_verdict,
  proposal: state.proposal,
  merged_into: state.merged_into,
  accepted: state.accepted,
  dispute: state.dispute,
  recurrence: recurrenceOf(state),
  reassessments: state.reassessments,
  costs: state.costs,
  reopened: state.reopened,
  closed_at: state.closed_at,
});

/** The case as everybody sees it (R-90: with the facts of an earlier moment, as it was then). */
export function nonconformityView(state: NonconformityState, seen: Seen): NonconformityView {
  return {
    id: state.id,
    kind: 'nonconformity',
    state: state.status,
    extension_requested: state.extensions.some((one) => one.state === 'requested'),
    ...findingOf(state, seen),
    ...workOf(state, seen),
    ...outcomeOf(state),
    blockers: blockers(state),
    obligations: state.obligations,
    next_rungs: nextRungs(state, seen),
  };
}
