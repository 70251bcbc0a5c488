import type { Compared } from '../../contracts/deployment-view.ts';
import type { DigestSet } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { current, type DeploymentState } from './state.ts';
import { differenceOf } from './vote.ts';

/**
 * What an approver has not seen approved yet (§1.20): the components that differ from what is live, by an approval, in the
 * same environment of the system; where nothing is, from the revision before. Null for a first revision of a first deployment.
 */
export function changedSince(state: DeploymentState, { live }: Pick<Facts, 'live'>): Compared | null {
  const { manifest } = current(state);
  const approved = liveBefore(state, live, manifest.environment);
  if (approved) return { since: 'approval', components: differenceOf({ ...manifest, digests: approved }, manifest).components };
  const before = state.revisions.at(-2);
  return before ? { since: 'revision', components: differenceOf(before.manifest, manifest).components } : null;
}

/** What another case brought live there, the latest where there are several. */
function liveBefore(state: DeploymentState, live: Facts['live'], environment: string): DigestSet | null {
  const others = live.filter((each) => each.environment === environment && each.case_id !== state.id);
  return others.reduce<Facts['live'][number] | null>((latest, each) => (latest === null || each.at > latest.at ? each : latest), null)?.digests ?? null;
}
