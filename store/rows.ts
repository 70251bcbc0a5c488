import { canonicalJson } from '../contracts/json.ts';
import type { Actor, RecordedEvent } from '../contracts/ledger.ts';
import type { Instant } from '../contracts/primitives.ts';
import { genesisHash, rowHash } from './chain.ts';
import { seal, type SealedText } from './seal.ts';

/** What is to be appended to a stream. */
export interface NewRow {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Where a stream's chain ends now. */
export interface ChainEnd {
  readonly id: string;
  readonly seq: number;
  readonly head_hash: string;
}

/** The end of a chain that has no row yet. */
export const freshEnd = (id: string): ChainEnd => ({ id, seq: 0, head_hash: genesisHash(id) });

export interface Appended {
  readonly rows: readonly object[];
  readonly texts: readonly SealedText[];
  readonly end: ChainEnd;
}

/** Ledger rows on top of a chain: bodies sealed, canonical and hashed (design §5). */
export function append(end: ChainEnd, at: Instant, actor: Actor, fresh: readonly NewRow[]): Appended {
  const who = canonicalJson(actor);
  const texts: SealedText[] = [];
  const rows: object[] = [];
  let { seq, head_hash } = end;
  for (const { type, body } of fresh) {
    const sealed = seal(body);
    texts.push(...sealed.texts);
    seq += 1;
    const row = { stream: end.id, seq, at, actor: who, type, body: sealed.body };
    const hash = rowHash(head_hash, row);
    rows.push({ ...row, prev_hash: head_hash, hash });
    head_hash = hash;
  }
  return { rows, texts, end: { id: end.id, seq, head_hash } };
}

/** The events as rules and folds see them. */
export const recorded = (end: ChainEnd, at: Instant, actor: Actor, fresh: readonly NewRow[]): RecordedEvent[] =>
  fresh.map(({ type, body }, index) => ({ type, body, at, actor, seq: end.seq + index + 1 }));
