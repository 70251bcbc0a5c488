import { type Extent, extentInWords } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Context } from '../aggregate.ts';
import type { NonconformityState } from './state.ts';

/** The first of the named systems that is not registered, as a refusal that points at the field. */
export function unknownSystem({ known_systems }: Pick<Context, 'known_systems'>, named: readonly string[], pointer: string): Refusal | null {
  const at = named.findIndex((id) => !known_systems?.includes(id));
  if (at < 0) return null;
  return { refused: 'unknown_system', detail: `there is no system ${named[at] ?? ''}; GET /v1/systems lists those that are registered`, pointer: pointer === '/system_id' ? pointer : `${pointer}/${at}` };
}

/** The extent when the coordinator names it: the system that it is about stays first, whatever else is left out. */
export function extentWith({ raised, systems }: NonconformityState, named: readonly string[] | undefined): string[] {
  if (named === undefined) return [...systems];
  return [...new Set([...(raised?.system_id == null ? [] : [raised.system_id]), ...named])];
}

/**
 * What a finding about a unit or the organisation reaches while nobody names its systems: all of it, since any system
 * there may rely on what was not fulfilled (§1.T2). Other systems that are named narrow it; the same ones again, and those
 * in which the like was found, do not. Null for a finding about systems.
 */
export function wideWith(state: NonconformityState, named: readonly string[] | undefined): Extent | null {
  if (extentWith(state, named).length === 0) return wideOf(state);
  return named === undefined || isSame(named, state.systems) ? (state.classified?.wide ?? null) : null;
}

/** What it reaches beyond the systems that are named, as it stands: said at the classification, before that as it was raised (§1.T2). */
export const wideNow = (state: NonconformityState): Extent | null => (state.classified === null ? wideWith(state, undefined) : state.classified.wide);

const isSame = (named: readonly string[], systems: readonly string[]): boolean => named.length === systems.length && named.every((id) => systems.includes(id));

function wideOf({ raised }: NonconformityState): Extent | null {
  if (raised === null) return null;
  if (raised.unit !== null) return { scope: 'unit', id: raised.unit };
  return raised.system_id === null && raised.systems.length === 0 ? { scope: 'organisation' } : null;
}

/** An extent as a part of an id: `system/sys_1`, `unit/claims`, `organisation`. */
export const keyOf = (extent: Extent): string => (extent.scope === 'organisation' ? extent.scope : `${extent.scope}/${extent.id}`);

/** The extents that the others leave out; what reaches the whole organisation leaves out nothing. */
export function beyond(held: readonly Extent[], others: readonly Extent[]): readonly Extent[] {
  const keys = others.map(keyOf);
  return keys.includes('organisation') ? [] : held.filter((extent) => !keys.includes(keyOf(extent)));
}

/** An extent as a refusal names it. */
export const namedExtent = (extent: Extent): string => extentInWords(extent);

/** Everything that it reaches, as extents. */
export const reachOf = (systems: readonly string[], wide: Extent | null): readonly Extent[] => [...(wide === null ? [] : [wide]), ...systems.map((id) => ({ scope: 'system' as const, id }))];
