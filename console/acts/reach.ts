import type { Extent } from '../../contracts/primitives.ts';

const EVERYWHERE = 'organisation';
const UNIT = 'unit.';

/** How far something reaches, as the address of a form names it: `sys_…`, `unit.claims`, `organisation`. */
export const addressOf = (extent: Extent): string => (extent.scope === 'organisation' ? EVERYWHERE : extent.scope === 'unit' ? `${UNIT}${extent.id}` : extent.id);

/** The reach that an address of a form names. Whether there is such a unit or system is for the rules. */
export function extentAt(address: string): Extent {
  if (address === EVERYWHERE) return { scope: 'organisation' };
  return address.startsWith(UNIT) ? { scope: 'unit', id: address.slice(UNIT.length) } : { scope: 'system', id: address };
}
