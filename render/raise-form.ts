import type { InputBlock, ModalView } from '@slack/types';
import { NC_CLASSES, NC_SEVERITIES, NC_SOURCES, REQUIREMENTS } from '../contracts/nonconformity-closure.ts';
import { DIALOG_INPUT, LONGEST_TYPED } from '../contracts/slack-actions.ts';
import { RAISE_BLOCKS, RAISE_DIALOG, type FormNote } from '../contracts/slack-forms.ts';
import { typed } from './dialog.ts';
import { type Choice, field, form, hint, maybe, menu, tick } from './forms.ts';
import { systemsByHand, systemsMenu } from './systems-field.ts';
import { capital, spaced } from './words.ts';

/** What the form holds at first. */
export interface Found {
  readonly title: string | null;
  readonly description: string | null;
  /** The case that the message is about, where it is one of ours. */
  readonly source_case?: string | null;
}

const choices = (values: readonly string[]): readonly Choice[] => values.map((value) => ({ value, text: capital(spaced(value)) }));
/** Longest title of a nonconformity, and longest name of a vendor. Characters. */
const [TITLE, VENDOR] = [200, 200];
/** Longest id of a case. Characters. */
const CASE_ID = 70;

/** So many characters of a text, none cut through. */
function cut(text: string, longest: number): string {
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length >= longest) return `${kept}…`;
    kept += character;
  }
  return kept;
}

/** What a message says as a form is filled in with it: its first line as the title, all of it and where it stands as what was found. */
export function foundIn(text: string, link: string | null): Found {
  const said = text.trim();
  const [first = ''] = said.split('\n');
  const where = link === null ? '' : `\n\n${link}`;
  const description = `${cut(said, LONGEST_TYPED - where.length)}${where}`.trim();
  return { title: first === '' ? null : cut(first, TITLE), description: description === '' ? null : description };
}

/** What the form offers to choose from. */
export interface Reach {
  /** Registered systems, the newest first: one more than a menu holds where there are more. */
  readonly systems: readonly Choice[];
  /** Business units. */
  readonly units: readonly Choice[];
}

/** What it is about and what else it reaches: systems, or a unit, or with neither the whole organisation; each field only where there is something to choose. */
function extentFields({ systems, units }: Reach): InputBlock[] {
  const several = { label: 'Further systems in its extent', hint: 'All that rely on what was not fulfilled, as far as you know.', choices: systems };
  return [
    systems.length === 0 ? null : field(RAISE_BLOCKS.system_id, 'The system that it is about', menu(systems), maybe('None chosen: it is about a unit, or about the whole organisation.')),
    systemsMenu(RAISE_BLOCKS.systems, several),
    systemsByHand(RAISE_BLOCKS.more_systems, several),
    units.length === 0 ? null : field(RAISE_BLOCKS.unit, 'Unit, where it is about no system', menu(units), maybe('None chosen, and no system either: it is about the whole organisation.')),
  ].filter((each) => each !== null);
}

/** Where it comes from and what that asks: the deadline of a certification body or a contract wins over the policy's (§3). */
const originFields = (source_case: string | null): InputBlock[] => [
  field(RAISE_BLOCKS.requirement, 'What was not fulfilled', menu(choices(REQUIREMENTS)), maybe('The risk of a legal requirement or of a clause can never be accepted.')),
  field(RAISE_BLOCKS.deadline, 'Deadline from outside', { type: 'datepicker', action_id: DIALOG_INPUT }, maybe('Of the certification body, or of a contract: nothing is due later than that. The day ends at midnight UTC.')),
  field(RAISE_BLOCKS.vendor, 'Vendor', typed(VENDOR), { optional: true }),
  ...(source_case === null ? [] : [field(RAISE_BLOCKS.source_case, 'The case that it follows from', typed(CASE_ID, false, source_case), maybe('Its id: the message is about it.'))]),
];

/** Asks for a nonconformity or a near-miss. */
export const raiseDialog = (note: FormNote, { title, description, source_case = null }: Found, reach: Reach): ModalView =>
  form(RAISE_DIALOG, note, ['Raise a nonconformity', 'Raise it'], [
    field(RAISE_BLOCKS.title, 'What is not as it should be, in one line', typed(TITLE, false, title)),
    field(RAISE_BLOCKS.description, 'What was found?', typed(LONGEST_TYPED, true, description)),
    field(RAISE_BLOCKS.source, 'How was it found?', menu(choices(NC_SOURCES), 'self_report')),
    field(RAISE_BLOCKS.severity, 'Severity', menu(choices(NC_SEVERITIES), 'medium')),
    field(RAISE_BLOCKS.class, 'Class, as you see it', menu(choices(NC_CLASSES)), maybe('The coordinator decides.')),
    field(RAISE_BLOCKS.clauses, 'Clauses that were not fulfilled', typed(300), maybe('With commas, e.g. 8.2, 9.1')),
    field(RAISE_BLOCKS.controls, 'Controls that were not fulfilled', typed(300), maybe('With commas, e.g. A.6.2.4, A.7.4')),
    ...extentFields(reach),
    ...originFields(source_case),
    field(RAISE_BLOCKS.near_miss, 'Near-miss', tick('Nothing happened this time', 'near_miss'), { optional: true, ...hint('A light record without blame; it becomes a nonconformity when like ones come together.') }),
  ]);
