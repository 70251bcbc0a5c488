import type { Refusal } from '../../contracts/refusal.ts';
import type { Command } from '../aggregate.ts';

const BY_HAND: ReadonlySet<string> = new Set(['release-blocker', 'cure-blocker']);

/** A blocker that follows from a case is ended there, never by hand (§1.21). Null for every other command. */
export function endedByHand({ name, body }: Command, caseId: string): Refusal | null {
  if (!BY_HAND.has(name)) return null;
  return { refused: 'wrong_state', detail: `${String(body['blocker_id'])} follows from ${caseId}: it ends when that is cured, or for a time by a waiver` };
}
