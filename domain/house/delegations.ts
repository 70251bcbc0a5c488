import type { Delegation, Directory } from '../../contracts/directory.ts';
import type { HouseCommandBody } from '../../contracts/house.ts';
import type { Assurance, Instant, Tier } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { ADMIN_ROLE, holdsAny, inPerson, strangerIn } from '../actors.ts';
import type { Context, Decision } from '../aggregate.ts';
import { assuranceRefusal, pathBeyond, reachOf } from '../authority/proving.ts';
import { holdsRole, managerOf, personById } from '../directory.ts';
import { fact } from './facts.ts';
import type { HouseState } from './state.ts';

type Grant = HouseCommandBody<'grant-delegation'>;

/** The person, the person's line manager, an administrator. */
export const speaksFor = (actor: string, person: string, context: Context): boolean =>
  actor === person || managerOf(context.directory, person, context.now) === actor || holdsAny(context.directory, actor, [ADMIN_ROLE], context.now);

/** Delegations of this lane that last at some time in which the new one does. */
function overlapping(directory: Directory, grant: Grant, starts: Instant): readonly Delegation[] {
  return directory.delegations.filter((given) => given.lane === grant.lane && given.until > starts && (given.starts_at ?? '') < grant.until);
}

/** Whether what is given to `to` comes back to `from` along the chain of delegations. */
function comesBack(given: readonly Delegation[], from: string, to: string): boolean {
  const reached = new Set<string>();
  const next = [to];
  for (let person = next.pop(); person !== undefined; person = next.pop()) {
    if (person === from) return true;
    if (reached.has(person)) continue;
    reached.add(person);
    next.push(...given.filter((each) => each.from === person).map((each) => each.to));
  }
  return false;
}

/** One hop and no circle (§1.01): who gives holds the role and was not given it, who receives gives it to nobody. */
function faultOfChain(grant: Grant, starts: Instant, context: Context): Refusal | null {
  const { from, to, lane } = grant;
  const given = overlapping(context.directory, grant, starts);
  if (comesBack(given, from, to)) return { refused: 'delegation_circle', detail: `${to} already delegates the lane "${lane}" back to ${from}; end that first`, pointer: '/to' };
  if (given.some((each) => each.from === from && each.to === to && each.unit === grant.unit && each.tier_cap === grant.tier_cap)) {
    return { refused: 'already_exists', detail: `${from} delegates the lane "${lane}" to ${to} in that time already; end it to change it`, pointer: '/until' };
  }
  const on = given.find((each) => each.from === to);
  if (on) return { refused: 'delegation_not_allowed', detail: `${to} delegates the lane "${lane}" to ${on.to}; a delegation goes one hop`, pointer: '/to' };
  const received = given.find((each) => each.to === from);
  if (received) return { refused: 'delegation_not_allowed', detail: `${from} is a delegate of ${received.from} in the lane "${lane}"; a delegation goes one hop`, pointer: '/from' };
  return null;
}

function faultOfGrant(grant: Grant, starts: Instant, context: Context): Refusal | null {
  const { from, to, unit, lane: laneName, until } = grant;
  const lane = context.policy.lanes.lanes[laneName];
  if (!lane) return { refused: 'invalid', detail: `"${laneName}" is no lane; there are ${Object.keys(context.policy.lanes.lanes).join(', ')}`, pointer: '/lane' };
  const stranger = strangerIn(context, [{ id: from, pointer: '/from' }, { id: to, pointer: '/to' }]);
  if (stranger) return stranger;
  if (unit !== undefined && !context.directory.units.some(({ id }) => id === unit)) {
    return { refused: 'invalid', detail: `"${unit}" is no unit of the directory`, pointer: '/unit' };
  }
  if (from === to) return { refused: 'delegation_circle', detail: 'nobody delegates to themselves; name another person', pointer: '/to' };
  if (until <= context.now || until <= starts) return { refused: 'invalid', detail: `a delegation ends in the future and after it starts, ${starts}`, pointer: '/until' };
  const giver = personById(context.directory, from);
  const holds = (role: string) => giver?.roles.some((held) => (typeof held === 'string' ? held : held.role) === role) === true;
  const inUnit = unit === undefined || (giver !== undefined && holdsRole(context.directory, giver, lane.role, unit));
  if (holds(lane.role) && inUnit) return null;
  return { refused: 'delegation_not_allowed', detail: `${from} does not hold the role "${lane.role}" of the lane "${laneName}" there`, pointer: '/from' };
}

/** Up to which tier a delegation goes, and the assurance that held it there when nobody named a tier. */
type Cap = { readonly tier_cap: Tier | null; readonly held_by?: Assurance };

/**
 * Nobody lends more than they could sign as they are signed in (§1.20): without a cap a delegation is held to the highest
 * tier that the giver's sign-in reaches; a cap above that is refused, and says how to prove more.
 */
function capOf({ tier_cap }: Grant, context: Context): Cap | Refusal {
  const { policy, meta } = context;
  const reach = reachOf(policy, meta.assurance);
  if (tier_cap === undefined && reach !== null) return reach === 'high' ? { tier_cap: null } : { tier_cap: reach, held_by: meta.assurance };
  // beyond "high" nothing is signed
  const upTo = tier_cap === undefined ? 'low' : tier_cap === 'prohibited' ? 'high' : tier_cap;
  const path = pathBeyond(policy, meta.assurance, upTo);
  const weak = path === undefined ? null : assuranceRefusal({ path, what: `a delegation up to tier ${upTo} is given` }, context);
  return weak ? { ...weak, pointer: '/tier_cap' } : { tier_cap: tier_cap ?? null };
}

/**
 * Gives another person dated leave to sign in one's place in a lane (§1.01, R-78): by the person, the line manager or an
 * administrator. That it never reaches requester or author is judged at each vote.
 */
export function grantDelegation(_state: HouseState, grant: Grant, context: Context): Decision {
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const starts_at = grant.starts_at ?? context.now;
  const fault = faultOfGrant(grant, starts_at, context);
  if (fault) return fault;
  if (!speaksFor(person, grant.from, context)) {
    return { refused: 'not_permitted', detail: `only ${grant.from}, their line manager or an administrator can delegate for them` };
  }
  const cap = capOf(grant, context);
  if ('refused' in cap) return cap;
  const chain = faultOfChain(cap.tier_cap === null ? grant : { ...grant, tier_cap: cap.tier_cap }, starts_at, context);
  if (chain) return chain;
  const delegation_id = context.newId('dlg');
  const { from, to, lane, unit = null, until, keep_informed } = grant;
  const held = cap.held_by === undefined ? {} : { tier_cap: cap.tier_cap, held_by: cap.held_by };
  return { events: [fact('delegation.granted', { delegation_id, from, to, lane, ...cap, unit, starts_at, until, keep_informed, person })], result: { delegation_id, ...held } };
}

/** Ends a delegation before its time: who gave it, who has it, the giver's manager or an administrator. One of the file ends there. */
export function endDelegation(state: HouseState, { delegation_id }: HouseCommandBody<'end-delegation'>, context: Context): Decision {
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const given = state.delegations.find(({ id }) => id === delegation_id);
  if (!given) return { refused: 'invalid', detail: `no delegation ${delegation_id} is recorded; one of the directory file ends there`, pointer: '/delegation_id' };
  const { from, to, lane } = given.delegation;
  if (person !== to && !speaksFor(person, from, context)) {
    return { refused: 'not_permitted', detail: `only ${from}, ${to}, the line manager of ${from} or an administrator can end it` };
  }
  return { events: [fact('delegation.ended', { delegation_id, from, to, lane, person })] };
}
