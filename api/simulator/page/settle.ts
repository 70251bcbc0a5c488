import type { World } from '../world.ts';
import { homeOf, openDialog } from './desk.ts';

/** Gatehouse acknowledges a click first and acts afterwards: how long a page waits to show what came of it. Milliseconds. */
const WAIT_MS = 2_000;

/** What a person can see, as a text that differs when it does. */
export function seenBy(world: World, user: string, { dialogs = true } = {}): string {
  const mine = [...world.channels.values()].filter((channel) => channel.members.includes(user));
  const looks = mine.flatMap(({ id }) => world.inChannel(id)).reduce((sum, { versions }) => sum + versions.length, 0);
  const whispers = world.ephemerals.filter((each) => each.user === user).length;
  const dialog = dialogs ? openDialog(world, user) : undefined;
  return [looks, whispers, homeOf(world, user)?.hash, dialog?.id, dialog?.hash].join(' ');
}

/** Resolves when the person sees something else than `before`, or after a moment: it may still come. */
export async function settled(world: World, look: () => string, before: string, waitMs = WAIT_MS): Promise<void> {
  await world.changes.until('something new to see', waitMs, () => (look() === before ? undefined : true)).catch(() => undefined);
}
