import type { Blocker } from '../../contracts/blocker.ts';
import type { Place } from '../blockers/index.ts';
import type { Drift, RiskItem, SystemState } from './state.ts';

const HOLDS_ALL = ['gate', 'permit', 'live'] as const;

/** An open risk item at or above the threshold; an acceptance in date lets it sleep until it expires (§1 threshold 1). */
function ofRisk(state: SystemState, risk: RiskItem): Blocker {
  return {
    id: risk.blocker_id,
    kind: 'risk',
    extent: { scope: 'system', id: state.id },
    holds: HOLDS_ALL,
    owner: risk.owner,
    title: risk.title,
    link: `/v1/systems/${state.id}/risks`,
    raised_at: risk.added_at,
    source_case: null,
    ends_by: 'cure',
    dormant_until: risk.state === 'accepted' ? risk.accepted_until : null,
  };
}

/** What runs differs from what was approved (§1.22); a request that fixes that deployment is not held by it (§1.21). */
function ofDrift(state: SystemState, drift: Drift): Blocker {
  return {
    id: drift.blocker_id,
    kind: 'digest_drift',
    extent: { scope: 'system', id: state.id },
    holds: HOLDS_ALL,
    owner: state.entry?.owner ?? '',
    title: `Digests observed in ${drift.environment} differ from those approved and live: ${drift.differing.join(', ')}`,
    link: `/v1/systems/${state.id}`,
    raised_at: drift.at,
    source_case: drift.case_id,
    ends_by: 'cure',
    dormant_until: null,
  };
}

/** Everything open on this system that holds its gates: raised by hand, halting risk items, drift. */
export function blockers(state: SystemState): readonly Blocker[] {
  const halting = state.risks.filter((risk) => risk.halts && (risk.state === 'open' || risk.state === 'accepted'));
  return [...state.raised, ...halting.map((risk) => ofRisk(state, risk)), ...state.drift.map((drift) => ofDrift(state, drift))];
}

/** This record as a place of blockers: they cover this one system. */
export const placeOf = (state: SystemState): Place => ({
  covers: (extent) =>
    extent.scope === 'system' && extent.id === state.id
      ? null
      : { refused: 'invalid', detail: `this record holds blockers of ${state.id} only; a wider one belongs to the house`, pointer: '/extent' },
  owner: state.entry?.owner ?? null,
  link: () => `/v1/systems/${state.id}/blockers`,
  open: blockers(state),
});
