import { agendaNow } from './read.ts';
import type { Store, Target } from './store.ts';

/** Gives the relay the agenda of a record whose messages were put back into hand, by somebody else than its own workflow. */
export async function announce(store: Store, { kind, id }: Target): Promise<void> {
  const agenda = await agendaNow(store, id);
  if (agenda) for (const listener of store.listeners) listener({ kind, id, agenda, told: false, woken: [] });
}
