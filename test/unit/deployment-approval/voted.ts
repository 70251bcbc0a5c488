import type { SystemVersion } from '../../../domain/system/state.ts';
import { World } from '../../support/world.ts';

export const MEDIUM = [['ruth', 'risk'], ['bela', 'business'], ['theo', 'technical']] as const;

/** In review with these versions beside the first, and a vote in some lanes. */
export function voted(tier: 'medium' | 'high', votes: readonly (readonly [string, string])[], ...versions: SystemVersion[]): World {
  const world = new World(tier);
  const { system } = world.facts;
  if (system) world.facts = { ...world.facts, system: { ...system, versions: [...system.versions, ...versions] } };
  world.reviewed();
  for (const [person, lane] of votes) world.vote(person, lane, 'approve', { reason: 'sound' });
  return world;
}
export const revise = (world: World, body: object = { version_id: 'ver_2' }, by = 'mira') => world.refusal(world.as(by, 'revise', { reason: 'better', ...body }));
export const resubmit = (world: World, body: object = {}, by = 'mira') => world.refusal(world.as(by, 'resubmit', { reason: 'again', ...body }));
export const fates = (world: World) =>
  world.events.filter((e) => e.type === 'vote.voided' || e.type === 'vote.carried').map((e) => `${String(e.body['lane'])} ${e.type.slice(5)} ${String(e.body['rule'])}`).sort();
export const counting = (world: World) => world.state.votes.filter((v) => v.weight === 'counts').map((v) => v.lane).sort();
