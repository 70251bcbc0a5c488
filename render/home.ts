import type { HomeView, KnownBlock } from '@slack/types';
import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import { cardOf } from './card-of.ts';
import { CHANGED } from './case-card.ts';
import { closing, heading, section } from './chat.ts';
import type { InboxEntry } from './inbox.ts';
import { mrkdwn } from './line.ts';
import { fitLine, slackDate, together } from './mrkdwn.ts';
import { capital, owedInWords } from './words.ts';

/** Something owed: as the list has it, and as a message would show it. */
export interface HomeEntry {
  readonly owed: InboxEntry;
  readonly view: MessageView | RecordView | null;
}

interface Lane {
  readonly lane: string;
  readonly name: string;
}

export interface HomeWish {
  readonly name: string;
  /** The overdue and those due first in front. */
  readonly entries: readonly HomeEntry[];
  /** How many there are in all. */
  readonly all: number;
  /** Lanes in which the person signs in their own right, and for others. */
  readonly held: readonly Lane[];
  readonly lent: readonly (Lane & { readonly from: string; readonly until: string })[];
  readonly at: string;
  readonly nameOf: (id: string) => string;
}

const header = (text: string): KnownBlock => ({ type: 'header', text: { type: 'plain_text', text } });
const note = (text: string): KnownBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] });

const EMPTY =
  'You owe nothing at the moment. When somebody asks for a deployment that you sign for, a message comes to you here with buttons. `/gatehouse request` asks for one yourself, `/gatehouse status CASE` looks at any.';

/** What somebody owes, with the same buttons as its message, and what they may do; the record and nothing else (§1.20). */
export function homeView(wish: HomeWish): HomeView {
  const { entries, all, at } = wish;
  const overdue = entries.filter(({ owed }) => owed.overdue).length;
  const more = all > entries.length ? [note(`… and ${all - entries.length} more: \`gatehouse inbox\``)] : [];
  const summary = overdue === 0 ? `${all === 1 ? 'One thing' : `${all} things`}, none overdue.` : `${all === 1 ? 'One thing' : `${all} things`}, *${overdue}${all > entries.length ? ' or more' : ''} overdue*.`;
  const owed = entries.length === 0 ? [section(EMPTY)] : [section(summary), ...entries.flatMap((entry) => entryBlocks(entry, wish)), ...more];
  return { type: 'home', blocks: [header('What you owe'), ...owed, { type: 'divider' }, header('What you may do'), section(mayText(wish)), note(`Drawn ${slackDate(at)}; it is drawn again each time you open it, and for an hour when others change it.`)] };
}

/** For whoever can do nothing in Gatehouse: why. */
export const refusedHome = (why: string): HomeView => ({ type: 'home', blocks: [header('Gatehouse'), section(why)] });

/** One obligation: at most five blocks. */
function entryBlocks({ owed, view }: HomeEntry, { nameOf }: HomeWish): KnownBlock[] {
  const lane = owed.lane_name === null ? '' : `${owed.lane_name} `;
  const what = view ? owedInWords(view) : `${lane}${owedInWords({ kind: 'task', about: { obligation: owed.kind }, late: false, obligation: null })}`;
  const due = owed.due_at === null ? [] : [`${owed.overdue ? ':warning: *overdue since*' : 'due'} ${slackDate(owed.due_at)}`];
  const link = `<${owed.url}|${fitLine(owed.title, 300)}>`;
  if (!view) return [{ type: 'divider' }, section(`*${capital(fitLine(what, 200))}*\n${[link, ...due].join(' · ')}`)];
  const card = cardOf(view, { nameOf, words: null });
  const rows = card.rows.filter(({ label }) => SHOWN.has(label)).map(({ label, lines }) => `*${label}* ${together(lines.map(mrkdwn), 400, ' · ')}`);
  return [{ type: 'divider' }, heading(capital(fitLine(what, 200)), card), section(together([[link, ...due].join(' · '), ...rows], 2_500)), ...closing(card)];
}

/** What is needed to know which matter it is; the message and the case have the rest. */
const SHOWN: ReadonlySet<string> = new Set(['System', 'Tier', 'Requested by', 'Held by', 'Package', ...Object.values(CHANGED), 'Checks', 'Signed', 'Risk', 'Holds', 'Policy', 'Class', 'Action', 'Extension']);

function mayText({ held, lent, nameOf }: HomeWish): string {
  const own = held.map(({ name }) => fitLine(name, 80));
  const others = lent.map(({ name, from, until }) => `${fitLine(name, 80)} for ${fitLine(nameOf(from), 80)} until ${slackDate(until)}`);
  return together(
    [
      own.length > 0 ? `• You sign for: ${own.join(', ')}.` : '• You sign in no lane in your own right.',
      ...(others.length > 0 ? [`• You sign for others: ${others.join(', ')}.`] : []),
      '• `/gatehouse request` asks for a deployment of a registered version.',
      '• `/gatehouse nc` raises a nonconformity or a near-miss.',
      '• `/gatehouse status CASE` says where a request or a nonconformity stands.',
      ...(own.length > 0 ? ['• `/gatehouse delegate` lets somebody else sign in your place for a while.'] : []),
      '• `/gatehouse help` lists everything.',
    ],
    2_900,
  );
}
