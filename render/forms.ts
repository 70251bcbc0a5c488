import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { CHANGE_TYPES } from '../contracts/deployment-approval.ts';
import { DIALOG_INPUT, LONGEST_TYPED } from '../contracts/slack-actions.ts';
import { ASK_BLOCKS, ASK_DIALOG, DELEGATE_BLOCKS, DELEGATE_DIALOG, REQUEST_BLOCKS, REQUEST_DIALOG, type AskNote, type FormNote, type WordNote } from '../contracts/slack-forms.ts';
import type { StepNote } from '../contracts/slack-steps.ts';
import { plainText, typed } from './dialog.ts';
import { spaced } from './words.ts';

/** Something to choose in a dialog. */
export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** Slack takes so many options in one menu, each of so many characters. */
export const MOST_CHOICES = 100;
const LONGEST_CHOICE = 75;

const option = ({ value, text }: Choice): PlainTextOption => ({ text: plainText(text.length > LONGEST_CHOICE ? `${text.slice(0, LONGEST_CHOICE - 1)}…` : text), value });
/** A menu of choices, one of them chosen already when it is among them. */
export const menu = (choices: readonly Choice[], chosen?: string): InputBlock['element'] => {
  const options = choices.slice(0, MOST_CHOICES).map(option);
  const initial = options.find(({ value }) => value === chosen);
  return { type: 'static_select', action_id: DIALOG_INPUT, options, ...(initial ? { initial_option: initial } : {}) };
};
/** A menu of choices that takes several; those that are `chosen` and among them are chosen already. */
export const menuOfSeveral = (choices: readonly Choice[], chosen: readonly string[] = []): InputBlock['element'] => {
  const options = choices.slice(0, MOST_CHOICES).map(option);
  const initial = options.filter(({ value }) => chosen.includes(value ?? ''));
  return { type: 'multi_static_select', action_id: DIALOG_INPUT, options, ...(initial.length > 0 ? { initial_options: initial } : {}) };
};
/** One box to tick. */
export const tick = (text: string, value: string): InputBlock['element'] => ({ type: 'checkboxes', action_id: DIALOG_INPUT, options: [{ text: plainText(text), value }] });
/** A user of the workspace to choose, one of them chosen already. */
export const user = (chosen: string | null = null): InputBlock['element'] => ({ type: 'users_select', action_id: DIALOG_INPUT, ...(chosen === null ? {} : { initial_user: chosen }) });
/** A field of a dialog under its label. */
export const field = (block_id: string, label: string, element: InputBlock['element'], more: Partial<InputBlock> = {}): InputBlock => ({ type: 'input', block_id, label: plainText(label), element, ...more });
/** What helps to fill a field in. */
export const hint = (text: string) => ({ hint: plainText(text) });
/** The same for a field that may stay empty. */
export const maybe = (text: string) => ({ optional: true, ...hint(text) });

/** A dialog that carries its note to the submission. */
export function form(callback_id: string, note: FormNote | AskNote | WordNote | StepNote, [title, submit]: readonly [title: string, submit: string], blocks: ModalView['blocks']): ModalView {
  return { type: 'modal', callback_id, private_metadata: JSON.stringify(note), title: plainText(title), submit: plainText(submit), close: plainText('Cancel'), blocks };
}

/** Asks for a question to the requester (§0.06). */
export const askDialog = (note: AskNote): ModalView =>
  form(ASK_DIALOG, note, ['Ask the requester', 'Ask'], [
    field(ASK_BLOCKS.question, 'What do you want to know?', typed(LONGEST_TYPED, true), hint('The clock of the lane stands still until the answer, as far as the policy lets it.')),
  ]);

/** Asks whom to let sign, in which of the caller's lanes and until when (§1.01). */
export const delegateDialog = (note: FormNote, lanes: readonly Choice[], lane?: string): ModalView =>
  form(DELEGATE_DIALOG, note, ['Delegate', 'Delegate'], [
    field(DELEGATE_BLOCKS.to, 'Let whom sign in your place?', { type: 'users_select', action_id: DIALOG_INPUT }),
    field(DELEGATE_BLOCKS.lane, 'In which lane?', menu(lanes, lane)),
    field(DELEGATE_BLOCKS.until, 'Until the end of which day?', { type: 'datepicker', action_id: DIALOG_INPUT }, hint('The day ends at midnight UTC. You can end it sooner on the command line.')),
  ]);

/** Asks for a deployment request; `versions` are values `system/version`. */
export const requestDialog = (note: FormNote, versions: readonly Choice[]): ModalView =>
  form(REQUEST_DIALOG, note, ['Request a deployment', 'Request'], [
    field(REQUEST_BLOCKS.version_id, 'Which version of which system?', menu(versions, versions.length === 1 ? versions[0]?.value : undefined), hint('The newest are listed; /gatehouse request SYSTEM lists those of one system.')),
    field(REQUEST_BLOCKS.environment, 'Environment', typed(63, false, 'production')),
    field(REQUEST_BLOCKS.title, 'Title', typed(200)),
    field(REQUEST_BLOCKS.change_type, 'What kind of change?', menu(CHANGE_TYPES.map((value) => ({ value, text: spaced(value) })))),
    field(REQUEST_BLOCKS.rationale, 'Why?', typed(LONGEST_TYPED, true)),
    field(REQUEST_BLOCKS.documents, 'Documents', typed(LONGEST_TYPED, true), maybe('One a line: its name and the digest that "gatehouse evidence add" printed. The tier says which are needed.')),
    field(REQUEST_BLOCKS.validated_by, 'Who validated it?', { type: 'multi_users_select', action_id: DIALOG_INPUT }, maybe('They cannot approve it.')),
    field(REQUEST_BLOCKS.options, 'Other options that were weighed', typed(LONGEST_TYPED, true), maybe('One a line.')),
    field(REQUEST_BLOCKS.from, 'Not before', { type: 'datetimepicker', action_id: DIALOG_INPUT }, maybe('The window in which it is to be deployed; with an end.')),
    field(REQUEST_BLOCKS.until, 'Not after', { type: 'datetimepicker', action_id: DIALOG_INPUT }, { optional: true }),
    field(REQUEST_BLOCKS.fixes, 'Which case does it fix?', typed(50), maybe('The id of an incident, a nonconformity or a deployment.')),
  ]);
