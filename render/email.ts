import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import { NOTHING_BESIDE, type Beside, type Card } from './card.ts';
import { cardOf } from './card-of.ts';
import { escapeHtml } from './html.ts';
import { plain } from './line.ts';
import { harmless } from './mrkdwn.ts';

export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const oneLine = (text: string): string => harmless(text).replace(/\s+/g, ' ').trim();
const SUBJECT = 200;

/** An e-mail that only tells: nothing is decided by a link, which leads to where one signs in (design §6). */
export function emailContent(view: MessageView | RecordView, beside: Beside = NOTHING_BESIDE): EmailContent {
  const drawn = cardOf(view, beside);
  const card = { ...drawn, quote: drawn.quote === null ? null : harmless(drawn.quote) };
  const subject = [...oneLine(`${card.headline}${card.system === null ? '' : ` (${card.system})`}`)].slice(0, SUBJECT).join('');
  const rows = [['About', oneLine(card.title.text)] as const, ...rowsOf(card)];
  const close = closing(card);
  return { subject, text: textOf(card, rows, close), html: htmlOf(card, rows, close) };
}

type Rows = readonly (readonly [label: string, value: string])[];

/** The rows of the chat card, in the same order. */
const rowsOf = ({ rows }: Card): Rows => rows.map(({ label, lines }) => [label, lines.map(plain).join('; ')] as const);

function closing({ ending, how, actions, value }: Card): string {
  if (ending) return `${plain(ending.line)}${ending.reason === null ? '.' : `: ${harmless(ending.reason)}`}`;
  if (how !== null) return plain(how);
  return actions.length > 0 && value ? `You can acknowledge it: gatehouse obligation acknowledge ${value.obligation}` : 'Nothing is needed from you.';
}

function textOf(card: Card, rows: Rows, close: string): string {
  const quote = card.quote === null ? [] : ['', ...card.quote.split('\n').map((line) => `> ${line}`)];
  return [`${oneLine(card.headline)}.`, '', ...rows.map(([label, value]) => `${label}: ${value}`), ...quote, '', close, '', card.title.url].join('\n');
}

const HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>';

function htmlOf(card: Card, rows: Rows, close: string): string {
  const table = rows.map(([label, value]) => `<tr><th align="left" valign="top">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`).join('');
  const quote = card.quote === null ? '' : `<blockquote>${escapeHtml(card.quote).replaceAll('\n', '<br>')}</blockquote>`;
  const url = escapeHtml(card.title.url);
  const end = `<p>${escapeHtml(close).replaceAll('\n', '<br>')}</p><p><a href="${url}">${url}</a></p></body></html>`;
  return `${HEAD}<body><p><strong>${escapeHtml(oneLine(card.headline))}</strong></p><table cellpadding="4">${table}</table>${quote}${end}`;
}
