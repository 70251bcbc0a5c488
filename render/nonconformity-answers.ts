import type { SlackStep } from '../contracts/slack-actions.ts';
import { fitLine } from './mrkdwn.ts';
import { likenessInWords } from './nonconformity-words.ts';

/** What is said privately once a step is recorded; its message is redrawn as well. */
export const stepText = (step: SlackStep): string => STEP_TEXTS[step];
const STEP_TEXTS: Readonly<Record<SlackStep, string>> = {
  classify: 'It is classified; its steps are owed from now on.',
  accept_evidence: 'The evidence is accepted.',
  return_evidence: 'The evidence went back, and whoever handed it in has your words.',
  check_effect: 'The verdict on the effect is recorded.',
  grant_extension: 'The time that was asked for is granted.',
  refuse_extension: 'More time is refused; it stays due when it is due.',
  confirm_recurrence: 'It repeats that one: a systemic root cause is asked for, and a graver class is proposed.',
  deny_recurrence: 'That it does not repeat that one is recorded.',
  agree_reject: 'It is rejected, by your word as the second one.',
  agree_cancel: 'It is cancelled, by your word as the second one.',
  extend: 'More time is asked for; somebody above decides. Until then it stays due when it is due.',
};

/** One that may be the same. */
export interface AlikeShown {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly by: readonly string[];
}

/** What is said where lines of a file have titles that were on record before; null where none has. */
export function importedBeforeText(lines: number, of: number): string | null {
  if (lines === 0) return null;
  const these = lines === of ? (of === 1 ? 'The finding has' : `All ${of} findings have`) : `${lines} of ${of} findings ${lines === 1 ? 'has' : 'have'}`;
  return `${these} the very title of one that was on record before: perhaps the file was imported already. Look at what each may repeat, and merge what is the same.`;
}

export interface RaisedShown {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  /** A near-miss that stayed one: nothing is owed for it. */
  readonly near_miss: boolean;
  readonly alike: readonly AlikeShown[];
}

const TITLE = 200;
/** The likest come first; the case lists all. */
const LIKELY = 5;

/** What whoever raised a nonconformity is told: its id and page, and what it may be a duplicate of. */
export function raisedText({ id, title, url, near_miss, alike }: RaisedShown): string {
  const link = `<${url}|${fitLine(title, TITLE)}> \`${id}\``;
  const said = near_miss ? `Recorded as a near-miss: ${link}. Thank you; it becomes a nonconformity when like ones come together.` : `Raised: ${link}. The coordinator says what it is and whose.`;
  if (alike.length === 0) return said;
  const likely = alike.slice(0, LIKELY).map((one) => `• <${one.url}|${fitLine(one.title, TITLE)}> \`${one.id}\`: ${likenessInWords(one.by)}`);
  const more = alike.length > LIKELY ? [`… and ${alike.length - LIKELY} more`] : [];
  return [said, alike.length === 1 ? 'It may be the same as:' : 'It may be the same as one of these:', ...likely, ...more].join('\n');
}
