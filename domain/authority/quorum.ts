import type { Facts } from '../aggregate.ts';
import type { Standing } from './eligibility.ts';
import { holders } from '../directory.ts';
import type { Instant } from '../../contracts/primitives.ts';

type Seen = Pick<Facts, 'policy' | 'directory'> & { readonly now: Instant };

/** A committee lane, and on what ground each person may sit in it: as member, as substitute, or for a member. */
export interface Seating {
  readonly lane: string;
  readonly unit: string;
  readonly grounds: readonly Standing[];
}

/** Seats of a committee: all its members, those conflicted, recused or away too, so that a recusal never makes the quorum smaller (§1.04). */
export function quorumOf({ lane, unit, grounds }: Seating, { policy, directory, now }: Seen) {
  const config = policy.lanes.lanes[lane];
  if (!config?.committee) throw new Error(`lane "${lane}" is not a committee`);
  const { chair_role, attendance_over } = config.committee;
  const ids = (role: string) => holders(directory, role, now, unit).map(({ id }) => id);
  const members = ids(config.role);
  const chairs = ids(chair_role);
  /** Whose place the person takes; a substitute takes a place of their own. */
  const placeOf = (person: string): string | null => {
    const found = grounds.find((ground) => ground.person === person);
    return found ? (found.on_behalf_of ?? person) : null;
  };
  const isQuorate = (places: ReadonlySet<string>) => places.size > members.length * attendance_over && chairs.some((chair) => places.has(chair));
  const able = new Set(grounds.map(({ person }) => placeOf(person) ?? person));
  return { members, placeOf, isQuorate, possible: isQuorate(able) };
}
