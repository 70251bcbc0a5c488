import { NONCONFORMITY_COMMANDS } from '../../contracts/nonconformity-closure.ts';
import { recordOf } from '../../contracts/slack-actions.ts';
import { STEP_FORMS, stepBlock, type StepField, stepNote } from '../../contracts/slack-steps.ts';
import { personOfSlack } from '../../domain/directory.ts';
import { stepText } from '../../render/nonconformity-answers.ts';
import { PRIVATE } from '../../render/private-words.ts';
import type { House } from '../../store/house.ts';
import { enteredIn, instantOf, lines, whereOf, type Reader } from './form-fields.ts';
import { jsonOf } from './json.ts';
import type { Entered } from './payloads.ts';
import { blockOfStep, fieldAt, stepBody } from './steps.ts';
import { systemsIn } from './systems-field.ts';

const chosen = (entered: Entered | undefined): unknown => entered?.selected_option?.value;
const words = (entered: Entered | undefined): unknown => (entered?.value == null || entered.value.trim() === '' ? undefined : entered.value);
/** As a number where it is one; what is none is for the contract to refuse. */
const number = (entered: Entered | undefined): unknown => {
  const text = words(entered);
  return typeof text === 'string' && /^\d+$/.test(text.trim()) ? Number(text) : text;
};

const person = (entered: Entered | undefined, { directory, at }: House): string | undefined => personOfSlack(directory, entered?.selected_user, at)?.id;

/** What was entered in a field, as the body of the command has it; undefined where nothing was. */
const VALUES: Readonly<Record<StepField, (entered: Entered | undefined, house: House, of: (field: StepField) => Entered | undefined) => unknown>> = {
  class: chosen,
  severity: chosen,
  owner: person,
  accountable: (entered, house) => (entered?.selected_user == null ? undefined : (person(entered, house) ?? null)),
  requirement: chosen,
  systems: (entered, _house, of) => systemsIn(entered, of('more_systems')),
  more_systems: () => undefined,
  reassess_risk: (entered) => ((entered?.selected_options ?? []).length > 0 ? true : undefined),
  of: chosen,
  verdict: chosen,
  measured: words,
  sample_size: number,
  evidence: (entered) => lines(entered?.value),
  until: (entered) => instantOf(entered?.selected_date_time),
  interim_control: words,
  reason: words,
  comment: words,
};

/** What is right where a field is empty, or holds what it can't. */
const RIGHT: Readonly<Record<StepField, string>> = {
  class: 'Choose a class.',
  severity: 'Choose how severe it is.',
  owner: PRIVATE.choose_another,
  accountable: PRIVATE.choose_another,
  requirement: 'Choose what was not fulfilled.',
  systems: 'Choose registered systems, at most 100.',
  more_systems: 'Give the ids of registered systems, one a line: sys_…; at most 100 in all.',
  reassess_risk: 'Tick it where the risk must be judged anew.',
  of: 'Choose which earlier one.',
  verdict: 'Choose a verdict.',
  measured: 'Say what was measured.',
  sample_size: 'Give a whole number, at least 1.',
  evidence: 'Give one digest a line: sha256: and 64 hex digits.',
  until: 'Choose day and time.',
  interim_control: 'Say what protects meanwhile.',
  reason: 'Say why in your own words.',
  comment: 'Say it in your own words.',
};

/** A step of a nonconformity as its dialog was filled in; its message is redrawn as well once it is recorded. */
export const readStep: Reader = (payload, house) => {
  const note = stepNote.safeParse(jsonOf(payload.view.private_metadata)).data;
  const target = note && recordOf(note.case);
  if (!note || target?.kind !== 'nonconformity') return null;
  const { command, fields } = STEP_FORMS[note.step];
  const entered = enteredIn(payload);
  const of = (field: StepField): Entered | undefined => entered(stepBlock(field));
  const shown = (block: string): boolean => Object.hasOwn(payload.view.state.values, block);
  const values = fields.map((field) => [field, VALUES[field](of(field), house, of)] as const);
  const parsed = NONCONFORMITY_COMMANDS[command].safeParse(stepBody(note, Object.fromEntries(values.filter(([, value]) => value !== undefined))));
  const where = whereOf(payload.user.id, note);
  if (parsed.success) return { target, command: { name: command, body: parsed.data }, where, blockOf: blockOfStep(note, shown), done: () => stepText(note.step) };
  const wrong = parsed.error.issues.map(({ path }) => fieldAt(path[0], fields, shown)).filter((field) => field !== undefined);
  return wrong.length === 0 ? null : { errors: Object.fromEntries(wrong.map((field) => [stepBlock(field), RIGHT[field]])) };
};
