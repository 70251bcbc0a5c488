import { hash, randomBytes } from 'node:crypto';
import type { Instant } from '../contracts/primitives.ts';

/*
 * One hash chain per stream (design §5). Anybody can check it with a SHA-256 tool:
 *   genesis = SHA-256("gatehouse-ledger-v1\ngenesis\n" + stream)
 *   hash    = SHA-256("gatehouse-ledger-v1\n" + previous hash as 64 hex digits + "\n" + row as RFC 8785 JSON)
 * The previous hash has a fixed length and the row is JSON, so no two rows share one text.
 */
const TAG = 'gatehouse-ledger-v1\n';

/** What a ledger row says. `body` is canonical JSON, stored and hashed as the same text; `seq` counts from 1. */
export interface ChainRow {
  readonly stream: string;
  readonly seq: number;
  readonly at: Instant;
  /** Who acted, as text. */
  readonly actor: string;
  readonly type: string;
  readonly body: string;
}

/** A row as it lies in the ledger; hashes are 64 lower-case hex digits. */
export interface LedgerRow extends ChainRow {
  readonly prev_hash: string;
  readonly hash: string;
}

/** The last row of a stream, as something other than the chain itself remembers it. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** What the first row of a stream has for its previous hash; it differs by stream, so no chain fits under another name. */
export const genesisHash = (stream: string): string => sha256(`${TAG}genesis\n${stream}`);

/** The hash of a row on top of the row before it. */
export const rowHash = (prevHash: string, row: ChainRow): string => sha256(`${TAG}${prevHash}\n${rowText(row)}`);

/** RFC 8785 written out: keys in order, strings as JSON.stringify writes them. Twice as fast as the general function. */
function rowText({ actor, at, body, seq, stream, type }: ChainRow): string {
  const text = JSON.stringify;
  return `{"actor":${text(actor)},"at":${text(at)},"body":${text(body)},"seq":${seq},"stream":${text(stream)},"type":${text(type)}}`;
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** A salt for {@link commitText}: 128 random bits as 32 hex digits. */
export const newSalt = (): string => randomBytes(16).toString('hex');

/**
 * The commitment that stands for a free text in hashed rows: SHA-256(salt ‖ text). Once text and salt are erased it
 * tells nothing (design §5).
 * @throws RangeError for a salt that is not from {@link newSalt}: a salt of any length would let texts be shifted into it.
 */
export function commitText(salt: string, text: string): `sha256:${string}` {
  if (!/^[0-9a-f]{32}$/.test(salt)) throw new RangeError('a salt must be 32 lower-case hex digits, as newSalt() makes them');
  return `sha256:${sha256(salt + text)}`;
}

/**
 * What is wrong with the first bad row. `gap`: rows before it are missing, or it was moved or put in; `link`: it does
 * not stand on the row before it; `edited`: its content does not give its hash; `order`: its stream had ended before;
 * `head`: the chain does not end as expected.
 */
export type ChainFault = 'gap' | 'link' | 'edited' | 'order' | 'head';

export interface BadRow {
  readonly stream: string;
  readonly seq: number;
  readonly fault: ChainFault;
  readonly detail: string;
}

/** What a verification read, and the first row that is wrong, if any. */
export interface ChainReport {
  readonly rows: number;
  readonly chains: number;
  readonly bad: BadRow | null;
}

/**
 * Reads whole chains, one row at a time, and stops at the first row that is wrong. Memory does not grow with the rows.
 *
 * 1. Rows come sorted by stream and `seq`, streams as plain ASCII text (`ORDER BY stream COLLATE "C", seq`).
 * 2. An edit, a deletion, an insertion and a changed order are found, except at the very end of a chain.
 * 3. With `heads` the end counts too: rows cut off or added there, and whole chains that are gone. A stream without an
 *    entry there is not held against it.
 */
export async function verifyChain(
  rows: AsyncIterable<LedgerRow> | Iterable<LedgerRow>,
  heads: ReadonlyMap<string, ChainHead> = new Map(),
): Promise<ChainReport> {
  const missing = new Set(heads.keys());
  const count = { rows: 0, chains: 0 };
  let last: LedgerRow | null = null;
  for await (const row of rows) {
    const begins: boolean = last?.stream !== row.stream;
    count.rows += 1;
    if (begins) count.chains += 1;
    const bad: BadRow | null = (begins ? checkEnd(last, heads) : null) ?? checkRow(row, last);
    if (bad) return { ...count, bad };
    missing.delete(row.stream);
    last = row;
  }
  return { ...count, bad: checkEnd(last, heads) ?? checkMissing(missing, heads) };
}

function checkRow(row: LedgerRow, before: LedgerRow | null): BadRow | null {
  const last = before?.stream === row.stream ? before : null;
  const seq = (last?.seq ?? 0) + 1;
  if (before && row.stream < before.stream) return badRow(row, 'order', `comes after a row of ${before.stream}; each stream must come whole and in order`);
  if (row.seq !== seq) return badRow(row, 'gap', `is number ${row.seq} where number ${seq} should follow`);
  if (row.prev_hash !== (last?.hash ?? genesisHash(row.stream))) return badRow(row, 'link', 'does not hold the hash of the row before it');
  if (row.hash !== rowHash(row.prev_hash, row)) return badRow(row, 'edited', 'has content that does not give its hash');
  return null;
}

function checkEnd(last: LedgerRow | null, heads: ReadonlyMap<string, ChainHead>): BadRow | null {
  const head = last && heads.get(last.stream);
  if (!head || (last.seq === head.seq && last.hash === head.hash)) return null;
  if (last.seq < head.seq) return badRow({ ...last, seq: last.seq + 1 }, 'head', `is missing: the chain should end at ${head.seq}`);
  if (last.seq > head.seq) return badRow({ ...last, seq: head.seq + 1 }, 'head', `is too much: the chain should end at ${head.seq}`);
  return badRow(last, 'head', 'is not the row that the chain should end with: the chain was written anew');
}

function checkMissing(missing: ReadonlySet<string>, heads: ReadonlyMap<string, ChainHead>): BadRow | null {
  for (const stream of missing) {
    return badRow({ stream, seq: 1 }, 'head', `is missing with the whole chain, which should end at ${heads.get(stream)?.seq}`);
  }
  return null;
}

const badRow = ({ stream, seq }: { stream: string; seq: number }, fault: ChainFault, what: string): BadRow => ({
  stream,
  seq,
  fault,
  detail: `row ${seq} of ${stream} ${what}`,
});
