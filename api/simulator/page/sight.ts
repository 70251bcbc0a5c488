import type { Member } from '../workspace.ts';
import type { World } from '../world.ts';
import type { Names } from './mrkdwn.ts';

/** What the reader of a page can name and choose. */
export interface Sight {
  readonly names: Names;
  /** Everybody who can be chosen in a field for people. */
  readonly people: readonly Member[];
}

/** People who use the workspace: no bots, nobody who left. In the order of the directory. */
export function peopleOf(world: World): Member[] {
  return [...world.members.values()].filter((member) => !member.is_bot && !member.deleted);
}

export function sightOf(world: World): Sight {
  return {
    names: {
      person: (id) => world.members.get(id)?.real_name ?? id,
      channel: (id) => world.channels.get(id)?.name ?? id,
    },
    people: peopleOf(world),
  };
}
