import { systemTitles } from '../../store/queries/systems.ts';
import type { Store } from '../../store/store.ts';
import type { Filter } from './list.tsx';

/** How many systems are offered; any other is named by its id. */
const OFFERED = 100;

/** One system of however many there are: the newest are offered by name, any can be named by its id. */
export async function systemFilter(store: Store): Promise<Filter> {
  const systems = await systemTitles(store, OFFERED);
  return { name: 'system', label: 'System (id)', any: 'Every system', suggested: true, options: systems.map(({ id, title }) => ({ value: id, label: title })) };
}
