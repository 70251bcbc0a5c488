import type { BlockerRaise } from '../../contracts/system.ts';
import type { Blocker, Hold } from '../../contracts/blocker.ts';
import type { Extent } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { holdsAny, inPerson, somebody, strangerIn } from '../actors.ts';
import type { Context, Decision } from '../aggregate.ts';
import { gatePathOf } from '../authority/gate-path.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import type { BlockerBook } from './book.ts';
import { blockerFact } from './book.ts';

/** Where blockers are kept: what they may cover there, who answers for one that names no owner, where one is cured. */
export interface Place {
  readonly covers: (extent: Extent) => Refusal | null;
  readonly owner: string | null;
  readonly link: (blockerId: string) => string;
  /** Every open blocker kept here, those derived from other facts too. */
  readonly open: readonly Blocker[];
}

/** A pause order stops permits and rollouts, never a review (§1.16); anything else holds the gate too. */
const holdsOf = (kind: BlockerRaise['kind']): Hold[] => (kind === 'pause_order' ? ['permit', 'live'] : ['gate', 'permit', 'live']);

const unitOf = (extent: Extent, context: Context): string | undefined => (extent.scope === 'unit' ? extent.id : context.system?.entry?.unit);

/**
 * Raises a blocker by hand. On one system everybody registered may stop the line; a pause order, and anything of wider
 * extent, needs a role that may order a pause. One that names a case ends only by the cure of that case (§1.21).
 */
export function raiseBlocker(body: BlockerRaise, context: Context, place: Place): Decision {
  const person = somebody(context);
  if (typeof person !== 'string') return person;
  const { roles } = context.policy.thresholds.pause_order;
  const uncovered = place.covers(body.extent);
  if (uncovered) return uncovered;
  const wide = body.kind === 'pause_order' || body.extent.scope !== 'system';
  if (wide && !holdsAny(context.directory, person, roles, context.now, unitOf(body.extent, context))) {
    return { refused: 'not_permitted', detail: `a pause order, or a blocker beyond one system, needs a role of: ${roles.join(', ')}` };
  }
  const stranger = strangerIn(context, [{ id: body.owner, pointer: '/owner' }]);
  if (stranger) return stranger;
  const blocker_id = context.newId('blk');
  const event = blockerFact('blocker.raised', {
    blocker_id,
    kind: body.kind,
    extent: body.extent,
    holds: holdsOf(body.kind),
    owner: body.owner ?? place.owner ?? person,
    title: body.title,
    reason: body.reason,
    link: body.source_case === undefined ? place.link(blocker_id) : `/v1/cases/${body.source_case}`,
    source_case: body.source_case ?? null,
    ends_by: body.source_case === undefined ? 'release' : 'cure',
    person,
  });
  return { events: [event], result: { blocker_id } };
}

/** Nobody opens the gate for a request of their own (R-68, §1.21); somebody else with the same right does. */
export function notTheirOwn(person: string, act: 'waive' | 'release' | 'cure' | 'treat' | 'accept' | 'close', { open_requesters = [] }: Context): Refusal | null {
  if (!open_requesters.includes(person)) return null;
  const detail = `${person} asked for an open deployment here, and who asks cannot ${act} what holds it (§1.05, R-68); somebody else who may must do it`;
  return { refused: 'separation_of_duties', detail };
}

/** What opens the gate takes what a vote takes there: on one system by its tier, beyond one by the heaviest path. */
export const weakToOpen = (what: string, context: Context): Refusal | null => assuranceRefusal({ path: gatePathOf(context), what }, context);

/** The blocker, if it was raised by hand here; else why it can't be ended by hand here. */
function raisedHere(book: BlockerBook, id: string, context: Context, place: Place): Blocker | Refusal {
  const raised = book.raised.find((blocker) => blocker.id === id);
  if (raised) return raised;
  const elsewhere = [...place.open, ...context.blockers].find((blocker) => blocker.id === id);
  if (!elsewhere) return { refused: 'unknown_blocker', detail: `no open blocker ${id} here`, pointer: '/blocker_id' };
  return { refused: 'wrong_state', detail: `${id} follows from other facts: it ends when they are cured at ${elsewhere.link}, or for a time by a waiver` };
}

/**
 * Releases a blocker that was raised by hand: a pause order by a role that may order one, another also by its owner or
 * the AI governance lead, but never by the requester of an open deployment that it may hold (§1.05). One that derives from
 * a case can only be cured or waived (§1.21).
 */
export function releaseBlocker(book: BlockerBook, body: { readonly blocker_id: string; readonly reason: string }, context: Context, place: Place): Decision {
  const blocker = raisedHere(book, body.blocker_id, context, place);
  if ('refused' in blocker) return blocker;
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  if (blocker.ends_by === 'cure') {
    return { refused: 'wrong_state', detail: `it comes from ${blocker.source_case ?? 'a case'} and can only be cured there, or waived for a time (§1.21)` };
  }
  const { pause_order } = context.policy.thresholds;
  const roles = blocker.kind === 'pause_order' ? pause_order.roles : [...pause_order.roles, context.policy.ladders.levels.L3];
  const owns = blocker.kind !== 'pause_order' && blocker.owner === person;
  if (!owns && !holdsAny(context.directory, person, roles, context.now, unitOf(blocker.extent, context))) {
    const owner = blocker.kind === 'pause_order' ? '' : `its owner ${blocker.owner} or `;
    return { refused: 'not_permitted', detail: `it is released by ${owner}a role of: ${roles.join(', ')}` };
  }
  const fault = notTheirOwn(person, 'release', context) ?? weakToOpen('a blocker here is released', context);
  if (fault) return fault;
  return { events: [blockerFact('blocker.released', { blocker_id: blocker.id, owner: blocker.owner, person, reason: body.reason })] };
}

type CuredKind = keyof Context['policy']['thresholds']['cure_consent'];
const CURED_KINDS: Readonly<Record<string, CuredKind>> = { dep: 'deployment', inc: 'incident', nc: 'nonconformity' };

/** Whose role speaks for the case that a blocker names: by the case's id, else by the blocker's kind. */
function curedKind(blocker: Blocker, source: string): CuredKind {
  const byKind = blocker.kind === 'incident' || blocker.kind === 'nonconformity' ? blocker.kind : 'deployment';
  return CURED_KINDS[source.slice(0, source.indexOf('_'))] ?? byKind;
}

/**
 * Ends a blocker whose source case is cured: said by that case's own workflow, or by the role that consents for cases of
 * its kind, never by the requester of an open deployment that it may hold (§1.21). One that names no case is released instead.
 */
export function cureBlocker(book: BlockerBook, body: { readonly blocker_id: string; readonly reason: string }, context: Context, place: Place): Decision {
  const blocker = raisedHere(book, body.blocker_id, context, place);
  if ('refused' in blocker) return blocker;
  if (blocker.source_case === null) return { refused: 'wrong_state', detail: 'it names no case to cure; release it' };
  const cured = { blocker_id: blocker.id, owner: blocker.owner, source_case: blocker.source_case, reason: body.reason };
  if (context.meta.actor.kind === 'workflow') return { events: [blockerFact('blocker.cured', { ...cured, person: null })] };
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const role = context.policy.thresholds.cure_consent[curedKind(blocker, blocker.source_case)];
  if (!holdsAny(context.directory, person, [role], context.now, unitOf(blocker.extent, context))) {
    return { refused: 'not_permitted', detail: `that ${blocker.source_case} is cured is said by its own workflow or the role "${role}"` };
  }
  const fault = notTheirOwn(person, 'cure', context) ?? weakToOpen('a blocker here is ended', context);
  if (fault) return fault;
  return { events: [blockerFact('blocker.cured', { ...cured, person })] };
}
