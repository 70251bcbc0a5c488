import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { CONDITION_TYPES } from '../contracts/deployment-approval.ts';
import { DIALOG_BLOCKS, DIALOG_INPUT, LONGEST_TYPED, REASON_DIALOG, type DialogNote, type DialogVerdict } from '../contracts/slack-actions.ts';
import { shortDigest } from './words.ts';
import { fitLine } from './mrkdwn.ts';

export const plainText = (text: string) => ({ type: 'plain_text', text }) as const;

const TITLES: Readonly<Record<DialogVerdict, string>> = {
  approve: 'Approve',
  approve_with_conditions: 'Approve conditionally',
  request_changes: 'Request changes',
  reject: 'Reject',
  recuse: 'Step aside',
};
const QUESTIONS: Readonly<Record<DialogVerdict, string>> = {
  approve: 'Why do you approve?',
  approve_with_conditions: 'Why do you approve under this condition?',
  request_changes: 'What has to change?',
  reject: 'Why do you reject it?',
  recuse: 'Why can you not judge it? Somebody else is found for you.',
};

function input(block: keyof typeof DIALOG_BLOCKS, label: string, element: InputBlock['element'], more: Partial<InputBlock> = {}): InputBlock {
  return { type: 'input', block_id: DIALOG_BLOCKS[block], label: plainText(label), element, ...more };
}
/** A field for text of at most `longest` characters, with `initial` in it. */
export const typed = (longest: number, multiline = false, initial: string | null = null): InputBlock['element'] => ({
  type: 'plain_text_input',
  action_id: DIALOG_INPUT,
  max_length: longest,
  ...(multiline ? { multiline } : {}),
  ...(initial === null ? {} : { initial_value: initial.slice(0, longest) }),
});

const TYPES: Readonly<Record<(typeof CONDITION_TYPES)[number], string>> = {
  before_deploy: 'before it is deployed',
  within: 'within so many days after it is live',
  ongoing: 'again every so many days while it is live',
};

/** One typed condition (§1.08): title, criteria, owner, type, days. */
function condition(): InputBlock[] {
  const options = CONDITION_TYPES.map((type) => ({ text: plainText(TYPES[type]), value: type }));
  return [
    input('title', 'Condition', typed(300)),
    input('criteria', 'What evidence will show that it is met?', typed(1_000, true)),
    input('owner', 'Who owes it?', { type: 'users_select', action_id: DIALOG_INPUT }),
    input('type', 'When?', { type: 'static_select', action_id: DIALOG_INPUT, options }),
    input('days', 'Days', typed(4), { optional: true, hint: plainText('A whole number. Not needed for a condition before it is deployed.') }),
  ];
}

/**
 * The dialog that asks for the reason of a verdict, and for the condition of a conditional approval. `about` is the text
 * of the message whose button was clicked, in Slack's markup, so that its reader sees what is judged; `said` is a reason typed
 * already.
 */
export function reasonDialog(note: DialogNote, about: string | null, said: string | null = null): ModalView {
  const seen: KnownBlock = { type: 'context', elements: [{ type: 'mrkdwn', text: `You judge package \`${fitLine(shortDigest(note.digest), 80)}\`.`, verbatim: true }] };
  const head: KnownBlock[] = about === null || about === '' || about.length > 2_900 ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: about, verbatim: true } }];
  return {
    type: 'modal',
    callback_id: REASON_DIALOG,
    private_metadata: JSON.stringify(note),
    title: plainText(TITLES[note.verdict]),
    submit: plainText('Record'),
    close: plainText('Cancel'),
    blocks: [...head, seen, input('reason', QUESTIONS[note.verdict], typed(LONGEST_TYPED, true, said)), ...(note.verdict === 'approve_with_conditions' ? condition() : [])],
  };
}

/** In place of a dialog that nobody knows any more. */
export const unknownDialog = (text: string): ModalView => ({
  type: 'modal',
  title: plainText('Gatehouse'),
  close: plainText('Close'),
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: fitLine(text, 1_000) } }],
});
