/** What a WebSocket frame is for (RFC 6455 §5.2). */
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** One frame, whole and unmasked. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** A frame as a server sends it: unfragmented and unmasked. */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head = size < 126 ? Buffer.of(0x80 | opcode, size) : size < 65_536 ? Buffer.of(0x80 | opcode, 126, 0, 0) : Buffer.of(0x80 | opcode, 127, 0, 0, 0, 0, 0, 0, 0, 0);
  if (size >= 65_536) head.writeBigUInt64BE(BigInt(size), 2);
  else if (size >= 126) head.writeUInt16BE(size, 2);
  return Buffer.concat([head, payload]);
}

/** The place of the payload of a client's frame, or null while its head has not arrived. */
function measure(bytes: Buffer): { readonly start: number; readonly size: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const more = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (bytes.length < 2 + more + 4) return null;
  const size = more === 0 ? short : more === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { start: 2 + more + 4, size };
}

/** Puts a client's frames together from whatever pieces arrive. */
export class FrameReader {
  #bytes = Buffer.alloc(0);

  /** The frames that are whole now. @throws Error for what a client never sends: unmasked or in fragments */
  take(piece: Buffer): Frame[] {
    this.#bytes = Buffer.concat([this.#bytes, piece]);
    const frames: Frame[] = [];
    for (let place = measure(this.#bytes); place !== null && this.#bytes.length >= place.start + place.size; place = measure(this.#bytes)) {
      const { start, size } = place;
      const [first, second] = [this.#bytes.readUInt8(0), this.#bytes.readUInt8(1)];
      if (first < 0x80 || second < 0x80) throw new Error('a frame is unmasked or a fragment; the stand-in reads whole masked frames');
      const mask = this.#bytes.subarray(start - 4, start);
      const payload = Buffer.from(this.#bytes.subarray(start, start + size).map((byte, i) => byte ^ mask.readUInt8(i % 4)));
      frames.push({ opcode: first & 0x0f, payload });
      this.#bytes = this.#bytes.subarray(start + size);
    }
    return frames;
  }
}
