import type { HouseCommandBody, HouseCommandName } from '../../contracts/house.ts';
import type { Extent, Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Command, Context, Decision, Facts } from '../aggregate.ts';
import { provenNow } from '../authority/proving.ts';
import { cureBlocker, endWaivers, nextWaiverEnd, raiseBlocker, releaseBlocker, waiveBlocker } from '../blockers/index.ts';
import type { Place } from '../blockers/index.ts';
import { decideObligation, fireDue, nextWake } from '../obligations/index.ts';
import { wokenAt } from '../time/due.ts';
import { earliest } from '../time/instant.ts';
import { addAbsence, endAbsence } from './absences.ts';
import { endDelegation, grantDelegation } from './delegations.ts';
import { beginDigests, nextDigest } from './digests.ts';
import { loadDirectory } from './directory.ts';
import { activatePolicy, bootstrapPolicy, proposePolicy } from './policy.ts';
import type { HouseState } from './state.ts';
import { recordOutage } from './outages.ts';
import { createToken, revokeToken } from './tokens.ts';

type Handler<T extends HouseCommandName> = (state: HouseState, body: HouseCommandBody<T>, context: Context) => Decision;

/** The house as a place of blockers: those that reach beyond one system. */
function placeOf(state: HouseState, context: Context): Place {
  const covers = (extent: Extent): Refusal | null => {
    if (extent.scope === 'organisation') return null;
    if (extent.scope === 'system') return { refused: 'invalid', detail: `a blocker of one system belongs to the record of ${extent.id}`, pointer: '/extent' };
    if (context.directory.units.some(({ id }) => id === extent.id)) return null;
    return { refused: 'invalid', detail: `"${extent.id}" is no unit; the directory has ${context.directory.units.map(({ id }) => id).join(', ')}`, pointer: '/extent/id' };
  };
  return { covers, owner: null, link: (id) => `/v1/blockers/${id}`, open: state.raised };
}

/** The next instant at which `escalate` has something to do. */
export const wakeAt = (state: HouseState, facts: Pick<Facts, 'directory' | 'policy'>, now: Instant): Instant | null =>
  earliest([nextWake(state.obligations), nextWaiverEnd(state), nextDigest(state, facts, now)]);

function escalate(state: HouseState, woke_for: Instant | null, given: Context): Decision {
  const context = wokenAt(given, woke_for);
  if (context.meta.actor.kind !== 'workflow') return { refused: 'not_permitted', detail: 'only the workflow of this record escalates; people nudge' };
  return { events: [...endWaivers(state, context.now), ...fireDue(state.obligations, context), ...beginDigests(state, context)] };
}

const HANDLERS: { readonly [T in HouseCommandName]?: Handler<T> } = {
  'bootstrap-policy': bootstrapPolicy,
  'propose-policy': proposePolicy,
  'activate-policy': activatePolicy,
  'load-directory': loadDirectory,
  'grant-delegation': grantDelegation,
  'end-delegation': endDelegation,
  'add-absence': addAbsence,
  'end-absence': endAbsence,
  'create-token': createToken,
  'revoke-token': revokeToken,
  'record-outage': recordOutage,
  'raise-blocker': (state, body, context) => raiseBlocker(body, context, placeOf(state, context)),
  'release-blocker': (state, body, context) => releaseBlocker(state, body, context, placeOf(state, context)),
  'cure-blocker': (state, body, context) => cureBlocker(state, body, context, placeOf(state, context)),
  'waive-blocker': (state, body, context) => waiveBlocker(state, { ...body, system_id: body.system_id ?? null }, context, placeOf(state, context)),
  escalate: (state, body, context) => escalate(state, body.woke_for, context),
};

/** Decides a command on the house's record. */
export function decide(state: HouseState, command: Command, given: Context): Decision {
  const context = provenNow(given);
  const asked = decideObligation(state.obligations, command, context);
  if (asked) return asked;
  const handler = Object.hasOwn(HANDLERS, command.name) ? HANDLERS[command.name as HouseCommandName] : undefined;
  if (!handler) return { refused: 'invalid', detail: `"${command.name}" is no command of the house; there are ${Object.keys(HANDLERS).join(', ')}` };
  return handler(state, command.body as never, context);
}
