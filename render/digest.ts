import type { KnownBlock } from '@slack/types';
import type { Card } from './card.ts';
import type { ChatContent } from './chat.ts';
import type { EmailContent } from './email.ts';
import { emailPage } from './email-page.ts';
import { mrkdwn, plain } from './line.ts';
import { fitLine, harmless, together } from './mrkdwn.ts';
import { wrapped } from './wrap.ts';

/** The most that one digest holds: Slack takes 50 blocks and about 13,000 characters of JSON in a message. */
export const LONGEST_DIGEST = 25;
/** Characters of one entry, escaped: so many entries and what stands around them keep that limit. */
const ENTRY = 380;
/** A phone shows the beginning: so many of the most urgent are told there, with system, lane and due time, in so many characters. */
const NOTIFIED = 3;
const NOTIFICATION = 1_000;

const WHY = 'They came close together, so they are in one message. Each is answered where it is owed.';
const FOOTER = ['You get these because each is owed by you, or concerns something that you asked for, own or watch over. Nothing is decided by this e-mail: its links ask you to sign in.', 'Wrong address, or not yours at all: whoever keeps the directory of your organisation.'];
const count = (cards: readonly Card[]): string => `${cards.length} messages in one`;
const oneLine = (text: string): string => harmless(text).replace(/\s+/g, ' ').trim();
const restOf = ({ brief, ending }: Card): readonly string[] => [...brief.map(plain), ...(ending ? [plain(ending.line)] : [])];

const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });

/** When a message is due, or what it tells of ends; null for what has no time, or is over. */
const timeOf = ({ brief, ending }: Card): string | null => (ending ? null : (brief.flat().find((part) => typeof part === 'object' && 'at' in part)?.at ?? null));
/** Those with the earliest time in front. */
const urgent = (cards: readonly Card[]): readonly Card[] => [...cards].sort((a, b) => ((timeOf(a) ?? NEVER) < (timeOf(b) ?? NEVER) ? -1 : Number((timeOf(a) ?? NEVER) > (timeOf(b) ?? NEVER))));
const NEVER = '~';

/** Several messages to one person as one: what each says, and where to act on it; no buttons. */
export function chatDigest(cards: readonly Card[]): ChatContent {
  const lines = cards.map((card) => {
    const rest = [...card.brief, ...(card.ending ? [card.ending.line] : [])].map(mrkdwn);
    return together([`*${fitLine(card.headline, 120)}*`, `<${card.title.url}|${fitLine(card.title.text, 100)}>`, ...rest], ENTRY, ' · ');
  });
  const first = urgent(cards).slice(0, NOTIFIED).map(({ headline, brief }) => [fitLine(headline, 120), ...brief.map(mrkdwn)].join(', '));
  return { text: together([count(cards), ...first], NOTIFICATION, ' · '), blocks: [section(`*${count(cards)}*\n${WHY}`), ...lines.map(section)] };
}

/** The same as an e-mail; links lead to where one signs in. */
export function emailDigest(cards: readonly Card[]): EmailContent {
  const entries = cards.map((card) => ({ headline: oneLine(card.headline), title: oneLine(card.title.text), rest: restOf(card), url: card.title.url }));
  const text = [wrapped(`${count(cards)}. ${WHY}`), ...entries.flatMap(({ headline, title, rest, url }) => ['', wrapped(`${headline}.`), wrapped([title, ...rest].join('; '), '  '), url]), '', '-- ', ...FOOTER.map((line) => wrapped(line))].join('\n');
  const parts = [{ text: WHY }, ...entries.map(({ headline, title, rest, url }) => ({ entry: { headline, title, url, lines: rest } }))];
  const preheader = entries.map(({ headline }) => headline).join(' · ').slice(0, 200);
  return { subject: `Gatehouse: ${count(cards)}`, text, html: emailPage({ preheader, heading: count(cards), parts, footer: FOOTER }) };
}
