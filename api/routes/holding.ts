import type { Blocker, Waiver } from '../../contracts/blocker.ts';
import type { Instant } from '../../contracts/primitives.ts';

/**
 * Blockers as lists show them, those that hold now first: with the waiver of this system (null: of all) that makes one
 * sleep, and until when an accepted risk sleeps.
 */
export function holding(blockers: readonly Blocker[], waivers: readonly Waiver[], systemId: string | null, now: Instant) {
  const shown = blockers.map((blocker) => {
    const waived = waivers
      .filter((waiver) => waiver.blocker_id === blocker.id && (waiver.system_id === null || waiver.system_id === systemId) && waiver.until > now)
      .map((waiver) => waiver.until)
      .sort();
    const dormant_until = blocker.dormant_until !== null && blocker.dormant_until > now ? blocker.dormant_until : null;
    const waived_until = waived.at(-1) ?? null;
    return { ...blocker, dormant_until, waived_until, in_force: waived_until === null && dormant_until === null };
  });
  return shown.sort((a, b) => Number(b.in_force) - Number(a.in_force));
}
