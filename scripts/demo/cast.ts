import { createHash } from 'node:crypto';
import type { DeploymentView, LaneView } from '../../contracts/deployment-view.ts';
import { Difference } from './story.ts';

/** The lane of a case. @throws Difference when it has none of this name */
export function laneOf(view: DeploymentView, lane: string): LaneView & { readonly obligation_id: string } {
  const found = view.lanes.find((each) => each.lane === lane);
  if (found?.obligation_id == null) throw new Difference(`${view.id} has no open lane ${lane}; it has ${view.lanes.map((each) => each.lane).join(', ')}`);
  return { ...found, obligation_id: found.obligation_id };
}

/** The digest of these bytes, as a version names it. */
export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A field of an answer as text. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
