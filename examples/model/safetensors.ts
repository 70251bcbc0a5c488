/*
 * The safetensors format (https://github.com/huggingface/safetensors): 8 bytes length of the header, little-endian; the
 * header as JSON; then the bytes of all tensors, end to end. Only what a small float model needs: the type F32.
 */

/** A tensor of 32-bit floats in row-major order. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The tensors of a file by name, and the texts that go with them. */
export interface SafeTensors {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;
/** The format's own limit. */
const LONGEST_HEADER = 100_000_000;

/** The bytes of a safetensors file; the same tensors and texts, in the same order, always give the same bytes. */
export function writeSafetensors({ tensors, metadata }: SafeTensors): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Buffer[] = [];
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const bytes = Buffer.alloc(values.length * FLOAT_BYTES);
    values.forEach((value, i) => bytes.writeFloatLE(value, i * FLOAT_BYTES));
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
    parts.push(bytes);
  }
  const text = JSON.stringify(header);
  // the format asks for spaces up to a multiple of 8, so that the floats are aligned
  const json = Buffer.from(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...parts]);
}

/**
 * Reads a file back, strictly: every byte must belong to a tensor.
 * @throws Error that names what is wrong and where.
 */
export function readSafetensors(file: Buffer): SafeTensors {
  const length = file.length < LENGTH_BYTES ? Infinity : Number(file.readBigUInt64LE());
  const start = LENGTH_BYTES + length;
  if (length > LONGEST_HEADER || start > file.length) throw new Error(`the header length says ${length} bytes, but the file has ${file.length}; it is no safetensors file`);
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(file.toString('utf8', LENGTH_BYTES, start)) as Header;
  const tensors: Record<string, Tensor> = {};
  let end = 0;
  for (const [name, entry] of Object.entries(entries)) {
    tensors[name] = readTensor(name, entry, end, file.subarray(start));
    end = entry.data_offsets[1];
  }
  if (start + end !== file.length) throw new Error(`the tensors end at byte ${start + end}, but the file has ${file.length}; it was cut or appended to`);
  return { tensors, metadata };
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}
type Header = Record<string, Entry> & { readonly __metadata__?: never };

function readTensor(name: string, { dtype, shape, data_offsets: [from, to] }: Entry, expected: number, data: Buffer): Tensor {
  const count = shape.reduce((product, side) => product * side, 1);
  if (dtype !== 'F32') throw new Error(`tensor ${name} has type ${dtype}; this reader knows F32`);
  if (from !== expected || to !== from + count * FLOAT_BYTES) {
    throw new Error(`tensor ${name} lies at ${from}–${to}; ${count} floats should lie at ${expected}–${expected + count * FLOAT_BYTES}`);
  }
  if (to > data.length) throw new Error(`tensor ${name} ends at ${to}, but the data at ${data.length}; the file was cut`);
  return { shape, values: Array.from({ length: count }, (_, i) => data.readFloatLE(from + i * FLOAT_BYTES)) };
}
