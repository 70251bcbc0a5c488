/** Where a browser goes when it named no path of ours. */
export const HOME_PATH = '/';
/** A longer path is none that a page of ours made. */
const LONGEST = 2_000;

/**
 * The path of ours that a browser goes back to after a sign-in; {@link HOME_PATH} for everything that could lead anywhere
 * else: another host in any notation (`//host`, `/\host`, `/%5chost`), a scheme, control characters, which browsers drop
 * before they read a URL, and the sign-in itself, which would lead in a circle.
 */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > LONGEST) return HOME_PATH;
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) || wanted.includes('\\')) return HOME_PATH;
  const path = wanted.split(/[?#]/, 1)[0] ?? '';
  return isPlain(path) && !/^\/oidc(\/|$)/i.test(path) ? wanted : HOME_PATH;
}

/** Still a path of one host after each decoding that something on the way may do. */
function isPlain(path: string): boolean {
  let text = path;
  for (let turn = 0; turn < 6; turn += 1) {
    if (/[\\\p{Cc}]|\/\//u.test(text)) return false;
    if (!text.includes('%')) return true;
    try {
      text = decodeURIComponent(text);
    } catch {
      return false;
    }
  }
  return !text.includes('%');
}
