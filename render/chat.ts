import type { Button, KnownBlock } from '@slack/types';
import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import { actionBlock, actionId, LINK_ACTION, MENU_ACTION, menuBlock, SLACK_ACTIONS, type SlackMenuItem } from '../contracts/slack-actions.ts';
import { NOTHING_BESIDE, type Beside, type Card, type Row } from './card.ts';
import { cardOf } from './card-of.ts';
import { mrkdwn } from './line.ts';
import { fitLine, quoted, together } from './mrkdwn.ts';

export interface ChatContent {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

// Slack takes 3,000 characters in one text and about 13,000 in all blocks of a message, as JSON
const LONGEST = { headline: 300, title: 400, summary: 2_000, row: 900, quote: 1_500, alarm: 1_500, small: 900, reason: 1_500, text: 1_000, blocks: 12_500 };

/** `verbatim`: Slack makes no links or mentions out of what people typed. */
const text = (value: string) => ({ type: 'mrkdwn', text: value, verbatim: true }) as const;
export const section = (value: string): KnownBlock => ({ type: 'section', text: text(value) });

/**
 * One message as a view over the record (§1.20): what is needed to decide comes before the buttons, and once it is decided
 * there are no buttons but who, when and why. `text` is what a phone's notification shows: what, lane, system and due time.
 */
export function chatMessage(view: MessageView | RecordView, beside: Beside = NOTHING_BESIDE): ChatContent {
  const card = cardOf(view, beside);
  const headline = fitLine(card.headline, LONGEST.headline);
  return {
    text: together([headline, ...card.brief.map(mrkdwn)], LONGEST.text, ' · '),
    blocks: inLimits([heading(headline, card), ...body(card), ...closing(card)]),
  };
}

const MENU: Readonly<Record<SlackMenuItem, string>> = {
  recuse: 'Not me: I step aside',
  ask: 'Ask the requester',
  delegate: 'Delegate: let somebody else sign',
  nudge: 'Nudge whoever owes it',
  reassign: 'Give it to somebody else',
  snooze: 'Snooze: remind me later',
};
/** Slack takes so many options in one menu. */
const MENU_ITEMS = 5;

/** The headline, with the menu of what else can be done beside it. */
export function heading(headline: string, { menu, ending }: Pick<Card, 'menu' | 'ending'>): KnownBlock {
  if (menu === null || ending) return section(`*${headline}*`);
  const options = menu.items.slice(0, MENU_ITEMS).map((item) => ({ text: { type: 'plain_text', text: MENU[item] } as const, value: item }));
  return { type: 'section', block_id: menuBlock(menu.about), text: text(`*${headline}*`), accessory: { type: 'overflow', action_id: MENU_ACTION, options } };
}

/** A message that is too long all the same loses what is shown small; the case has it. */
function inLimits(blocks: readonly KnownBlock[]): readonly KnownBlock[] {
  return JSON.stringify(blocks).length <= LONGEST.blocks ? blocks : blocks.filter(({ type }) => type !== 'context');
}

const inRow = ({ label, lines }: Row, longest: number): string => `*${label}* ${together(lines.map(mrkdwn), longest, ' · ')}`;
const weighing = (card: Card, weight: Row['weight']): Row[] => card.rows.filter((each) => each.weight === weight);

function body(card: Card): KnownBlock[] {
  const title = `<${card.title.url}|${fitLine(card.title.text, LONGEST.title)}>`;
  const alarms = weighing(card, 'alarm').flatMap(({ label, lines }) => lines.map((line) => `:no_entry: *${label}* ${mrkdwn(line)}`));
  const small = weighing(card, 'small').map((each) => inRow(each, LONGEST.small));
  return [
    section(together([title, ...weighing(card, 'first').map((each) => inRow(each, LONGEST.row))], LONGEST.summary)),
    ...(card.quote === null ? [] : [section(quoted(card.quote, LONGEST.quote))]),
    ...(alarms.length === 0 ? [] : [section(together(alarms, LONGEST.alarm))]),
    ...small.map((line): KnownBlock => ({ type: 'context', elements: [text(line)] })),
  ];
}

/** Who, when and why once it is over; else what can be done, and the buttons last. */
export function closing({ ending, how, actions, value, link }: Card): KnownBlock[] {
  if (ending) {
    const reason = ending.reason === null ? [] : [quoted(ending.reason, LONGEST.reason)];
    return [section([`*${mrkdwn(ending.line).trim()}*`, ...reason].join('\n'))];
  }
  const hint: KnownBlock[] = how === null ? [] : [{ type: 'context', elements: [text(mrkdwn(how))] }];
  const elements = [...(link === null ? [] : [leading(link)]), ...(value === null ? [] : buttons(actions, JSON.stringify(value), link === null))];
  return elements.length === 0 ? hint : [...hint, { type: 'actions', ...(value === null ? {} : { block_id: actionBlock(value.obligation) }), elements }];
}

/** A button that opens a page, where one signs in. */
const leading = ({ text: label, url }: NonNullable<Card['link']>): Button => ({ type: 'button', action_id: LINK_ACTION, text: { type: 'plain_text', text: label }, url, style: 'primary' });

function buttons(actions: Card['actions'], value: string, first: boolean): Button[] {
  return SLACK_ACTIONS.flatMap((known) => {
    const found = actions.find(({ action }) => action === known);
    if (!found) return [];
    const style = found.style === 'plain' || (found.style === 'primary' && !first) ? {} : { style: found.style };
    return [{ type: 'button', action_id: actionId(known), text: { type: 'plain_text', text: found.label }, value, ...style }];
  });
}
