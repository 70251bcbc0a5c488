import type { Request } from 'express';
import type { CommandMeta } from '../../contracts/ledger.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { CSRF_FIELD } from '../../contracts/session.ts';
import type { Command } from '../../domain/aggregate.ts';
import { callRefused } from '../../domain/privileges.ts';
import { execute } from '../../store/execute.ts';
import { dropParked } from '../../store/parked-acts.ts';
import { readRecord } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import { type Answer, move } from '../answers.ts';
import { listAddress } from '../parts/list.tsx';
import { nothingHere, refusedPage, strangerPage } from '../shell/trouble.tsx';
import { type Call, isVisit, type Visit } from '../visit.ts';
import type { Act, LookAgain, Typed } from './act.ts';
import { metaOf } from './ahead.ts';
import { sameText } from './from-ourselves.ts';
import { type Again, backOf, carriedNow, formPage } from './page.tsx';
import { parkedForSignIn, parkedForStepUp } from './park.tsx';
import { fromElsewhere, NOTES, orAgain, sendingOf, typedOf } from './posted.tsx';
import { withMoreRows } from './rows.ts';
import { actNamed } from './table.ts';
import { commandOf, fieldAt, targetOf } from './target.ts';
import { isInParts, readParts } from './uploads.ts';

interface Sent {
  readonly act: Act;
  readonly id: string;
  readonly target: Target;
  readonly typed: Typed;
}

async function showAgain(visit: Visit, { act, id, target, typed }: Sent, again: Omit<Again, 'typed'> & { readonly fresh?: boolean }): Promise<Answer> {
  const record = await readRecord(visit.deps.store, target);
  return formPage(visit, act, { target, record, id }, { ...again, typed: again.fresh ? { ...typed, ...carriedNow(act, target, record) } : typed });
}

/** Where it leads once it is recorded, or why it was not. */
async function done(visit: Visit, { act, id, target, typed }: Sent, command: Command, meta: CommandMeta): Promise<Answer | Refusal | LookAgain> {
  if (act.give) return act.give(visit, { id, typed, body: command.body, meta });
  const outcome = await execute(visit.deps.store, target, command, meta);
  return outcome.ok ? move(listAddress(backOf(act, id, target, typed), {}, { done: act.key })) : outcome.refusal;
}

/** What waited of the form is not kept once it was sent; that it can't be removed now is no fault of what was recorded. */
const forget = ({ deps, person }: Visit, { act, id }: Sent): Promise<void> =>
  dropParked(deps.store, person.id, { act: act.key, about: id }).catch((error: unknown) => deps.log.warn({ err: error, act: act.key }, 'a form that was sent still waits; it goes with its time'));

/** What a refusal says of which field, with the whole sentence above the form where something is about none; null when it is about no field. */
function faultsIn({ act, typed }: Sent, { pointer, detail, errors = [] }: Refusal): Typed | null {
  const all = [...(pointer === undefined ? [] : [{ pointer, detail }]), ...errors].map((each) => ({ ...each, field: fieldAt(act, each.pointer, typed) }));
  const placed = all.flatMap((each) => (each.field === null ? [] : [[each.field, each.detail] as const]));
  if (placed.length === 0) return null;
  return Object.fromEntries([...(placed.length < all.length ? [['', `${detail}.`] as const] : []), ...placed.reverse()]);
}

/** Gives the command, and goes back to where the form was; a refusal comes back with everything that was typed. */
async function give(visit: Visit, sent: Sent): Promise<Answer> {
  const { act, id, target, typed } = sent;
  const privilege = callRefused(act.operation, { kind: 'person', id: visit.person.id }, visit.house.directory, visit.at);
  if (privilege) return showAgain(visit, sent, { refusal: privilege });
  const read = commandOf(act, target.kind, id, typed);
  if ('errors' in read) return showAgain(visit, sent, { errors: read.errors, status: 422 });
  const command_id = sendingOf(visit, typed);
  if (command_id === null) return showAgain(visit, sent, { errors: { '': NOTES.numberless }, status: 422 });
  const recorded = async (): Promise<Answer> => {
    const refusal = await done(visit, sent, read.command, metaOf(visit, command_id));
    if ('kind' in refusal && refusal.kind === 'look') return showAgain(visit, { ...sent, typed: refusal.typed }, { note: refusal.note, status: refusal.status ?? 200 });
    if (!('refused' in refusal)) {
      await forget(visit, sent);
      return refusal;
    }
    if (refusal.refused === 'assurance_too_weak') return parkedForStepUp(visit, sent);
    const errors = faultsIn(sent, refusal);
    return showAgain(visit, sent, errors === null ? { refusal, fresh: refusal.refused === 'stale_package' } : { errors, status: 422 });
  };
  return orAgain(visit, { act: act.key, about: id }, recorded, (note, status) => showAgain(visit, sent, { note, status, ...(typed['command_id'] === undefined ? {} : { command_id: typed['command_id'] }) }));
}

/** Takes a form that was sent: from a page of ours, by whoever is signed in, with the token of their session. Nothing typed is lost. */
export async function receiveAct(call: Call, request: Request): Promise<Answer> {
  const act = actNamed(call.params['act']);
  const id = call.params['id'] ?? '';
  if (!act) return nothingHere(call);
  const elsewhere = fromElsewhere(request, call);
  if (elsewhere) return elsewhere;
  const brought = isInParts(request) ? await readParts(call, act, request) : { fields: request.body as unknown, errors: {} };
  if ('refused' in brought) return refusedPage(brought);
  const { errors } = brought;
  const { [CSRF_FIELD]: token = '', ...typed } = typedOf(brought.fields);
  if (!isVisit(call)) return call.session ? strangerPage(call) : parkedForSignIn(call, { act, id, typed, lost: Object.values(errors) });
  const target = await targetOf(call.deps.store, act, id, typed);
  if (!target) return refusedPage({ refused: act.of === 'case' ? 'unknown_case' : act.of === 'system' || act.of === 'reach' ? 'unknown_system' : act.of === 'blocker' ? 'unknown_blocker' : 'unknown_obligation', detail: `There is no ${act.of} ${id} that this could be done to` });
  const sent: Sent = { act, id, target, typed };
  if (!sameText(token, call.session.csrf)) return showAgain(call, sent, { note: NOTES.csrf, errors, status: 403 });
  if (Object.keys(errors).length > 0) return showAgain(call, sent, { errors, status: 422 });
  const more = withMoreRows(act, typed);
  if (more) return showAgain(call, { ...sent, typed: more }, {});
  return give(call, sent);
}
