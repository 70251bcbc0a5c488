import type { Directory } from '../../contracts/directory.ts';
import { unitAndAbove } from '../../domain/directory.ts';
import type { Store } from '../store.ts';
import { type BlockerListed, listBlockers } from './blockers.ts';

/** Blockers that hold now and would reach a system of this unit that is not registered yet: of the organisation, of the unit, of those above it. */
export async function wideBlockers(store: Store, directory: Directory, unit: string): Promise<readonly BlockerListed[]> {
  const units = unitAndAbove(directory, unit);
  const { items } = await listBlockers(store, { limit: 200 });
  return items.filter(({ extent, holding }) => holding && (extent.scope === 'organisation' || (extent.scope === 'unit' && units.includes(extent.id))));
}
