import { escapeHtml } from '../../../render/html.ts';

/** Markup that is safe to send: whatever was put into it was escaped, or was markup of this kind itself. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes. Text is escaped; `null`, `undefined` and `false` show nothing. */
export type Part = string | number | Html | null | undefined | false | readonly Part[];

/** The only way to make markup here: `` html`<p>${text}</p>` `` escapes every value. Attributes are always quoted. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((piece, at) => piece + shown(parts[at])).join(''));
}

/** Pieces one after another, with markup between them. */
export function joined(pieces: readonly Html[], between = ''): Html {
  return new Html(pieces.map((piece) => piece.text).join(between));
}

function shown(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(shown).join('');
  return escapeHtml(String(part));
}
