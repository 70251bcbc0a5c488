import type { Blocker, Waiver } from '../../contracts/blocker.ts';
import type { BlockerEventBody, BlockerEventType } from '../../contracts/blocker-events.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { NewEvent } from '../aggregate.ts';

/** A waiver and whether its end was announced; in force it is until `until`, announced or not. */
export interface RecordedWaiver extends Waiver {
  readonly ended: boolean;
}

/** The part of a record's state that holds blockers raised by hand and waivers: of one system, or of the house. */
export interface BlockerBook {
  /** Open ones only; the ledger keeps the rest. */
  readonly raised: readonly Blocker[];
  readonly waivers: readonly RecordedWaiver[];
}

export const blockerFact = <T extends BlockerEventType>(type: T, body: BlockerEventBody<T>): NewEvent => ({ type, body });

type Step<T extends BlockerEventType> = (book: BlockerBook, body: BlockerEventBody<T>, event: RecordedEvent) => BlockerBook;

const remove = (book: BlockerBook, { blocker_id }: { readonly blocker_id: string }): BlockerBook => ({
  ...book,
  raised: book.raised.filter(({ id }) => id !== blocker_id),
});

const STEPS: { readonly [T in BlockerEventType]: Step<T> } = {
  'blocker.raised': (book, body, { at }) => {
    const { blocker_id, kind, extent, holds, owner, title, link, source_case, ends_by } = body;
    const blocker: Blocker = { id: blocker_id, kind, extent, holds, owner, title, link, raised_at: at, source_case, ends_by, dormant_until: null };
    return { ...book, raised: [...book.raised, blocker] };
  },
  'blocker.released': remove,
  'blocker.cured': remove,
  'blocker.waived': (book, { waiver_id, blocker_id, system_id, until, person }) => ({
    ...book,
    waivers: [...book.waivers, { id: waiver_id, blocker_id, system_id, until, granted_by: person, ended: false }],
  }),
  'waivers.accumulated': (book) => book,
  'waiver.ended': (book, { waiver_id }) => ({ ...book, waivers: book.waivers.map((w) => (w.id === waiver_id ? { ...w, ended: true } : w)) }),
};

/** Folds one event into blockers and waivers; events that it does not know change nothing. */
export function evolveBlockers(book: BlockerBook, event: RecordedEvent): BlockerBook {
  const step = STEPS[event.type as BlockerEventType] as Step<BlockerEventType> | undefined;
  return step ? step(book, event.body as never, event) : { raised: book.raised, waivers: book.waivers };
}
