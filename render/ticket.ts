import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import type { Beside } from './card.ts';
import { cardOf } from './card-of.ts';
import { plain, utc } from './line.ts';
import { harmless } from './mrkdwn.ts';
import { capital, inWords, owedInWords } from './words.ts';

/** What a ticket says, as plain text; a ticket system's adapter makes it harmless in its own mark-up. */
export interface TicketWords {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly url: string;
}

/** What there is to tell in a ticket, as `domain/tickets` names it. */
type News = 'ended' | 'reopened' | 'reassigned' | 'redated';

const TITLE = 200;
const oneLine = (text: string): string => harmless(text).replace(/\s+/g, ' ').trim();

const PROPOSES = 'Gatehouse keeps the record. Closing this ticket only proposes that this is done, and asks for the evidence there.';

/** Of a nonconformity its action, else its own title; null for anything else, which quotes what it is about. */
function aboutNonconformity(view: MessageView | RecordView, title: string): string | null {
  const found = 'nonconformity' in view ? view.nonconformity : undefined;
  return found == null ? null : (found.action?.title ?? title);
}

/** A new ticket: what is owed, by whom and until when, and how it is met (R-77). `owing` is a person, or the role that owes it. */
export function ticketWords(view: MessageView | RecordView, beside: Beside, owing: string): TicketWords {
  const card = cardOf(view, beside);
  const what = capital(owedInWords(view));
  const about = aboutNonconformity(view, card.title.text) ?? card.quote?.split('\n')[0] ?? card.title.text;
  const title = [...oneLine(`${what}: ${about}${card.system === null ? '' : ` (${card.system})`}`)].slice(0, TITLE).join('');
  const due = view.obligation?.due_at;
  const rows = [`About: ${oneLine(card.title.text)}`, `Owed by: ${oneLine(beside.nameOf(owing))}`, ...(due ? [`Due: ${utc(due)}`] : [])];
  const how = card.how === null ? [] : [plain(card.how)];
  return { title, paragraphs: [...rows, ...(card.quote === null ? [] : [harmless(card.quote)]), ...how, PROPOSES], url: card.title.url };
}

/** A comment on what changed since the ticket was last told something. */
export function ticketComment(view: MessageView | RecordView, beside: Beside, owing: string, news: readonly News[]): TicketWords {
  const { obligation } = view;
  const due = obligation?.due_at ?? null;
  const owed = oneLine(beside.nameOf(owing));
  const says: { readonly [N in News]: string } = {
    ended: `This is over in Gatehouse: ${inWords(obligation?.ended?.what ?? 'met')}${obligation?.ended ? ` on ${utc(obligation.ended.at)}` : ''}. The ticket is closed with it.`,
    reopened: `This is owed again in Gatehouse, by ${owed}${due === null ? '' : `, and due ${utc(due)}`}.`,
    reassigned: `This is owed by ${owed} now.`,
    redated: due === null ? 'This has no due time any more.' : `This is due ${utc(due)} now.`,
  };
  return { title: '', paragraphs: news.map((each) => says[each]), url: cardOf(view, beside).title.url };
}
