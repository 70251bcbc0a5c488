import type { Blocker } from '../../contracts/blocker.ts';
import type { NcClassRule } from '../../contracts/nonconformity-policy.ts';
import { keyOf, reachOf } from './extent.ts';
import { isOver, type NonconformityState } from './state.ts';

/**
 * What it holds against each system in its extent, or the unit or organisation that it is about (R-11, §3 effect on gates): `halt` until the evidence is verified,
 * from then on it is a condition; an ineffective verdict reopens it, and it holds again (§1.21). Its own cure is not held. Each cycle holds by a blocker of its own, so that a waiver covers the
 * failure that it was granted for and no later one.
 */
export function blockers(state: NonconformityState): readonly Blocker[] {
  if (effectOf(state) !== 'halt') return [];
  const { id, owner, classified, raised, systems, cycle } = state;
  return reachOf(systems, classified?.wide ?? null).map((extent) => ({
    id: `${id}/${keyOf(extent)}${cycle === 1 ? '' : `/cycle/${cycle}`}`,
    kind: 'nonconformity',
    extent,
    holds: ['gate', 'permit', 'live'],
    owner: owner ?? '',
    title: `Open ${state.class ?? ''} nonconformity: ${raised?.title ?? ''}`,
    link: `/v1/nonconformities/${id}`,
    raised_at: state.reopened.at(-1)?.at ?? classified?.at ?? '',
    source_case: id,
    ends_by: 'cure',
    dormant_until: null,
  }));
}

/** What it does to the gates at present: `none` once it is over or accepted, or while nobody has classified it. */
function effectOf(state: NonconformityState): NcClassRule['effect_on_gates'] {
  const { classified } = state;
  if (classified === null || isOver(state) || state.status === 'risk_accepted') return 'none';
  return classified.effect_on_gates === 'halt' && state.evidence_verified_at !== null ? 'condition' : classified.effect_on_gates;
}
