import type { CommandMeta } from '../../contracts/ledger.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { callRefused } from '../../domain/privileges.ts';
import { lookAhead } from '../../store/look-ahead.ts';
import type { RecordNow } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import type { Visit } from '../visit.ts';
import type { Act, Typed } from './act.ts';
import { BEGINS, fieldAt, sampleOf } from './target.ts';

/** How a command of this session is recorded: through the console, as strongly as the person has proven who they are. */
export function metaOf({ deps, session, person, policy, at }: Visit, command_id: string): CommandMeta {
  const proven = policy ? deps.proven(session, policy, at) : { assurance: 'session' as const };
  return { command_id, actor: { kind: 'person', id: person.id }, door: 'console', ...proven };
}

/** Why this person would be refused now, by the privilege table or by the rules of the record; null when they would not. */
export function refusalAhead(visit: Visit, act: Act, id: string, target: Target, record: Pick<RecordNow, 'state' | 'facts' | 'now'>, carried: Typed): Refusal | null {
  const { house, person, at, deps } = visit;
  const privilege = callRefused(act.operation, { kind: 'person', id: person.id }, house.directory, at);
  // a record that is yet to begin can't be asked
  if (privilege || BEGINS[act.of] !== undefined) return privilege;
  return lookAhead(deps.store, target, record, sampleOf(act, id, carried), metaOf(visit, 'look'));
}

/** Whether the form is worth showing: what would be refused is only what is still to be typed, or to be proven on the way. */
export const isOpenTo = (act: Act, refusal: Refusal | null): boolean =>
  refusal === null || refusal.refused === 'invalid' || refusal.refused === 'assurance_too_weak' || fieldAt(act, refusal.pointer, {}) !== null;
