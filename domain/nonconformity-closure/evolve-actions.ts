import type { Steps } from './evolve.ts';
import type { Action, NonconformityState } from './state.ts';

const withAction = (state: NonconformityState, id: string, change: Partial<Action>): NonconformityState => ({
  ...state,
  actions: state.actions.map((action) => (action.action_id === id ? { ...action, ...change } : action)),
});

const withPlan = (state: NonconformityState, number: number, change: Partial<NonconformityState['plans'][number]>): NonconformityState => ({
  ...state,
  plans: state.plans.map((plan) => (plan.number === number ? { ...plan, ...change } : plan)),
});

/** From the plan to the verdict on its effect. */
export const EVOLVE_ACTIONS: Steps = {
  'plan.submitted': (state, body) => ({
    ...state,
    status: 'plan_review',
    plans: [...state.plans, { number: body.number, plan_digest: body.plan_digest, state: 'submitted', by: body.person, class: state.class, owner: state.owner, approved_by: null, returned_reason: null, effectiveness: body.effectiveness }],
    actions: [
      ...state.actions.map((action) => (action.state === 'verified' ? action : { ...action, state: 'dropped' as const })),
      ...body.actions.map((action) => ({ ...action, plan: body.number, state: 'waiting' as const, obligation_id: null, verify_obligation_id: null, evidence: [], done_by: null, doers: [action.owner], done_at: null, verified_by: null, verified_at: null, returned_reason: null })),
    ],
  }),
  'plan.approved': (state, body) => ({ ...withPlan(state, body.number, { state: 'approved', approved_by: body.person }), status: 'implementing' }),
  'plan.returned': (state, body) => ({ ...withPlan(state, body.number, { state: 'returned', returned_reason: body.reason }), status: 'rca' }),
  'action.opened': (state, body) => withAction(state, body.action_id, { state: 'open', obligation_id: body.obligation_id }),
  'action.completed': (state, body, { at }) => {
    const next = withAction(state, body.action_id, { state: 'handed_in', evidence: body.evidence, done_by: body.person, done_at: at, verify_obligation_id: body.verify_obligation_id, returned_reason: null });
    const allIn = next.actions.every((action) => ['handed_in', 'verified', 'dropped'].includes(action.state));
    return { ...next, status: allIn ? 'verify_evidence' : next.status };
  },
  'action.verified': (state, body, { at }) => withAction(state, body.action_id, { state: 'verified', verified_by: body.person, verified_at: at }),
  'action.returned': (state, body) => ({ ...withAction(state, body.action_id, { state: 'open', returned_reason: body.reason }), status: 'implementing' }),
  'evidence.verified': (state, _body, { at }) => ({ ...state, evidence_verified_at: at }),
  'effectiveness.waiting': (state, body) => ({ ...state, status: 'effectiveness_wait', wait_until: body.until, waits_extended: state.waits_extended + Number(body.extended) }),
  'effectiveness.opened': (state) => ({ ...state, status: 'effectiveness_check', wait_until: null }),
  'effectiveness.checked': (state, body, { at }) => ({ ...state, last_verdict: body.verdict, checks: [...state.checks, { ...body, cycle: state.cycle, at }] }),
  'extension.requested': (state, body, { at }) => {
    const { obligation_id, number, until, person, reason, interim_control, decide_obligation_id } = body;
    return { ...state, extensions: [...state.extensions, { obligation_id, number, until, person, at, reason, interim_control, state: 'requested', decide_obligation_id, decided_by: null }] };
  },
  'extension.decided': (state, body) => ({
    ...state,
    extensions: state.extensions.map((one) =>
      one.obligation_id === body.obligation_id && one.state === 'requested' ? { ...one, state: body.granted ? ('granted' as const) : ('refused' as const), decided_by: body.person } : one,
    ),
  }),
};
