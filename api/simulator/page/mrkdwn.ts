import { escapeHtml } from '../../../render/html.ts';
import { Html, html, joined } from './html.ts';
import { slackTime } from './slack-time.ts';

/** Names behind the ids in a text. */
export interface Names {
  readonly person: (id: string) => string;
  readonly channel: (id: string) => string;
}

/** Marks a place where finished markup goes; taken out of every text first, so that nobody can forge one. */
const [OPEN, CLOSE] = ['\uE000', '\uE001'];

const EMOJI: Readonly<Record<string, string>> = {
  no_entry: '⛔', warning: '⚠️', white_check_mark: '✅', x: '❌', hourglass: '⌛', bell: '🔔', lock: '🔒', rotating_light: '🚨', eyes: '👀',
};

/** Code, links and mentions wait here while the text around them is styled. */
class Shelf {
  readonly #kept: Html[] = [];

  put(markup: Html): string {
    this.#kept.push(markup);
    return `${OPEN}${this.#kept.length - 1}${CLOSE}`;
  }

  /** A piece may hold earlier ones only, so this ends. */
  back(text: string): string {
    return text.replaceAll(/\uE000(\d+)\uE001/g, (_all, at: string) => this.back(this.#kept[Number(at)]?.text ?? ''));
  }
}

/** Slack's mrkdwn as markup: bold, italic, strike, code, quotes, links, mentions and dates; anything else stays text. */
export function mrkdwn(source: string, names: Names): Html {
  const shelf = new Shelf();
  const shelved = source
    .replaceAll(/[\uE000\uE001]/g, '')
    .replaceAll(/```\n?([\s\S]*?)```/g, (_all, code: string) => shelf.put(html`<pre>${plain(code)}</pre>`))
    .replaceAll(/`([^`\n]+)`/g, (_all, code: string) => shelf.put(html`<code>${plain(code)}</code>`))
    .replaceAll(/<([^<>\n]+)>/g, (_all, inner: string) => shelf.put(reference(inner, names)));
  return new Html(shelf.back(lines(shelved).text));
}

/** The text behind Slack's three entities. */
function plain(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const QUOTE = /^(?:>|&gt;) ?/;

/** Lines with their breaks; neighbours that begin with `>` are one quotation. */
function lines(text: string): Html {
  const groups: { quoted: boolean; rows: Html[] }[] = [];
  for (const line of text.split('\n')) {
    const quoted = QUOTE.test(line);
    const row = styled(quoted ? line.replace(QUOTE, '') : line);
    const last = groups.at(-1);
    if (last?.quoted === quoted) last.rows.push(row);
    else groups.push({ quoted, rows: [row] });
  }
  return joined(groups.map(({ quoted, rows }) => (quoted ? html`<blockquote>${joined(rows, '<br>')}</blockquote>` : joined(rows, '<br>'))));
}

const BOLD = '<strong>[^<]*</strong>';
/** A style stands at the edge of a word, does not begin or end with a space, stays within its line, and holds another one whole or not at all. */
const STYLES = [
  ['\\*', 'strong', '[^*<]'],
  ['_', 'em', `(?:[^_<]|${BOLD})`],
  ['~', 's', `(?:[^~<]|${BOLD}|<em>(?:[^<]|${BOLD})*</em>)`],
].map(([mark = '', tag = '', inner = '']) => ({
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])${mark}(?!\\s)(${inner}+?)(?<!\\s)${mark}(?![\\p{L}\\p{N}])`, 'gu'),
  tag,
}));

function styled(line: string): Html {
  const escaped = escapeHtml(plain(line)).replaceAll(/:([a-z_]+):/g, (all, name: string) => EMOJI[name] ?? all);
  return new Html(STYLES.reduce((text, { pattern, tag }) => text.replaceAll(pattern, `<${tag}>$1</${tag}>`), escaped));
}

/** What stands between angle brackets: a person, a channel, everybody, a date, or an address. */
function reference(inner: string, names: Names): Html {
  const [target = '', ...rest] = inner.split('|');
  const label = rest.length > 0 ? plain(rest.join('|')) : null;
  if (target.startsWith('@')) return html`<b class="mention">@${names.person(target.slice(1))}</b>`;
  if (target.startsWith('#')) return html`<b class="mention">#${label ?? names.channel(target.slice(1))}</b>`;
  if (target.startsWith('!date^')) return slackTime(target, label ?? '');
  if (target.startsWith('!')) return html`<b class="mention">@${label ?? target.slice(1)}</b>`;
  const address = plain(target);
  return isAddress(address) ? html`<a href="${address}" rel="noopener noreferrer" target="_blank">${label ?? address}</a>` : html`${label ?? address}`;
}

/** Whether a link may lead there; `javascript:` and its like may not. */
export function isAddress(text: string): boolean {
  return /^(?:https?:\/\/|mailto:)[^\s\uE000]+$/i.test(text) && URL.canParse(text);
}
