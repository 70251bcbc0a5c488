import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { DIALOG_INPUT, LONGEST_TYPED, type SlackWord } from '../contracts/slack-actions.ts';
import {
  NUDGE_BLOCKS,
  NUDGE_DIALOG,
  REASSIGN_BLOCKS,
  REASSIGN_DIALOG,
  SNOOZE_BLOCKS,
  SNOOZE_DIALOG,
  WORD_BLOCKS,
  WORD_DIALOG,
  type AskNote,
  type WordNote,
} from '../contracts/slack-forms.ts';
import { typed } from './dialog.ts';
import { field, form, hint, maybe, menu } from './forms.ts';
import { quoted } from './mrkdwn.ts';

const WORDS: Readonly<Record<SlackWord, readonly [title: string, label: string, hint: string]>> = {
  answer: ['Answer', 'Your answer', 'It goes to whoever asked, and the clock of the lane runs on.'],
  consent: ['Consent', 'Why do you consent?', 'It is recorded with your name.'],
  complete: ['Review', 'What becomes of it?', 'It is recorded with your name, and the case is closed.'],
};

/** Asks for the word that meets an obligation; `about` is what it answers, as somebody typed it. */
export function wordDialog(note: WordNote, about: string | null): ModalView {
  const [title, label, help] = WORDS[note.word];
  const seen: KnownBlock[] = about === null ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: quoted(about, 2_500), verbatim: true } }];
  return form(WORD_DIALOG, note, [title, 'Send'], [...seen, field(WORD_BLOCKS.word, label, typed(LONGEST_TYPED, true), hint(help))]);
}

const reason = (block: string, label: string): InputBlock => field(block, label, typed(LONGEST_TYPED, true));

/** Asks what those who owe it should do, if anything beyond a reminder (§0.07). */
export const nudgeDialog = (note: AskNote): ModalView =>
  form(NUDGE_DIALOG, note, ['Nudge', 'Remind them'], [field(NUDGE_BLOCKS.instruction, 'What should they do?', typed(LONGEST_TYPED, true), maybe('Whoever owes it gets one more reminder, with these words. No rung moves.'))]);

/** Asks to whom it is given, and why (§0.03). */
export const reassignDialog = (note: AskNote): ModalView =>
  form(REASSIGN_DIALOG, note, ['Give it away', 'Give it to them'], [
    field(REASSIGN_BLOCKS.to, 'Who owes it from now on?', { type: 'users_select', action_id: DIALOG_INPUT }, hint('It stays due when it is due.')),
    reason(REASSIGN_BLOCKS.reason, 'Why?'),
  ]);

/** Spans that are offered; how long it may really be says the policy. */
const SPANS = [
  { value: 'PT1H', text: 'one hour' },
  { value: 'PT4H', text: 'four hours' },
  { value: 'P1D', text: 'one day' },
  { value: 'P2D', text: 'two days' },
  { value: 'P7D', text: 'a week' },
] as const;

/** Asks for how long the next reminder waits, and why (§0.03). */
export const snoozeDialog = (note: AskNote): ModalView =>
  form(SNOOZE_DIALOG, note, ['Snooze', 'Snooze'], [
    field(SNOOZE_BLOCKS.for, 'How much later?', menu(SPANS, SPANS[0].value), hint('The next reminder or escalation waits so much longer, once, as far as the policy lets it. It stays due when it is due.')),
    reason(SNOOZE_BLOCKS.reason, 'Why?'),
  ]);
