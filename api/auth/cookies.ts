import type { CookieOptions, Request } from 'express';

/** A cookie's value: what `store/sessions.ts` makes, and nothing else. */
const VALUE = /^[A-Za-z0-9_-]{43}$/;

/** The value of a cookie of ours; null without one, and for one that we can't have made. */
export function cookieOf(request: Pick<Request, 'headers'>, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at < 0 || part.slice(0, at).trim() !== name) continue;
    const value = part.slice(at + 1).trim();
    return VALUE.test(value) ? value : null;
  }
  return null;
}

/** How cookies of ours are set: no script reads them, no other site's forms send them, and over https nothing else does. */
export const cookieOptions = (url: string): CookieOptions => ({ httpOnly: true, sameSite: 'lax', secure: url.startsWith('https:'), path: '/' });
