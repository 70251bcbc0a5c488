/** Why `gatehouse start` cannot go on: one line that says what is wrong, where, and what would be right. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

// Neither function asks `instanceof Error`: Node's own errors belong to another realm when a test runner uses `vm`.

/** The `code` of a system or database error, such as ESRCH or 28P01. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

/** The message of anything thrown, as one line. */
export function oneLine(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).replace(/\s*\n\s*/g, '; ').trim();
}
