import { fitLine } from './mrkdwn.ts';

/** The words of `/gatehouse`, what each does and how it is written. */
export const COMMAND_WORDS = {
  inbox: { usage: '/gatehouse', does: 'lists what you owe now' },
  status: { usage: '/gatehouse status CASE', does: 'says where a request or a nonconformity stands: what is signed and done, what holds it, what is due' },
  vote: { usage: '/gatehouse vote CASE|OBLIGATION approve|approve-with-conditions|request-changes|reject|abstain|recuse|withdraw [REASON]', does: 'signs, on the package as it is now' },
  request: { usage: '/gatehouse request [SYSTEM]', does: 'asks for a deployment, in a dialog' },
  delegate: { usage: '/gatehouse delegate [@PERSON LANE until YYYY-MM-DD]', does: 'lets somebody else sign in your place' },
  nc: { usage: '/gatehouse nc [TITLE]', does: 'raises a nonconformity or a near-miss, in a dialog' },
  help: { usage: '/gatehouse help', does: 'shows this' },
} as const;
export type CommandWord = keyof typeof COMMAND_WORDS;

const shown = ({ usage, does }: (typeof COMMAND_WORDS)[CommandWord]): string => `\`${usage}\` ${does}`;

export const helpText = (): string =>
  [
    '*Gatehouse* runs the gates in the life of an AI system. What you owe comes to you here as a message with buttons; the Home tab has all of it.',
    ...Object.values(COMMAND_WORDS).map((word) => `• ${shown(word)}`),
    'On the command line: `gatehouse inbox`, `gatehouse vote OBLIGATION approve --reason "…"`',
  ].join('\n');

/** For a command that is not complete: how it is written. */
export const usageText = (word: CommandWord, what: string): string => `${fitLine(what, 400)}\nIt is written \`${COMMAND_WORDS[word].usage}\`.`;

/** For a word that is none; `hint` names those that are. */
export const unknownWordText = (word: string, hint: string): string => `Gatehouse does not know \`/gatehouse ${fitLine(word, 60).replaceAll('`', "'")}\`: ${fitLine(hint, 200)}. \`/gatehouse help\` says what each does.`;
