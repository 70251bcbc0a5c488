import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { EFFECT_VERDICTS, NC_CLASSES, NC_SEVERITIES, REQUIREMENTS } from '../contracts/nonconformity-closure.ts';
import { actionId, DIALOG_INPUT, LONGEST_TYPED, type SlackStep } from '../contracts/slack-actions.ts';
import { STEP_FORMS, stepBlock, type StepField, type StepNote } from '../contracts/slack-steps.ts';
import type { Card } from './card.ts';
import { typed } from './dialog.ts';
import { type Choice, field, form, hint, maybe, menu, tick, user } from './forms.ts';
import { mrkdwn } from './line.ts';
import { fitLine, quoted, together } from './mrkdwn.ts';
import { systemsByHand, systemsMenu } from './systems-field.ts';
import { capital, spaced } from './words.ts';

/** What is known already, to be chosen from or chosen at first. */
export interface StepChoices {
  readonly class: string | null;
  readonly severity: string | null;
  readonly requirement: string | null;
  /** Slack users; null for somebody who is none, or nobody yet. */
  readonly owner: string | null;
  readonly accountable: string | null;
  /** Systems to choose from, those in its extent in front: one more than a menu holds where there are more. */
  readonly systems: readonly Choice[];
  /** Ids of the systems in its extent. */
  readonly extent: readonly string[];
  /** Earlier ones that nobody has decided on yet. */
  readonly earlier: readonly Choice[];
}

const TITLES: Readonly<Record<SlackStep, readonly [title: string, submit: string]>> = {
  classify: ['Classify', 'Classify it'],
  accept_evidence: ['Accept the evidence', 'Accept it'],
  return_evidence: ['Return the evidence', 'Return it'],
  check_effect: ['Check the effect', 'Record the verdict'],
  grant_extension: ['Grant more time', 'Grant it'],
  refuse_extension: ['Refuse more time', 'Refuse it'],
  confirm_recurrence: ['It repeats it', 'Confirm it'],
  deny_recurrence: ['It does not repeat it', 'Record it'],
  agree_reject: ['Reject it', 'Agree'],
  agree_cancel: ['Cancel it', 'Agree'],
  extend: ['Ask for more time', 'Ask'],
};

/** Labels that a step has of its own. */
const LABELS: { readonly [S in SlackStep]?: { readonly [F in StepField]?: string } } = {
  accept_evidence: { comment: 'What did you look at, and what does it show?' },
  return_evidence: { comment: 'What does it not show?' },
  check_effect: { comment: 'How did you come to the verdict?' },
  extend: { reason: 'Why is more time needed?' },
  confirm_recurrence: { reason: 'Why is it the same again?' },
  deny_recurrence: { reason: 'What tells them apart?' },
};

const choices = (values: readonly string[]): readonly Choice[] => values.map((value) => ({ value, text: capital(spaced(value)) }));
const long = (): InputBlock['element'] => typed(LONGEST_TYPED, true);

type Drawn = readonly [label: string, element: InputBlock['element'], more?: Partial<InputBlock>];
const extentField = ({ systems, extent }: StepChoices) => ({ label: 'Systems in its extent', hint: 'The one that it is about stays in any case. None chosen: all of the unit or the organisation that it is about.', choices: systems, chosen: extent });
const FIELDS: Readonly<Record<Exclude<StepField, 'systems' | 'more_systems'>, (known: StepChoices) => Drawn>> = {
  class: (known) => ['Class', menu(choices(NC_CLASSES), known.class ?? undefined)],
  severity: (known) => ['Severity', menu(choices(NC_SEVERITIES), known.severity ?? undefined)],
  owner: (known) => ['Who owns it?', user(known.owner), hint('Corrects it, finds its cause and plans what removes it.')],
  accountable: (known) => ['Accountable', user(known.accountable), maybe('Nobody chosen: the line manager of the owner.')],
  requirement: (known) => ['What was not fulfilled', menu(choices(REQUIREMENTS), known.requirement ?? undefined), maybe('The risk of a legal requirement or of a clause can never be accepted.')],
  reassess_risk: () => ['Risk', tick('It must be judged anew before this can be closed', 'yes'), { optional: true }],
  of: ({ earlier }) => ['Which earlier one?', menu(earlier, earlier[0]?.value)],
  verdict: () => ['The actions are', menu(choices(EFFECT_VERDICTS)), hint('Effective closes the case; ineffective opens it again; inconclusive waits once more.')],
  measured: () => ['What was measured?', long()],
  sample_size: () => ['How many were looked at?', typed(7), maybe('A whole number; needed where the plan fixed a sample.')],
  evidence: () => ['Evidence', typed(LONGEST_TYPED, true), maybe('A digest a line, as gatehouse evidence add FILE prints it. An effective verdict needs it.')],
  until: () => ['Until when?', { type: 'datetimepicker', action_id: DIALOG_INPUT }, hint('Somebody above decides; until then it stays due when it is due.')],
  interim_control: () => ['What protects meanwhile?', long()],
  reason: () => ['Why?', long()],
  comment: () => ['Comment', long()],
};

/** What of the card a reader needs beside the fields; the message behind the dialog has the rest. */
const SEEN: ReadonlySet<string> = new Set(['System', 'Extent', 'Class', 'Due', 'Action', 'Done by', 'Evidence', 'Extension', 'Asked by', 'Protects meanwhile', 'Measured by', 'Proposed', 'Like']);

function seenIn(card: Card): KnownBlock[] {
  const rows = card.rows.filter(({ label }) => SEEN.has(label)).map(({ label, lines }) => `*${label}* ${together(lines.map(mrkdwn), 600, ' · ')}`);
  const texts = [together([`<${card.title.url}|${fitLine(card.title.text, 400)}>`, ...rows], 2_500), ...(card.quote === null ? [] : [quoted(card.quote, 1_500)])];
  return texts.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }));
}

function fieldOf(name: StepField, step: SlackStep, known: StepChoices): InputBlock | null {
  if (name === 'systems') return systemsMenu(stepBlock(name), extentField(known));
  if (name === 'more_systems') return systemsByHand(stepBlock(name), extentField(known));
  const [label, element, more] = FIELDS[name](known);
  return field(stepBlock(name), LABELS[step]?.[name] ?? label, element, more);
}

/** The dialog of a step of a nonconformity (§3): what it is about as its card has it, and below it what the step asks for. */
export function stepDialog(note: StepNote, card: Card, known: StepChoices): ModalView {
  const { step } = note;
  const fields = STEP_FORMS[step].fields.map((name) => fieldOf(name, step, known)).filter((each) => each !== null);
  return form(actionId(step), note, TITLES[step], [...seenIn(card), ...fields]);
}
