import { escapeHtml } from './html.ts';

/** What the HTML part of an e-mail holds; every text as it is, nothing escaped yet. */
export interface EmailPage {
  /** What a mailbox shows beside the subject. */
  readonly preheader: string;
  readonly heading: string;
  readonly parts: readonly EmailPart[];
  readonly footer: readonly string[];
}

export type EmailPart =
  | { readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly quote: string }
  | { readonly text: string }
  | { readonly button: { readonly text: string; readonly url: string } }
  | { readonly entry: { readonly headline: string; readonly lines: readonly string[]; readonly title: string; readonly url: string } };

// No colour of text or ground is set, so that a reader's dark mode turns both; the one button has its own pair.
const FONT = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5';
const HIDDEN = 'display:none;max-height:0;overflow:hidden;mso-hide:all';
const BUTTON = 'display:inline-block;padding:10px 18px;border-radius:6px;background-color:#1a5fb4;color:#ffffff;font-weight:600;text-decoration:none';
const QUOTE = 'margin:16px 0;padding:2px 0 2px 14px;border-left:4px solid #7f8c9a';
const FOOT = 'margin-top:28px;padding-top:12px;border-top:1px solid #7f8c9a;font-size:13px;line-height:1.45;opacity:0.85';
const LABEL = 'padding:4px 16px 4px 0;text-align:left;vertical-align:top;font-weight:600;white-space:nowrap';
const VALUE = 'padding:4px 0;vertical-align:top;overflow-wrap:anywhere';

const lines = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>');

function partHtml(part: EmailPart): string {
  if ('rows' in part) {
    const rows = part.rows.map(([label, value]) => `<tr><th scope="row" style="${LABEL}">${escapeHtml(label)}</th><td style="${VALUE}">${lines(value)}</td></tr>`);
    return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:16px 0;font-size:15px">${rows.join('')}</table>`;
  }
  if ('quote' in part) return `<blockquote style="${QUOTE}">${lines(part.quote)}</blockquote>`;
  if ('text' in part) return `<p style="margin:16px 0">${lines(part.text)}</p>`;
  if ('button' in part) return `<p style="margin:20px 0"><a href="${escapeHtml(part.button.url)}" style="${BUTTON}">${escapeHtml(part.button.text)}</a></p>`;
  const { headline, title, url, lines: more } = part.entry;
  return `<p style="margin:16px 0"><strong>${escapeHtml(headline)}</strong><br><a href="${escapeHtml(url)}">${escapeHtml(title)}</a>${more.map((each) => `<br>${escapeHtml(each)}`).join('')}</p>`;
}

/** An e-mail that reads in a plain client and in dark mode: one column, styles in place, no pictures, nothing loaded. */
export function emailPage({ preheader, heading, parts, footer }: EmailPage): string {
  const head = '<!doctype html><html lang="en" style="color-scheme:light dark"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></head>';
  const body = [`<div style="${HIDDEN}">${escapeHtml(preheader)}</div>`, `<p style="margin:0 0 16px;font-size:20px;line-height:1.3"><strong>${escapeHtml(heading)}</strong></p>`, ...parts.map(partHtml), `<div style="${FOOT}">${footer.map((each) => `<p style="margin:4px 0">${escapeHtml(each)}</p>`).join('')}</div>`];
  return `${head}<body style="margin:0;padding:0"><div style="max-width:640px;margin:0 auto;padding:24px 16px;${FONT}">${body.join('')}</div></body></html>`;
}
