import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import { NOTHING_BESIDE, type Beside, type Card } from './card.ts';
import { cardOf } from './card-of.ts';
import { emailPage } from './email-page.ts';
import { plain } from './line.ts';
import { harmless } from './mrkdwn.ts';
import { whyText } from './why.ts';
import { quotedText, wrapped } from './wrap.ts';

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
  const letter: Letter = { heading: oneLine(card.headline), rows, close: closing(card), reason: card.ending?.reason ? harmless(card.ending.reason) : null, footer: whyText(view, beside.nameOf).map(oneLine) };
  return { subject, text: textOf(card, letter), html: htmlOf(card, letter) };
}

type Rows = readonly (readonly [label: string, value: string])[];
interface Letter {
  readonly heading: string;
  readonly rows: Rows;
  readonly close: string;
  /** Why it ended so, as somebody typed it: set off, so that it can't pass for a line of ours. */
  readonly reason: string | null;
  readonly footer: readonly string[];
}

/** The rows of the chat card, in the same order. */
const rowsOf = ({ rows }: Card): Rows => rows.map(({ label, lines }) => [label, lines.map(plain).join('; ')] as const);

function closing({ ending, how, actions, value }: Card): string {
  if (ending) return `${plain(ending.line)}${ending.reason === null ? '.' : ':'}`;
  if (how !== null) return plain(how);
  return actions.length > 0 && value ? `You can acknowledge it: gatehouse obligation acknowledge ${value.obligation}` : 'Nothing is needed from you.';
}

function textOf({ quote, page }: Card, { heading, rows, close, reason, footer }: Letter): string {
  const said = quote === null ? [] : ['', quotedText(quote)];
  const end = [wrapped(close), ...(reason === null ? [] : [quotedText(reason)])];
  return [wrapped(`${heading}.`), '', ...rows.map(([label, value]) => wrapped(`${label}: ${value}`, '  ')), ...said, '', ...end, '', `${page.text}:`, page.url, '', '-- ', ...footer.map((line) => wrapped(line))].join('\n');
}

function htmlOf({ quote, page, brief }: Card, { heading, rows, close, reason, footer }: Letter): string {
  const parts = [{ rows }, ...(quote === null ? [] : [{ quote }]), { text: close }, ...(reason === null ? [] : [{ quote: reason }]), { button: page }];
  return emailPage({ preheader: brief.map(plain).join(' · '), heading, parts, footer });
}
