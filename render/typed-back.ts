import { DIALOG_BLOCKS } from '../contracts/slack-actions.ts';
import { ASK_BLOCKS, DELEGATE_BLOCKS, NUDGE_BLOCKS, RAISE_BLOCKS, REASSIGN_BLOCKS, REQUEST_BLOCKS, SNOOZE_BLOCKS, WORD_BLOCKS } from '../contracts/slack-forms.ts';
import { stepBlock } from '../contracts/slack-steps.ts';
import { quoted, slackDate } from './mrkdwn.ts';
import { capital, spaced } from './words.ts';

/** What one field of a dialog holds, as Slack says it. */
export interface Entry {
  readonly value?: string | null | undefined;
  readonly selected_user?: string | null | undefined;
  readonly selected_users?: readonly string[] | null | undefined;
  readonly selected_date?: string | null | undefined;
  /** Seconds since 1970. */
  readonly selected_date_time?: number | null | undefined;
  readonly selected_options?: readonly { readonly value: string; readonly text?: { readonly text: string } | undefined }[] | null | undefined;
  readonly selected_option?: { readonly value: string; readonly text?: { readonly text: string } | undefined } | null | undefined;
}

/** One field that somebody filled in, in Slack's markup. */
export interface Given {
  readonly label: string;
  readonly text: string;
}
/** What somebody typed: a line, or the fields of a dialog. */
export type Typed = string | readonly Given[] | null;

const LABELS: Readonly<Record<string, string>> = {
  [DIALOG_BLOCKS.reason]: 'Why', [DIALOG_BLOCKS.title]: 'Condition', [DIALOG_BLOCKS.criteria]: 'Evidence for it', [DIALOG_BLOCKS.owner]: 'Who owes it', [DIALOG_BLOCKS.type]: 'When', [DIALOG_BLOCKS.days]: 'Days',
  [ASK_BLOCKS.question]: 'Question', [WORD_BLOCKS.word]: 'Your word', [NUDGE_BLOCKS.instruction]: 'What they should do',
  [REASSIGN_BLOCKS.to]: 'To whom', [REASSIGN_BLOCKS.reason]: 'Why', [SNOOZE_BLOCKS.for]: 'How much later', [SNOOZE_BLOCKS.reason]: 'Why',
  [DELEGATE_BLOCKS.to]: 'Who signs', [DELEGATE_BLOCKS.lane]: 'Lane', [DELEGATE_BLOCKS.until]: 'Until',
  [RAISE_BLOCKS.description]: 'What was found', [RAISE_BLOCKS.source]: 'How it was found',
  [RAISE_BLOCKS.system_id]: 'The system that it is about', [RAISE_BLOCKS.systems]: 'Further systems in its extent', [RAISE_BLOCKS.more_systems]: 'Systems that the menu does not list',
  [stepBlock('systems')]: 'Systems in its extent', [stepBlock('more_systems')]: 'Systems that the menu does not list', [stepBlock('requirement')]: 'What was not fulfilled', [stepBlock('reassess_risk')]: 'Risk',
  [stepBlock('of')]: 'Which earlier one', [stepBlock('measured')]: 'What was measured', [stepBlock('sample_size')]: 'How many were looked at', [stepBlock('interim_control')]: 'What protects meanwhile', [stepBlock('reason')]: 'Why',
  [REQUEST_BLOCKS.version_id]: 'Version', [REQUEST_BLOCKS.rationale]: 'Why', [REQUEST_BLOCKS.from]: 'Not before', [REQUEST_BLOCKS.until]: 'Not after',
};
const labelOf = (block: string): string => LABELS[block] ?? capital(spaced(block.replace(/^(request|raise|step)_/, '')));

// a field of 3,000 characters comes back whole, however much of it is escaped: Slack takes 40,000 in a text
const LONGEST = 12_000;
const LINES = 200;
const said = (text: string): string => quoted(text, LONGEST, LINES);
const mentions = (users: readonly string[]): string => `> ${users.filter((user) => /^[UW][A-Z0-9]+$/.test(user)).map((user) => `<@${user}>`).join(', ')}`;

function textOf({ value, selected_user, selected_users, selected_date, selected_date_time, selected_option, selected_options }: Entry): string | null {
  if (value != null) return value.trim() === '' ? null : said(value);
  if (selected_user != null) return mentions([selected_user]);
  if (selected_users != null) return selected_users.length === 0 ? null : mentions(selected_users);
  if (selected_date_time != null) return `> ${slackDate(new Date(selected_date_time * 1000).toISOString())}`;
  if (selected_options != null) return selected_options.length === 0 ? null : said(selected_options.map(({ value, text }) => text?.text ?? value).join(', '));
  const chosen = selected_date ?? selected_option?.text?.text ?? selected_option?.value;
  return chosen == null ? null : said(chosen);
}

/** Every field that was filled in, from the state of a dialog: blocks, and in each the one input. */
export function typedIn(values: Readonly<Record<string, Readonly<Record<string, Entry>>>>): readonly Given[] {
  return Object.entries(values).flatMap(([block, inputs]) =>
    Object.values(inputs).flatMap((entry) => {
      const text = textOf(entry);
      return text === null ? [] : [{ label: labelOf(block), text }];
    }),
  );
}

/** The text, and below it everything that was typed, so that nobody types it twice (§1.20). */
export function withTyped(text: string, typed: Typed): string {
  if (typed === null || typed.length === 0) return text;
  const [only, ...more] = typeof typed === 'string' ? [{ text: said(typed) }] : typed;
  const back = more.length === 0 || typeof typed === 'string' ? [only?.text ?? ''] : typed.map((each) => `*${each.label}*\n${each.text}`);
  return [text, 'What you typed:', ...back].join('\n');
}
