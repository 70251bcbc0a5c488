import type { HouseCommandBody } from '../../contracts/house.ts';
import type { Context, Decision } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { addDuration } from '../time/calendar.ts';
import { fact } from './facts.ts';
import type { HouseState } from './state.ts';

/**
 * Records that the gate could not answer from an instant until now (§1.17): said by its own process, never by a caller. A
 * silence within the policy's time is none.
 */
export function recordOutage(_state: HouseState, { from_at }: HouseCommandBody<'record-outage'>, { meta, now, policy }: Context): Decision {
  if (meta.door !== 'system' || meta.actor.kind !== 'machine') return { refused: 'not_permitted', detail: 'only the gate itself says when it was away' };
  if (from_at >= now) return { refused: 'invalid', detail: `an outage that is over began before ${now}`, pointer: '/from_at' };
  if (now <= addDuration(from_at, policy.thresholds.outage_after, calendarNamed(policy, null))) return { events: [] };
  return { events: [fact('gate.outage_ended', { from_at, to_at: now })] };
}
