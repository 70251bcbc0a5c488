import type { FetchFunction } from '@slack/web-api';

/** A request that got no answer; `code` is `timeout` or that of the system or of undici, e.g. `ECONNREFUSED`. */
export class WireError extends Error {
  readonly code: string;

  constructor(code: string, cause: unknown) {
    super(`no answer: ${code}`, { cause });
    this.name = 'WireError';
    this.code = code;
  }
}

/** `fetch`, whose failures say by their code what happened; fetch itself hides it two causes deep. */
export const fetchOrWireError: FetchFunction = async (input, init) => {
  try {
    return await fetch(input, init);
  } catch (error) {
    throw new WireError(wireCode(error), error);
  }
};

/**
 * The innermost code of a failed request, `timeout` for our own deadline. It looks at shapes, not classes: fetch
 * comes from outside of a test's realm, where its errors are no `Error` of ours.
 */
export function wireCode(error: unknown): string {
  let found = 'unknown';
  for (let at = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : null) {
    if ('name' in at && (at.name === 'TimeoutError' || at.name === 'AbortError')) return 'timeout';
    if ('code' in at && typeof at.code === 'string') found = at.code;
  }
  return found;
}
