import type { Blocker } from '../../contracts/blocker.ts';
import type { RecordView } from '../../contracts/record-view.ts';

/** A blocker as a message shows it; null when the record no longer holds it. */
export function shownBlocker(blockers: readonly Blocker[], id: string | undefined): RecordView['blocker'] {
  const found = blockers.find((blocker) => blocker.id === id);
  if (!found) return null;
  const { kind, title, owner, extent, source_case } = found;
  return { id: found.id, kind, title, owner, reach: extent.scope === 'organisation' ? extent.scope : extent.id, source_case };
}
