/** Text that somebody typed, made harmless in Slack: no mention, link or date can be smuggled in. */
export const escapeMrkdwn = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Without characters that turn the direction of text around or steer a terminal: what is shown must be what was typed. */
export const harmless = (text: string): string => text.replaceAll(/[\u202a-\u202e\u2066-\u2069]|(?![\n\r\t])\p{Cc}/gu, '');

/** An instant that Slack shows in the reader's own zone; the fallback is UTC. */
export function slackDate(at: string): string {
  const seconds = Math.floor(Date.parse(at) / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${at.slice(0, 16).replace('T', ' ')} UTC>`;
}

/**
 * Typed text on one line, escaped, at most `longest` characters in its escaped form: Slack counts those, and a cut
 * through an entity or a character would show.
 */
export const fitLine = (text: string, longest: number): string => fit(text.replace(/\s+/g, ' ').trim(), longest);

/** More lines than this are left out of a quotation. */
const QUOTED_LINES = 25;

/** Typed text as a quotation of at most `longest` characters (a few hundred at least) and so many lines, which are kept. */
export function quoted(text: string, longest: number, most = QUOTED_LINES): string {
  const all = text.trim().split(/(?:\r?\n)+/);
  const lines = all.length > most ? [...all.slice(0, most), '…'] : all;
  return `> ${fit(lines.join('\n'), longest - 2 * lines.length).replaceAll('\n', '\n> ')}`;
}

function fit(text: string, longest: number): string {
  let kept = '';
  for (const character of harmless(text)) {
    const next = escapeMrkdwn(character);
    if (kept.length + next.length > longest - 1) return `${kept}…`;
    kept += next;
  }
  return kept;
}

/** Rows that fit together in one text of Slack; those that do not are left out whole, so no markup is cut through. */
export function together(rows: readonly string[], longest: number, between = '\n'): string {
  let kept = '';
  for (const [at, row] of rows.entries()) {
    const next = kept === '' ? row : `${kept}${between}${row}`;
    if (next.length > longest - 20) return `${kept}${between}… and ${rows.length - at} more`;
    kept = next;
  }
  return kept;
}
