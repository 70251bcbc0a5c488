import type { DigestSet } from '../../contracts/primitives.ts';
import type { SystemCommandBody } from '../../contracts/system.ts';
import type { Context, Decision, LiveVersion } from '../aggregate.ts';
import { sameJson } from '../equal.ts';
import { fact } from './facts.ts';
import type { SystemState } from './state.ts';

/** Components seen whose digest is not the approved one; a component that nobody approved differs too (§1.09). */
export const differing = (observed: DigestSet, expected: DigestSet): string[] => Object.keys(observed).filter((part) => observed[part] !== expected[part]).sort();

const only = (digests: DigestSet, parts: readonly string[]) => Object.fromEntries(parts.map((part) => [part, digests[part] ?? null]));

/** What was confirmed live last: the version before it may not have heard yet that it was superseded (§1.18). */
const latestLive = (live: readonly LiveVersion[], environment: string): LiveVersion | undefined =>
  live.filter((each) => each.environment === environment).reduce<LiveVersion | undefined>((best, next) => (best && best.at >= next.at ? best : next), undefined);

/**
 * Compares what was seen in an environment with what is live and approved there (§1.22). A difference raises a blocker,
 * told to owner and L3; it ends when every component that differed is seen to match. An observation may name only some
 * components, so what an earlier one saw still counts. Nothing new is no event.
 */
export function observeDigests(state: SystemState, body: SystemCommandBody<'observe-digests'>, context: Context): Decision {
  const { environment, source } = body;
  const live = latestLive(context.live, environment);
  if (!live) {
    const known = context.live.map((each) => each.environment).join(', ') || 'nothing is live anywhere';
    return { refused: 'wrong_state', detail: `nothing is live in "${environment}" to compare with; live: ${known}`, pointer: '/environment' };
  }
  const before = state.drift.find((drift) => drift.environment === environment);
  const observed = { ...before?.observed, ...body.digests };
  const differs = differing(observed, live.digests);
  const result = { matches: differs.length === 0, differing: differs };
  const blocker_id = before?.blocker_id ?? context.newId('blk');
  const common = { environment, case_id: live.case_id, blocker_id, source };
  if (differs.length === 0) {
    return { events: before ? [fact('digests.drift_ended', { ...common, observed })] : [], result };
  }
  if (before && sameJson(only(before.observed, before.differing), only(observed, differs)) && before.case_id === live.case_id) return { events: [], result };
  const seen = fact('digests.drift_observed', { ...common, observed, expected: live.digests, differing: differs, observed_at: body.observed_at ?? null });
  return { events: [seen], result };
}
