import { EVIDENCE_TYPES } from '../../contracts/evidence.ts';
import type { Policy } from '../../contracts/policy.ts';

/** One way in which files of a type begin. Bytes that may be anything are `null`. */
interface Beginning {
  readonly type: string;
  readonly at: number;
  readonly bytes: readonly (number | null)[];
}

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const begins = (type: string, bytes: readonly (number | null)[], at = 0): Beginning => ({ type, at, bytes });

/** By what files begin with, the more telling ones first. Office documents are zip archives, or OLE containers where they are old. */
const BEGINNINGS: readonly Beginning[] = [
  begins('application/pdf', ascii('%PDF-')),
  begins('image/png', [0x89, ...ascii('PNG'), 0x0d, 0x0a, 0x1a, 0x0a]),
  begins('image/jpeg', [0xff, 0xd8, 0xff]),
  begins('image/gif', [...ascii('GIF8'), null, ...ascii('a')]),
  begins('image/webp', [...ascii('RIFF'), null, null, null, null, ...ascii('WEBP')]),
  begins('image/tiff', [...ascii('II'), 0x2a, 0x00]),
  begins('image/tiff', [...ascii('MM'), 0x00, 0x2a]),
  begins('application/zip', [...ascii('PK'), 0x03, 0x04]),
  begins('application/zip', [...ascii('PK'), 0x05, 0x06]),
  begins('application/gzip', [0x1f, 0x8b]),
  begins('application/x-7z-compressed', [...ascii('7z'), 0xbc, 0xaf, 0x27, 0x1c]),
  begins('application/x-ole-storage', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  begins('application/x-elf', [0x7f, ...ascii('ELF')]),
  begins('application/x-mach-binary', [null, 0xfa, 0xed, 0xfe]),
  begins('application/x-mach-binary', [0xfe, 0xed, 0xfa, null]),
  begins('application/java-vm', [0xca, 0xfe, 0xba, 0xbe]),
  begins('application/wasm', [0x00, ...ascii('asm')]),
  begins('application/x-tar', ascii('ustar'), 257),
];

/** A Windows program may begin with letters that a text may begin with as well: it counts only where the rest is no text. */
const PROGRAM = begins('application/x-msdownload', ascii('MZ'));

/** Of text that a browser would run: the first tag, comments and declarations apart, says so. */
const MARKUP: readonly (readonly [type: string, beginning: RegExp])[] = [
  ['image/svg+xml', /^\s*(<\?xml[^>]*>\s*)?(<!doctype svg[^>]*>\s*)?<svg[\s>]/i],
  ['text/html', /^\s*(<\?xml[^>]*>\s*)?<(!doctype html|html|head|body|script|iframe|style|title|meta|table|div)[\s>]/i],
];
const COMMENTS = /<!--[^]*?-->/g;

/** What a file is that nothing here knows, and what an unknown one is called everywhere. */
const UNKNOWN = 'application/octet-stream';
/** So many first bytes tell the type of a file that is no text. */
const HEAD = 1024;

const matches = (head: Uint8Array, { at, bytes }: Beginning): boolean => head.length >= at + bytes.length && bytes.every((byte, i) => byte === null || head[at + i] === byte);

/** Tells by its content what a file is, from pieces in their order; its name says nothing. */
export interface TypeWatch {
  readonly see: (piece: Uint8Array) => void;
  /** The media type, after the last piece. */
  readonly end: () => string;
}

/** Follows whether what passes is text: valid UTF-8 without a NUL. */
function textWatch(): { readonly see: (piece: Uint8Array) => void; readonly end: () => boolean } {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = true;
  const read = (decode: () => void): void => {
    try {
      decode();
    } catch {
      text = false;
    }
  };
  return {
    see(piece) {
      if (text) read(() => void decoder.decode(piece, { stream: true }));
      text &&= !piece.includes(0);
    },
    end() {
      if (text) read(() => void decoder.decode());
      return text;
    },
  };
}

/** Watches one file pass: known beginnings tell, then text is what is UTF-8 throughout; HTML and SVG are told apart from plain text. */
export function typeWatch(): TypeWatch {
  const text = textWatch();
  let head = new Uint8Array(0);
  return {
    see(piece) {
      if (head.length < HEAD) head = Uint8Array.of(...head, ...piece.subarray(0, HEAD - head.length));
      text.see(piece);
    },
    end() {
      const known = BEGINNINGS.find((beginning) => matches(head, beginning));
      if (known) return known.type;
      if (!text.end()) return matches(head, PROGRAM) ? PROGRAM.type : UNKNOWN;
      const words = new TextDecoder().decode(head).replaceAll(COMMENTS, '');
      return MARKUP.find(([, beginning]) => beginning.test(words))?.[0] ?? 'text/plain';
    },
  };
}

/** The media types that evidence may have under this policy; a policy that was stored before it named any allows the shipped ones. */
export const allowedTypes = ({ thresholds }: { readonly thresholds: Partial<Pick<Policy['thresholds'], 'evidence_types'>> }): readonly string[] => thresholds.evidence_types ?? EVIDENCE_TYPES;

/** Why a file of this type is not taken, in words; null when the policy allows it. */
export function typeRefused(type: string, allowed: readonly string[]): string | null {
  if (allowed.includes(type)) return null;
  const is = type === UNKNOWN ? `of a type that is not known here (text has to be UTF-8)` : type;
  return `the file is ${is} by its content; the policy allows ${allowed.join(', ')} (thresholds.yaml evidence_types; Word, Excel and OpenDocument files are application/zip)`;
}
