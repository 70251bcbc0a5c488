import type { Blocker } from '../../contracts/blocker.ts';
import type { NcClassRule } from '../../contracts/nonconformity-policy.ts';
import { keyOf, reachOf } from './extent.ts';
import { isOver, openOf, type NonconformityState } from './state.ts';

/**
 * What it holds against each system in its extent, or the unit or organisation that it is about (R-11, §3 effect on gates): `halt` until the evidence is verified and no correction is owed,
 * from then on it is a condition (`bearings`); an ineffective verdict reopens it, and it holds again (§1.21). Its own cure is not held. Each cycle holds by a blocker of its own, so that a waiver covers the
 * failure that it was granted for and no later one.
 */
export const blockers = (state: NonconformityState): readonly Blocker[] => (effectOf(state) === 'halt' ? bearings(state) : []);

/** The same while it is a condition too: entries that hold nothing, under which approvals in its extent are given (§1.21). */
export function bearings(state: NonconformityState): readonly Blocker[] {
  const effect = effectOf(state);
  if (effect === 'none') return [];
  const { id, owner, classified, raised, systems, cycle } = state;
  return reachOf(systems, classified?.wide ?? null).map((extent) => ({
    id: `${id}/${keyOf(extent)}${cycle === 1 ? '' : `/cycle/${cycle}`}`,
    kind: 'nonconformity',
    extent,
    holds: effect === 'halt' ? ['gate', 'permit', 'live'] : [],
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
  const isMended = state.evidence_verified_at !== null && openOf(state, 'correction') === undefined;
  if (classified === null || isOver(state) || state.status === 'risk_accepted') return 'none';
  return classified.effect_on_gates === 'halt' && isMended ? 'condition' : classified.effect_on_gates;
}
