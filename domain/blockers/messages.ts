import type { Blocker } from '../../contracts/blocker.ts';
import type { BlockerEventBody, BlockerEventType } from '../../contracts/blocker-events.ts';
import type { OwedMessage } from '../../contracts/delivery.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { personOf } from '../aggregate.ts';
import type { Facts } from '../aggregate.ts';
import { holders, personById } from '../directory.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import { notify } from '../obligations/index.ts';
import type { BlockerBook } from './book.ts';

/** The holders of L3, the AI governance lead, or their deputies. */
export const governanceLeads = (facts: Facts, at: Instant, unit?: string): string[] =>
  recipientsFor('L3', { owed_by: { role: facts.policy.ladders.levels.L3 }, unit, at }, facts.policy, facts.directory);

/** An owner is a person, or a role while nobody owns it yet. */
const ownersOf = (owner: string, facts: Facts, at: Instant): string[] =>
  personById(facts.directory, owner) ? [owner] : holders(facts.directory, owner, at).map(({ id }) => id);

interface Where {
  readonly caseId: string;
  readonly book: BlockerBook;
  /** Every blocker still open here, derived ones too. */
  readonly open: readonly Blocker[];
  /** Who hears of each: the system's owner. */
  readonly also: readonly string[];
  readonly unit?: string | undefined;
}

/**
 * What is told about blockers: one that is raised, released, cured or waived to its owner, the system's owner and L3; the
 * end of a waiver to those and to whoever granted it; many waivers in force to executives and L3. Not to the one who did it.
 */
export function blockerMessages(event: RecordedEvent, facts: Facts, where: Where): readonly OwedMessage[] {
  const about = aboutOf(event, facts, where);
  if (!about) return [];
  const also = about.above ? [] : where.also;
  const to = [...about.to, ...also, ...governanceLeads(facts, event.at, where.unit)].filter((person) => person !== personOf(event.actor));
  return notify(event, where.caseId, facts, { kind: about.kind, to, about: about.about });
}

type Aboutness = { readonly kind: 'notice' | 'expiry'; readonly to: readonly string[]; readonly about: Readonly<Record<string, string>>; readonly above?: boolean };
type Teller<T extends BlockerEventType> = (body: BlockerEventBody<T>, event: RecordedEvent, facts: Facts, where: Where) => Aboutness | null;

const blockerOf = (id: string, facts: Facts, where: Where) => [...where.open, ...facts.blockers].find((blocker) => blocker.id === id);

const TELLERS: { readonly [T in BlockerEventType]: Teller<T> } = {
  'blocker.raised': (body, { at, type }, facts) => ({
    kind: 'notice',
    to: ownersOf(body.owner, facts, at),
    about: { what: type, blocker: body.blocker_id, blocker_kind: body.kind, scope: body.extent.scope, link: body.link },
  }),
  'blocker.released': (body, { at, type }, facts) => ({ kind: 'notice', to: ownersOf(body.owner, facts, at), about: { what: type, blocker: body.blocker_id } }),
  'blocker.cured': (body, { at, type }, facts) => ({
    kind: 'notice',
    to: ownersOf(body.owner, facts, at),
    about: { what: type, blocker: body.blocker_id, source_case: body.source_case },
  }),
  'blocker.waived': (body, { at, type }, facts, where) => ({
    kind: 'notice',
    to: ownersOf(blockerOf(body.blocker_id, facts, where)?.owner ?? '', facts, at),
    about: { what: type, blocker: body.blocker_id, until: body.until, granted_by: body.person },
  }),
  'waivers.accumulated': ({ blocker_id, in_force }, { at, type }, facts, { unit }) => {
    const roles = facts.policy.thresholds.waiver.many.tell_roles;
    const to = roles.flatMap((role) => recipientsFor('L0', { owed_by: { role }, unit, at }, facts.policy, facts.directory));
    return { kind: 'notice', to, about: { what: type, blocker: blocker_id, in_force: String(in_force) }, above: true };
  },
  'waiver.ended': (body, { at, type }, facts, where) => {
    const blocker = blockerOf(body.blocker_id, facts, where);
    if (!blocker) return null;
    const granted = where.book.waivers.find(({ id }) => id === body.waiver_id)?.granted_by;
    const to = [...ownersOf(blocker.owner, facts, at), ...(granted === undefined ? [] : [granted])];
    return { kind: 'expiry', to, about: { what: type, blocker: body.blocker_id, blocker_kind: blocker.kind, link: blocker.link } };
  },
};

function aboutOf(event: RecordedEvent, facts: Facts, where: Where): Aboutness | null {
  const teller = TELLERS[event.type as BlockerEventType] as Teller<BlockerEventType> | undefined;
  return teller ? teller(event.body as never, event, facts, where) : null;
}
