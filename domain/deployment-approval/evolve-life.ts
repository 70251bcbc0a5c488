import { takenBack } from './evolve-conditions.ts';
import type { Steps } from './evolve.ts';
import { current, isConditional, type DeploymentState, type Permit } from './state.ts';

const withPermit = (state: DeploymentState, id: string, change: Partial<Permit>): DeploymentState =>
  state.permit?.id === id ? { ...state, permit: { ...state.permit, ...change } } : state;

const approvedStatus = (state: DeploymentState) => (state.decided?.conditional && isConditional(state) ? ('conditionally_approved' as const) : ('approved' as const));

/** The fold from the decision on. */
export const EVOLVE_LIFE: Steps = {
  'consent.given': (state, body, event) => ({ ...state, consent: { person: body.person, at: event.at } }),
  'tier.override_proposed': (state, body, event) => ({
    ...state,
    tier_overrides: [...state.tier_overrides, { person: body.person, tier: body.tier, at: event.at, revision: state.revisions.length }],
  }),
  'tier.changed': (state, body, event) => {
    const { score, traits } = current(state).manifest;
    const raised = body.effective === 'now';
    const set = { ...state, tier_overrides: [], tier_set: { tier: body.to, raised, score, traits } };
    if (!raised) return set;
    const signature_required = body.signature_required;
    const revisions = state.revisions.map((r, i) =>
      i === state.revisions.length - 1 ? { ...r, signature_required, manifest: { ...r.manifest, tier: body.to, path: body.path } } : r,
    );
    // the higher tier may ask for more than was checked
    const waits = state.status === 'changes_requested';
    return { ...set, revisions, checks: null, check_round: state.check_round + 1, put_at: event.at, status: waits ? state.status : 'checking', blocked_by: [] };
  },
  'veto.override_given': (state, body) => ({ ...state, override_given: [...state.override_given, { lane: body.lane, person: body.person }] }),
  'deployment.reopened': (state, _body, event) => ({
    ...state,
    status: 'checking',
    outcome: null,
    rejected: null,
    decided: null,
    decided_by: null,
    override_given: [],
    checks: null,
    check_round: state.check_round + 1,
    put_at: event.at,
    closes_at: null,
    lanes: state.lanes.map((l) => (l.state === 'open' || l.state === 'failed' ? { ...l, state: 'waiting' as const, obligation_id: null } : l)),
    conditions: takenBack(state.conditions),
  }),
  'deployment.approved': (state, body, event) => ({
    ...state,
    status: body.conditional ? 'conditionally_approved' : 'approved',
    blocked_by: [],
    decided: { conditional: body.conditional, at: event.at, valid_until: body.valid_until, notices: body.notices, approvers: body.approvers, dissent: body.dissent },
    decided_by: { what: 'approved', person: null, at: event.at, reason: null },
    approved_once: true,
    noticed: [],
  }),
  'deployment.rejected': (state, body, event) => ({
    ...state,
    status: 'rejected',
    outcome: 'rejected',
    rejected: { lane: body.lane, veto: body.veto, rule: body.rule, at: event.at, override_until: body.override_until },
    decided_by: { what: 'rejected', person: null, at: event.at, reason: null },
    closes_at: body.closes_at,
  }),
  'deployment.withdrawn': (state, body, event) => ({
    ...state,
    status: 'withdrawn',
    outcome: 'withdrawn',
    decided_by: { what: 'withdrawn', person: body.person, at: event.at, reason: body.reason },
    closes_at: body.closes_at,
  }),
  'deployment.lapsed': (state, body, event) => ({ ...state, status: 'lapsed', outcome: 'lapsed', decided_by: { what: 'lapsed', person: null, at: event.at, reason: null }, closes_at: body.closes_at }),
  'permit.issued': (state, body, event) => ({
    ...state,
    status: 'permit_issued',
    permit: {
      id: body.permit_id,
      issued_at: event.at,
      expires_at: body.expires_at,
      environment: body.environment,
      version_id: body.version_id,
      digests: body.digests,
      package_digest: body.package_digest,
      state: 'issued',
      ended_by: null,
    },
  }),
  'permit.voided': (state, body) => withPermit(state, body.permit_id, { state: 'void', ended_by: body.rule }),
  'permit.used': (state, body) => withPermit(state, body.permit_id, { state: 'used' }),
  'permit.expired': (state, body) => ({ ...withPermit(state, body.permit_id, { state: 'expired' }), status: approvedStatus(state) }),
  'deployment.live': (state, body, event) => ({ ...state, status: 'live', live: { at: event.at, digests: body.digests, environment: body.environment } }),
  'approval.expiring': (state, body) => ({
    ...state,
    status: state.status === 'live' ? 'approval_expiring' : state.status,
    noticed: [...state.noticed, body.notice],
  }),
  'approval.expired': (state, body, event) => ({
    ...state,
    status: 'expired',
    outcome: 'expired',
    decided_by: { what: 'expired', person: null, at: event.at, reason: null },
    closes_at: body.closes_at,
  }),
  'approval.revoked': (state, body, event) => ({
    ...state,
    status: 'revoked',
    outcome: 'revoked',
    decided_by: { what: 'revoked', person: body.person, at: event.at, reason: body.reason },
    closes_at: body.closes_at,
  }),
  'deployment.superseded': (state, body, event) => ({
    ...state,
    status: 'superseded',
    outcome: 'superseded',
    decided_by: { what: `superseded by ${body.by_case}`, person: null, at: event.at, reason: null },
    closes_at: body.closes_at,
  }),
  'review.completed': (state, body) => ({ ...state, closes_at: body.closes_at }),
  'deployment.closed': (state) => ({ ...state, status: 'closed', closes_at: null }),
};
