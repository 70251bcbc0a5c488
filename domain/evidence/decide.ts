import type { EvidenceCommandBody, EvidenceCommandName, EvidenceEventBody, EvidenceEventType } from '../../contracts/evidence.ts';
import { evidenceId } from '../../contracts/evidence.ts';
import type { Command, Context, Decision } from '../aggregate.ts';
import { personOf } from '../aggregate.ts';
import type { EvidenceState } from './state.ts';

type Handler<T extends EvidenceCommandName> = (state: EvidenceState, body: EvidenceCommandBody<T>, who: string, context: Context) => Decision;

const one = <T extends EvidenceEventType>(type: T, body: EvidenceEventBody<T>): Decision => ({ events: [{ type, body }] });
const missing = (id: string): Decision => ({ refused: 'unknown_evidence', detail: `no file is stored as ${id}; add it first (POST /v1/evidence)` });

const store: Handler<'store'> = (state, body, person, { id }) => {
  const name = body.name ?? null;
  if (evidenceId(body.sha256) !== id) {
    return { refused: 'digest_mismatch', detail: `the file's digest is ${body.sha256}, so its record is ${evidenceId(body.sha256)}, not ${id}`, pointer: '/sha256' };
  }
  if (state.sha256 === null) return one('evidence.stored', { sha256: body.sha256, bytes: body.bytes, ...(body.type === undefined ? {} : { type: body.type }), name, person });
  return one('evidence.brought_again', { name, person });
};

const read: Handler<'read'> = (state, _body, person, { id }) => (state.sha256 === null ? missing(id) : one('evidence.read', { person }));

/** Said once until somebody brings the file again or finds it whole. */
const damaged: Handler<'damaged'> = (state, { found }, person, { id }) => {
  if (state.sha256 === null) return missing(id);
  return state.damage === found ? { events: [] } : one('evidence.damaged', { found, person });
};

const HANDLERS: { readonly [T in EvidenceCommandName]: Handler<T> } = { store, read, damaged };

/** Decides a command on the custody of one file: every transfer and every read is a fact (workflows §2 "Evidence"). */
export function decide(state: EvidenceState, command: Command, context: Context): Decision {
  const handler = Object.hasOwn(HANDLERS, command.name) ? HANDLERS[command.name as EvidenceCommandName] : undefined;
  if (!handler) return { refused: 'invalid', detail: `"${command.name}" is no command of evidence; there are ${Object.keys(HANDLERS).join(', ')}` };
  return handler(state, command.body as never, personOf(context.meta.actor) ?? context.meta.actor.id, context);
}
