import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const TEN_MEGABYTES = 10 * 1024 * 1024;

/** Opens a log for appending, readable by its owner only; a log over 10 MB is first moved to `<file>.1`. */
export function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > TEN_MEGABYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

function tail(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, 16_384));
    readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    closeSync(handle);
  }
}

function messageOf(line: string): string {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && 'msg' in value) return String(value.msg);
  } catch {
    return line;
  }
  return line;
}

/** The last line of a log that says something (of a JSON line its `msg`), or an empty text. */
export function lastLine(file: string): string {
  try {
    const lines = tail(file).split('\n').map((line) => line.trim());
    const telling = lines.filter((line) => line !== '' && !/^(at |Node\.js v|[}\]])/.test(line));
    return messageOf(telling.at(-1) ?? '').slice(0, 300);
  } catch {
    return '';
  }
}
