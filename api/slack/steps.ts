import { NONCONFORMITY_COMMANDS } from '../../contracts/nonconformity-closure.ts';
import type { ButtonValue, SlackStep } from '../../contracts/slack-actions.ts';
import { STEP_FORMS, stepBlock, type StepField, type StepNote } from '../../contracts/slack-steps.ts';
import type { Command } from '../../domain/aggregate.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { personById } from '../../domain/directory.ts';
import { nonconformityMessageView } from '../../domain/nonconformity-closure/message-view.ts';
import { type NonconformityState, undecidedRepeats } from '../../domain/nonconformity-closure/state.ts';
import { cardOf } from '../../render/card-of.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { stepDialog, type StepChoices } from '../../render/step-forms.ts';
import { lookAhead } from '../../store/look-ahead.ts';
import { nonconformitiesNamed } from '../../store/queries/nonconformities.ts';
import { readRecord, type RecordNow } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import { openDialog } from './cast.ts';
import { inTime, metaOf, tell, type Giver } from './give.ts';
import type { ListenerDeps } from './ports.ts';
import { systemChoices } from './systems-field.ts';

/** What the step says beside what its dialog asks for. */
const FIXED: Readonly<Record<SlackStep, (note: Pick<StepNote, 'obligation' | 'action'>) => Readonly<Record<string, unknown>>>> = {
  classify: () => ({}),
  accept_evidence: ({ action }) => ({ action_id: action, accepted: true }),
  return_evidence: ({ action }) => ({ action_id: action, accepted: false }),
  check_effect: () => ({}),
  grant_extension: ({ obligation }) => ({ obligation_id: obligation, granted: true }),
  refuse_extension: ({ obligation }) => ({ obligation_id: obligation, granted: false }),
  confirm_recurrence: () => ({ confirmed: true }),
  deny_recurrence: () => ({ confirmed: false }),
  agree_reject: () => ({}),
  agree_cancel: () => ({}),
  extend: ({ obligation }) => ({ obligation_id: obligation }),
};

/** The body of a step's command, to be parsed by its schema. */
export const stepBody = (note: Pick<StepNote, 'step' | 'obligation' | 'action'>, entered: Readonly<Record<string, unknown>>): Record<string, unknown> => ({ ...FIXED[note.step](note), ...entered });

/** What is entered in the look at the rules before anybody has chosen or typed anything: what asks for the least. */
const SAMPLE: Readonly<Record<StepField, (person: string, state: NonconformityState) => unknown>> = {
  class: () => 'major',
  severity: (_person, { severity }) => severity,
  owner: (person) => person,
  accountable: () => undefined,
  requirement: () => undefined,
  systems: () => undefined,
  more_systems: () => undefined,
  reassess_risk: () => undefined,
  of: (_person, state) => undecidedRepeats(state)[0] ?? state.id,
  verdict: () => 'ineffective',
  measured: () => '?',
  sample_size: () => undefined,
  evidence: () => [],
  until: (_person, { last_at }) => last_at ?? '',
  interim_control: () => '?',
  reason: () => '?',
  comment: () => '?',
};

interface Wanted {
  readonly value: ButtonValue;
  readonly target: Target;
  readonly step: SlackStep;
}

/** Opens the dialog of a step, unless it would be refused whatever is chosen or typed there. */
export async function openStep(deps: ListenerDeps, trigger_id: string, { value, target, step }: Wanted, giver: Giver): Promise<void> {
  if (target.kind !== 'nonconformity') return deps.answer(giver.where, PRIVATE.unknown_action);
  const record = await inTime(readRecord(deps.store, target));
  if (record === null) return deps.answer(giver.where, PRIVATE.not_now);
  const state = record.state as NonconformityState;
  const { channel, answer_at } = giver.where;
  const action = state.obligations.find(({ id }) => id === value.obligation)?.subject['action'] ?? null;
  const note: StepNote = { case: value.case, obligation: value.obligation, step, action, channel, answer_at };
  const refusal = ahead(deps, { record, target, note }, giver);
  // what was neither chosen nor typed yet is left out of what waits behind the sign-in
  if (refusal) return tell(deps, refusal, giver, { target, command: { name: STEP_FORMS[step].command, body: stepBody(note, {}) } });
  await openDialog(deps, trigger_id, stepDialog(note, cardFor(deps, record, note, giver), await choicesIn(deps, record, step)), giver);
}

const GONE: Refusal = { refused: 'unknown_obligation', detail: 'it is no longer open' };

interface Look {
  readonly record: RecordNow;
  readonly target: Target;
  readonly note: StepNote;
}

/** Why the step would be refused, for another cause than what its dialog still asks for. */
function ahead(deps: ListenerDeps, { record, target, note }: Look, giver: Giver): Refusal | null {
  const { command: name, fields } = STEP_FORMS[note.step];
  const state = record.state as NonconformityState;
  // an obligation that is gone ends the look: the rules would judge the case, and its dialog is about this
  if (!state.obligations.some(({ id, closed_at }) => id === note.obligation && closed_at === null)) return GONE;
  const entered = Object.fromEntries(fields.map((field) => [field, SAMPLE[field](giver.known.person.id, state)] as const).filter(([, sample]) => sample !== undefined));
  const parsed = NONCONFORMITY_COMMANDS[name].safeParse(stepBody(note, entered));
  if (!parsed.success) return GONE;
  const command: Command = { name, body: parsed.data };
  const refusal = lookAhead(deps.store, target, record, command, metaOf(deps, giver));
  return refusal && fields.some((field) => refusal.pointer?.split('/')[1] === field) ? null : refusal;
}

/** The card of what is owed, as a message of today would show it. */
function cardFor({ url }: ListenerDeps, { state, facts, now }: RecordNow, { obligation }: StepNote, { known }: Giver) {
  const found = (state as NonconformityState).obligations.find(({ id }) => id === obligation);
  const message = { kind: 'task' as const, recipient: known.person.id, obligation_id: obligation, about: { ...found?.subject, obligation: found?.kind ?? '' }, late: false };
  return cardOf(nonconformityMessageView(message, state as NonconformityState, { ...facts, now }, url), { nameOf: known.nameOf, words: null });
}

async function choicesIn(deps: ListenerDeps, { facts, state: found }: RecordNow, step: SlackStep): Promise<StepChoices> {
  const state = found as NonconformityState;
  const ids = undecidedRepeats(state);
  const rows = await inTime(nonconformitiesNamed(deps.store, ids));
  const userOf = (id: string | null): string | null => (id === null ? null : (personById(facts.directory, id)?.slack_user_id ?? null));
  return {
    class: state.class_proposals.at(-1)?.class ?? state.class ?? state.raised?.proposed_class ?? null,
    severity: state.severity,
    requirement: state.requirement,
    owner: userOf(state.owner),
    accountable: userOf(state.accountable),
    // without them it can be classified all the same, and its extent stays as it is
    systems: STEP_FORMS[step].fields.includes('systems') ? ((await systemChoices(deps, state.systems)) ?? []) : [],
    extent: state.systems,
    earlier: ids.map((id) => ({ value: id, text: rows?.get(id)?.title ?? id })),
  };
}

/** The block of the field that a refusal points at; the last field, where something is typed, for any other and for one that the dialog has not. */
export function blockOfStep({ step }: StepNote, shown: (block: string) => boolean): (pointer: string | undefined) => string {
  const { fields } = STEP_FORMS[step];
  return (pointer) => {
    const named = fieldAt(pointer?.split('/')[1], fields, shown);
    return stepBlock(named !== undefined && shown(stepBlock(named)) ? named : (fields.at(-1) ?? 'reason'));
  };
}

/** The field of a member of the body. Only what was typed can be no system: what the menu offers is registered. */
export function fieldAt(member: unknown, fields: readonly StepField[], shown: (block: string) => boolean): StepField | undefined {
  const named = fields.find((field) => field === member);
  return named === 'systems' && shown(stepBlock('more_systems')) ? 'more_systems' : named;
}
