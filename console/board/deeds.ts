import type { OperationId } from '../../contracts/routes.ts';
import type { StreamKind } from '../../contracts/ledger.ts';
import type { Field, Typed } from '../acts/act.ts';
import { instantIn, pick, REASON_FIELD } from '../acts/plain.ts';

/** Something that can be done with many obligations at once: a command to each. */
export interface Deed {
  readonly key: 'nudge' | 'reassign' | 'extend';
  readonly operation: OperationId;
  readonly command: string;
  readonly title: string;
  readonly button: string;
  /** What is asked for once; none: it is done at once. */
  readonly fields: readonly Field[];
  /** What is said of each that was done. */
  readonly done: string;
  /** The command's body for an obligation of that kind of record, without its id. */
  readonly body: (typed: Typed, kind: StreamKind) => Readonly<Record<string, unknown>>;
}

/** Only a nonconformity keeps what protects meanwhile on its own; elsewhere it stands with the reason. */
function moreTime(typed: Typed, kind: StreamKind): Readonly<Record<string, unknown>> {
  if (kind === 'nonconformity') return { ...instantIn(typed, 'until'), ...pick('reason', 'interim_control')(typed) };
  return { ...instantIn(typed, 'until'), reason: `${typed['reason'] ?? ''}\n\nUntil then: ${typed['interim_control'] ?? ''}` };
}

/** What can be done with many, in the order of the buttons. */
export const DEEDS: readonly Deed[] = [
  { key: 'nudge', operation: 'nudgeObligation', command: 'nudge', title: 'Nudge', button: 'Nudge those who owe them', fields: [], done: 'nudged', body: () => ({}) },
  {
    key: 'reassign',
    operation: 'reassignObligation',
    command: 'reassign',
    title: 'Give to somebody else',
    button: 'Give them to somebody else',
    fields: [{ name: 'to', label: 'To', kind: 'person', required: true }, REASON_FIELD],
    done: 'given to somebody else; its due time stays',
    body: pick('to', 'reason'),
  },
  {
    key: 'extend',
    operation: 'extendObligation',
    command: 'extend',
    title: 'Ask for more time',
    button: 'Ask for more time',
    fields: [{ name: 'until', label: 'New due time (UTC)', kind: 'instant', required: true }, REASON_FIELD, { name: 'interim_control', label: 'What protects until then', kind: 'text', required: true }],
    done: 'recorded',
    body: moreTime,
  },
];
