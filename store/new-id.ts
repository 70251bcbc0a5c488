import { randomBytes } from 'node:crypto';
import type { IdPrefix } from '../contracts/ids.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TAIL_BITS = 74n;
const last = { ms: -1, tail: 0n };

/**
 * A new id: a UUIDv7 (RFC 9562) of the given time in Crockford base 32, so ids sort as text by their time. Ids of one
 * millisecond rise within this process; those of different processes differ by 73 random bits.
 * @throws RangeError when `nowMs` is not a whole number of milliseconds since 1970.
 */
export function newId<P extends IdPrefix>(prefix: P, nowMs: number): `${P}_${string}` {
  if (!Number.isInteger(nowMs) || nowMs < 0 || nowMs >= 2 ** 48) throw new RangeError(`${nowMs} is no time for an id; give whole milliseconds since 1970`);
  last.tail = nowMs === last.ms ? last.tail + 1n + randomBits(32n) : randomBits(TAIL_BITS - 1n);
  last.ms = nowMs;
  return `${prefix}_${base32(uuidV7(BigInt(nowMs), last.tail))}`;
}

/** The first random bit stays 0, so that counting up from it within a millisecond cannot run over. */
function randomBits(bits: bigint): bigint {
  return BigInt.asUintN(Number(bits), BigInt(`0x${randomBytes(10).toString('hex')}`));
}

/** 48 bits of time, version 7, 12 bits, variant 2, 62 bits. */
function uuidV7(ms: bigint, tail: bigint): bigint {
  return (ms << 80n) | (7n << 76n) | ((tail >> 62n) << 64n) | (2n << 62n) | BigInt.asUintN(62, tail);
}

function base32(value: bigint): string {
  let text = '';
  for (let left = value; text.length < 26; left >>= 5n) text = `${ALPHABET.charAt(Number(left & 31n))}${text}`;
  return text;
}
