import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

const hostOf = (url: string | undefined): string | null => {
  try {
    return url === undefined ? null : new URL(url).host;
  } catch {
    return null;
  }
};

/**
 * Whether a form was sent from a page of ours, as far as the browser says: by `Sec-Fetch-Site`, else by `Origin`. A browser
 * that says neither is judged by the form token alone.
 */
export function fromOurselves(request: Pick<Request, 'get'>, url: string): boolean {
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.get('Origin');
  if (origin === undefined) return true;
  const host = hostOf(origin);
  return host !== null && (host === hostOf(url) || host === request.get('Host'));
}

/** Whether two texts are the same, in a time that tells nothing of them. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
