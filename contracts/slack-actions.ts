import { z } from 'zod';
import { isId, parseId, HOUSE_ID } from './ids.ts';
import type { DrivenRecord } from './workflow.ts';

/** Prefix of every button that Gatehouse puts into Slack; whatever else is clicked is answered privately. */
export const ACTION_PREFIX = 'gatehouse:';
/** The one slash command. */
export const SLASH_COMMAND = '/gatehouse';

export const SLACK_VERDICTS = ['approve', 'approve_with_conditions', 'request_changes', 'reject'] as const;
export type SlackVerdict = (typeof SLACK_VERDICTS)[number];
/** What is met by a word that is typed in a dialog: a question, a consent, a review of what runs. */
export const SLACK_WORDS = ['answer', 'consent', 'complete'] as const;
export type SlackWord = (typeof SLACK_WORDS)[number];
/** Steps of a nonconformity that a dialog can take (§3): those that meet what is owed, and at last the wish for more time. */
export const SLACK_STEPS = [
  'classify',
  'accept_evidence',
  'return_evidence',
  'check_effect',
  'grant_extension',
  'refuse_extension',
  'confirm_recurrence',
  'deny_recurrence',
  'agree_reject',
  'agree_cancel',
  'extend',
] as const;
export type SlackStep = (typeof SLACK_STEPS)[number];
/** What can be clicked: four verdicts of a lane (§0.05), a word or a step that meets an obligation, and *acknowledge* (§0.07). */
export const SLACK_ACTIONS = [...SLACK_VERDICTS, ...SLACK_WORDS, ...SLACK_STEPS, 'acknowledge'] as const;
export type SlackAction = (typeof SLACK_ACTIONS)[number];

/** A button that only leads to a page. Slack tells of the click all the same; nothing follows from it. */
export const LINK_ACTION = `${ACTION_PREFIX}open`;

/**
 * What the menu beside a card's headline offers: to step aside (§1.04), to ask the requester (§0.06), to let somebody else
 * sign for a while (§1.01), to nudge whoever owes it, to give it to somebody else, to have its next rung later (§0.03, §0.07).
 */
export const SLACK_MENU = ['recuse', 'ask', 'delegate', 'nudge', 'reassign', 'snooze'] as const;
export type SlackMenuItem = (typeof SLACK_MENU)[number];
export const MENU_ACTION = `${ACTION_PREFIX}more`;

export const actionId = (action: SlackAction): string => `${ACTION_PREFIX}${action}`;
/** The action behind a button's id; null when it is none of ours (any more). */
export const actionOf = (id: string): SlackAction | null => SLACK_ACTIONS.find((action) => actionId(action) === id) ?? null;
/** The block that holds the buttons of one obligation. */
export const actionBlock = (obligation: string): string => `owed:${obligation}`;

/**
 * What a button carries, so that a message sent before a restart still works: which record, what is owed, and the
 * package that its reader saw (§1.10; empty where there is none). `ask` opens the dialog before an approval too.
 */
export const buttonValue = z.strictObject({
  case: z.string().refine((id) => recordOf(id) !== null),
  obligation: z.string().refine((id) => isId('obl', id)),
  digest: z.string().max(80),
  ask: z.boolean().default(false),
});
export type ButtonValue = z.infer<typeof buttonValue>;

const MENU_BLOCK = /^more:([^:]+):([^:]+):(.*)$/;
/** The block that holds the menu. An option holds 75 characters, so the id of the block carries what else a button's value does. */
export const menuBlock = ({ case: id, obligation, digest }: Pick<ButtonValue, 'case' | 'obligation' | 'digest'>): string => `more:${id}:${obligation}:${digest}`;
/** What a menu is about, by the id of its block; null when it is none of ours. */
export function menuOf(block: string): ButtonValue | null {
  const [, id, obligation, digest] = MENU_BLOCK.exec(block) ?? [];
  return buttonValue.safeParse({ case: id, obligation, digest }).data ?? null;
}

/** The record that a button's `case` names, by the form of its id; null when it is the id of no such record. */
export function recordOf(id: string): DrivenRecord | null {
  if (id === HOUSE_ID) return { kind: 'house', id };
  const prefix = parseId(id)?.prefix;
  if (prefix === 'dep') return { kind: 'deployment', id };
  if (prefix === 'nc') return { kind: 'nonconformity', id };
  return prefix === 'sys' ? { kind: 'system', id } : null;
}

/** The callback of the dialog that asks for a reason. */
export const REASON_DIALOG = 'gatehouse:reason';
/** Its inputs: block and action ids. */
export const DIALOG_INPUT = 'text';
export const DIALOG_BLOCKS = {
  reason: 'reason',
  /** One condition, asked together with the reason of a conditional approval (§1.08). */
  title: 'condition_title',
  criteria: 'condition_criteria',
  owner: 'condition_owner',
  type: 'condition_type',
  days: 'condition_days',
} as const;

/** Slack's own limit of a text input, below ours. Characters. */
export const LONGEST_TYPED = 3000;

/** A verdict that a dialog asks the reason of: those of the buttons, and stepping aside. */
export const DIALOG_VERDICTS = [...SLACK_VERDICTS, 'recuse'] as const;
export type DialogVerdict = (typeof DIALOG_VERDICTS)[number];

/** Where the answer to a dialog goes: the conversation of the message, and Slack's URL for answers; neither on the Home tab. */
export const answerPlace = z.strictObject({ channel: z.string().max(40).nullable(), answer_at: z.string().max(500).nullable() });
export type AnswerPlace = z.infer<typeof answerPlace>;

/** What the dialog carries from the click to the submission, in `private_metadata` (at most 3,000 characters). */
export const dialogNote = z.strictObject({
  ...buttonValue.shape,
  verdict: z.enum(DIALOG_VERDICTS),
  ...answerPlace.shape,
});
export type DialogNote = z.infer<typeof dialogNote>;
