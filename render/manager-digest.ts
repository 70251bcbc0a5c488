import type { KnownBlock } from '@slack/types';
import type { DigestItem, LineDigest, ManagerDigest, OverdueBand } from '../contracts/manager-digest.ts';
import { boardPage, casePage } from '../contracts/pages.ts';
import type { ChatContent } from './chat.ts';
import { emailPage, type EmailPart } from './email-page.ts';
import type { EmailContent } from './email.ts';
import { type Line, mrkdwn, plain } from './line.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import { capital, taskInWords } from './words.ts';
import { wrapped } from './wrap.ts';

/** What a digest is drawn from. */
export interface DigestDrawn {
  readonly digest: ManagerDigest;
  readonly reader: string;
  /** Where links lead. */
  readonly url: string;
  readonly nameOf: (id: string) => string;
}

/** So many things of each section are named, fewer where a digest is about several lines; the board has them all. */
const NAMED = 5;
const NAMED_OF_MANY = 2;
/** Slack takes about 13,000 characters of JSON in a message. */
const LONGEST_BLOCKS = 11_500;
const FOOTER = ['You get this once a working day because people of yours owe it, you answer for it, or you stand in for who does. Nothing is decided by this e-mail: its links ask you to sign in.', 'Wrong address, or not yours at all: whoever keeps the directory of your organisation.'];

interface Section {
  readonly title: string;
  readonly items: readonly DigestItem[];
}

/** `P7D` as `7 days`; another duration as it is. */
const inDays = (duration: string): string => /^P(\d+)D$/.exec(duration)?.[1]?.concat(' days') ?? duration;

function bandTitle({ over, to }: OverdueBand): string {
  if (to === null) return over === null ? 'Overdue' : `Overdue for more than ${inDays(over)}`;
  return over === null ? `Overdue for up to ${inDays(to)}` : `Overdue for ${inDays(over)} to ${inDays(to)}`;
}

function sectionsOf({ overdue, due_soon, extensions, verification, effectiveness }: LineDigest): Section[] {
  const all = [
    ...overdue.map((band) => ({ title: bandTitle(band), items: band.items })),
    { title: 'Due soon', items: due_soon },
    { title: 'More time asked for', items: extensions },
    { title: 'Waiting for verification', items: verification },
    { title: 'Effect to be checked', items: effectiveness },
  ];
  return all.filter(({ items }) => items.length > 0);
}

const overdueIn = ({ overdue }: LineDigest): number => overdue.reduce((sum, { items }) => sum + items.length, 0);
const total = (lines: readonly LineDigest[], of: (line: LineDigest) => number): number => lines.reduce((sum, line) => sum + of(line), 0);

/** One line that says how things stand: subject of the e-mail, and what a phone shows. */
function headline({ lines }: ManagerDigest): string {
  const parts = [[total(lines, overdueIn), 'overdue'], [total(lines, ({ due_soon }) => due_soon.length), 'due soon'], [total(lines, ({ extensions }) => extensions.length), 'extensions asked'], [total(lines, ({ verification }) => verification.length), 'to be verified'], [total(lines, ({ effectiveness }) => effectiveness.length), 'effects to be checked']] as const;
  const said = parts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  return said.length === 0 ? 'Your line owes nothing any more' : `Your line: ${said.join(', ')}`;
}

function changedLine({ changed }: LineDigest): Line | null {
  if (changed === null) return null;
  const { since, fresh, fell_due, done } = changed;
  return ['Since ', { at: since }, fresh + fell_due + done === 0 ? ': no change' : `: ${fresh} new, ${fell_due} fell overdue, ${done} done or no longer owed`];
}

/** What is overdue below the direct line, which the digests of those between name. */
const belowLine = ({ overdue_below }: LineDigest): string | null => (overdue_below === 0 ? null : `Further below: ${overdue_below} overdue, named in the digests of those between and on the board`);

const lineTitle = ({ manager }: LineDigest, { reader, nameOf }: DigestDrawn): string => (manager === reader ? 'Your line' : `The line of ${nameOf(manager)}, who is away`);

function itemLine({ case_id, title, kind, class: cls, owing, due_at }: DigestItem, { url, nameOf }: DigestDrawn): Line {
  const named = owing.slice(0, 3).map(nameOf).join(', ');
  const about = ` · ${taskInWords(kind)}${cls === 'major' ? ' (major)' : ''}${named === '' ? '' : ` · ${named}`}`;
  return [{ link: `${url}${casePage(case_id)}`, text: title === '' ? case_id : title }, about, ...(due_at === null ? [] : [' · due ', { at: due_at }])];
}

const namedOf = ({ digest }: DigestDrawn): number => (digest.lines.length > 1 ? NAMED_OF_MANY : NAMED);
const rest = (items: readonly DigestItem[], named: number): string | null => (items.length > named ? `… and ${items.length - named} more` : null);

const block = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });

function chatSection({ title, items }: Section, drawn: DigestDrawn): KnownBlock {
  const named = namedOf(drawn);
  const lines = items.slice(0, named).map((item) => `• ${mrkdwn(itemLine(item, drawn))}`);
  const more = rest(items, named);
  return block([`*${title}: ${items.length}*`, ...lines, ...(more === null ? [] : [more])].join('\n'));
}

const blocksOf = (text: string | null): KnownBlock[] => (text === null ? [] : [block(text)]);

function chatLine(line: LineDigest, drawn: DigestDrawn): KnownBlock[] {
  const changed = changedLine(line);
  const title = `<${drawn.url}${boardPage(line.manager)}|${escapeMrkdwn(lineTitle(line, drawn))}>`;
  return [block([`*${title}*`, ...(changed === null ? [] : [mrkdwn(changed)])].join('\n')), ...sectionsOf(line).map((section) => chatSection(section, drawn)), ...blocksOf(belowLine(line))];
}

/** As many of the blocks as Slack takes; what is left out is on the board. */
function inLimits(blocks: readonly KnownBlock[]): KnownBlock[] {
  const kept: KnownBlock[] = [];
  for (const each of blocks) {
    if (kept.length >= 45 || JSON.stringify([...kept, each]).length > LONGEST_BLOCKS) return [...kept, block('The rest is on the board.')];
    kept.push(each);
  }
  return kept;
}

/** A manager's digest in Slack (R-45). */
export function chatManagerDigest(drawn: DigestDrawn): ChatContent {
  const text = headline(drawn.digest);
  return { text, blocks: inLimits([block(`*${text}*`), ...drawn.digest.lines.flatMap((line) => chatLine(line, drawn))]) };
}

function textLine(line: LineDigest, drawn: DigestDrawn): string[] {
  const [changed, below] = [changedLine(line), belowLine(line)];
  const sections = sectionsOf(line).flatMap(({ title, items }) => {
    const more = rest(items, namedOf(drawn));
    return ['', `${title}: ${items.length}`, ...items.slice(0, namedOf(drawn)).map((item) => wrapped(`- ${plain(itemLine(item, drawn))}`, '  ')), ...(more === null ? [] : [more])];
  });
  return ['', wrapped(`${lineTitle(line, drawn)}.`), ...(changed === null ? [] : [wrapped(plain(changed))]), ...sections, ...(below === null ? [] : ['', wrapped(`${below}.`)]), '', `${drawn.url}${boardPage(line.manager)}`];
}

function htmlParts(line: LineDigest, drawn: DigestDrawn): EmailPart[] {
  const [changed, below] = [changedLine(line), belowLine(line)];
  const entries = sectionsOf(line).map(({ title, items }): EmailPart => {
    const more = rest(items, namedOf(drawn));
    const lines = [...items.slice(0, namedOf(drawn)).map((item) => plain(itemLine(item, drawn))), ...(more === null ? [] : [more])];
    return { entry: { headline: `${title}: ${items.length}`, title: 'Open the board', url: `${drawn.url}${boardPage(line.manager)}`, lines } };
  });
  return [{ text: `${lineTitle(line, drawn)}.${changed === null ? '' : ` ${capital(plain(changed))}.`}` }, ...entries, ...(below === null ? [] : [{ text: `${below}.` }])];
}

/** The same as an e-mail; links lead to where one signs in. */
export function emailManagerDigest(drawn: DigestDrawn): EmailContent {
  const { digest } = drawn;
  const heading = headline(digest);
  const text = [wrapped(`${heading}.`), ...digest.lines.flatMap((line) => textLine(line, drawn)), '', '-- ', ...FOOTER.map((line) => wrapped(line))].join('\n');
  return { subject: `Gatehouse: ${heading}`, text, html: emailPage({ preheader: heading, heading, parts: digest.lines.flatMap((line) => htmlParts(line, drawn)), footer: FOOTER }) };
}
