import type { SystemCommandBody, SystemCommandName } from '../../contracts/system.ts';
import type { Command, Context, Decision } from '../aggregate.ts';
import { provenNow } from '../authority/proving.ts';
import { cureBlocker, raiseBlocker, releaseBlocker, waiveBlocker } from '../blockers/index.ts';
import { decideObligation } from '../obligations/index.ts';
import { placeOf } from './blockers.ts';
import { observeDigests } from './digests.ts';
import { escalate } from './escalate.ts';
import { addSystem, addVersion, patchSystem } from './register.ts';
import { acceptRisk, addRisk, closeRisk, treatRisk } from './risks.ts';
import type { SystemState } from './state.ts';

type Handler<T extends SystemCommandName> = (state: SystemState, body: SystemCommandBody<T>, context: Context) => Decision;

const HANDLERS: { readonly [T in SystemCommandName]?: Handler<T> } = {
  add: addSystem,
  patch: patchSystem,
  'add-version': addVersion,
  'add-risk': addRisk,
  'treat-risk': treatRisk,
  'accept-risk': acceptRisk,
  'close-risk': closeRisk,
  'observe-digests': observeDigests,
  'raise-blocker': (state, body, context) => raiseBlocker(body, context, placeOf(state)),
  'release-blocker': (state, body, context) => releaseBlocker(state, body, context, placeOf(state)),
  'cure-blocker': (state, body, context) => cureBlocker(state, body, context, placeOf(state)),
  'waive-blocker': (state, body, context) => {
    if (body.system_id !== undefined && body.system_id !== state.id) {
      return { refused: 'invalid', detail: `this is the record of ${state.id}; waive for ${body.system_id} on its own`, pointer: '/system_id' };
    }
    return waiveBlocker(state, { ...body, system_id: state.id }, context, placeOf(state));
  },
  escalate: (state, body, context) => escalate(state, body.woke_for, context),
};

/** Decides a command on a system's record. Everything but `add` is refused for a system that nobody registered. */
export function decide(state: SystemState, command: Command, given: Context): Decision {
  const context = { ...provenNow(given), system: state };
  if (!state.exists && command.name !== 'add') {
    return { refused: 'unknown_system', detail: `no system ${state.id} is registered; POST /v1/systems first` };
  }
  const asked = decideObligation(state.obligations, command, context);
  if (asked) return asked;
  const handler = Object.hasOwn(HANDLERS, command.name) ? HANDLERS[command.name as SystemCommandName] : undefined;
  if (!handler) return { refused: 'invalid', detail: `"${command.name}" is no command of a system; there are ${Object.keys(HANDLERS).join(', ')}` };
  return handler(state, command.body as never, context);
}
