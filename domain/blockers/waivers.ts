import type { Blocker, Waiver } from '../../contracts/blocker.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Context, NewEvent } from '../aggregate.ts';
import type { BlockerBook } from './book.ts';
import { blockerFact } from './book.ts';
import type { Place } from './raise.ts';

type Asked = Pick<Waiver, 'blocker_id' | 'system_id'>;

/** The waivers that this record can see: its own, and those of blockers that cover it, also kept elsewhere. */
const seenFrom = (book: BlockerBook, context: Context): readonly Waiver[] => [...new Map([...context.waivers, ...book.waivers].map((waiver) => [waiver.id, waiver])).values()];

/** Null means everything in the blocker's extent, so it reaches every system. */
const reaches = (waiver: Waiver, system: string | null): boolean => waiver.system_id === null || waiver.system_id === system;

/** How often the blocker was waived for the system that has seen it waived most, of those that are asked for. */
function timesWaived(asked: Asked, waivers: readonly Waiver[]): number {
  const earlier = waivers.filter(({ blocker_id }) => blocker_id === asked.blocker_id);
  const systems = asked.system_id === null ? [null, ...earlier.map(({ system_id }) => system_id)] : [asked.system_id];
  return Math.max(...systems.map((system) => earlier.filter((waiver) => reaches(waiver, system)).length));
}

/** Why the blocker can't be waived once more: an exception that is renewed again and again is no exception. */
export function renewalFault(asked: Asked, blocker: Blocker, book: BlockerBook, context: Context): Refusal | null {
  const { renewals } = context.policy.thresholds.waiver;
  const times = timesWaived(asked, seenFrom(book, context));
  if (times <= renewals) return null;
  const released = blocker.ends_by === 'release' ? `, or releases it with POST /v1/blockers/${blocker.id}/release` : '';
  const detail = `${blocker.id} was waived ${String(times)} times already, and the policy allows ${String(renewals)} renewal(s) (R-68); its owner ${blocker.owner} has it cured at ${blocker.link}${released}`;
  return { refused: 'limit_reached', detail, pointer: '/blocker_id' };
}

const EVERY_SYSTEM = '*';

/** Open blockers that are waived now, each once per system: a renewal before the end is no further exception. */
function inForce(waivers: readonly Waiver[], open: readonly Blocker[], context: Context, system: string | null): number {
  const standing = waivers.filter((waiver) => waiver.until > context.now && open.some(({ id }) => id === waiver.blocker_id) && (system === null || reaches(waiver, system)));
  return new Set(standing.map(({ blocker_id, system_id }) => `${blocker_id} ${system_id ?? EVERY_SYSTEM}`)).size;
}

/**
 * What a new waiver brings beside itself (R-68): from the policy's number of waivers in force on, `waivers.accumulated` for
 * the executives. Counted is what this record sees: on a system's record the waivers that reach the system, also of wider
 * blockers; on the house's those of every blocker kept there. Waivers of other systems' own blockers are seen by neither.
 */
export function countWaivers(waiver: Waiver, book: BlockerBook, context: Context, place: Place): NewEvent[] {
  const before = seenFrom(book, context);
  const open = [...place.open, ...context.blockers];
  const system = context.system?.id === context.id ? context.id : null;
  const count = (waivers: readonly Waiver[]) => inForce(waivers, open, context, system);
  const in_force = count([...before, waiver]);
  const { from } = context.policy.thresholds.waiver.many;
  if (in_force < from || in_force === count(before)) return [];
  return [blockerFact('waivers.accumulated', { waiver_id: waiver.id, blocker_id: waiver.blocker_id, in_force, from })];
}
