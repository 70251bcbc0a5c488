import { z } from 'zod';
import { CONDITION_TYPES, conditionInput, DEPLOYMENT_COMMANDS, type ConditionInput } from '../../contracts/deployment-approval.ts';
import { freeText } from '../../contracts/primitives.ts';
import { DIALOG_BLOCKS as BLOCKS, DIALOG_INPUT, dialogNote, LONGEST_TYPED, REASON_DIALOG, recordOf, type DialogNote } from '../../contracts/slack-actions.ts';
import { ASK_DIALOG, DELEGATE_DIALOG, NUDGE_DIALOG, REASSIGN_DIALOG, REQUEST_DIALOG, SNOOZE_DIALOG, WORD_DIALOG } from '../../contracts/slack-forms.ts';
import { unknownDialog } from '../../render/dialog.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { personOfSlack } from '../../domain/directory.ts';
import { readDelegation, readQuestion, readRequest, type Reader } from './form-fields.ts';
import { receivedForm, wrong, type FieldErrors, type Received } from './forms.ts';
import { actId, giveAndTell, inTime, type Giver } from './give.ts';
import { drawHome } from './home.ts';
import { jsonOf } from './json.ts';
import { readNudge, readReassign, readSnooze } from './oversight-fields.ts';
import type { SubmissionPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import { identify } from './who.ts';
import { readWord } from './words.ts';

/** What was typed, as far as it can be judged without the record. `owner` is still a Slack user. */
interface Typed {
  readonly reason: string;
  readonly condition: { readonly type: ConditionInput['type']; readonly title: string; readonly criteria: string; readonly owner: string; readonly days: number | null } | null;
}

const MOST_DAYS = 3_650;
const line = (longest: number) => freeText(longest);
const days = z
  .string()
  .trim()
  .regex(/^[1-9]\d{0,3}$/)
  .transform(Number)
  .refine((n) => n <= MOST_DAYS);

const FORMS: Readonly<Record<string, Reader>> = {
  [ASK_DIALOG]: readQuestion,
  [DELEGATE_DIALOG]: readDelegation,
  [REQUEST_DIALOG]: readRequest,
  [WORD_DIALOG]: readWord,
  [NUDGE_DIALOG]: readNudge,
  [REASSIGN_DIALOG]: readReassign,
  [SNOOZE_DIALOG]: readSnooze,
};

/** Judges a submitted dialog before Slack is answered; see `receivedReason` and `receivedForm`. */
export async function received(deps: ListenerDeps, payload: SubmissionPayload): Promise<Received> {
  const reader = FORMS[payload.view.callback_id];
  if (!reader) return receivedReason(deps, payload);
  const house = await inTime(deps.house.get());
  if (house === null) return { answer: { response_action: 'update', view: unknownDialog(PRIVATE.not_now) }, work: null };
  const freshId = () => deps.store.newId('dep', house.at);
  const filled = reader(payload, house, { url: deps.url, freshId });
  if (filled === null) return unknown(deps, payload);
  return 'errors' in filled ? wrong(filled.errors) : receivedForm(deps, payload, filled);
}

function unknown(deps: ListenerDeps, { view }: SubmissionPayload): Received {
  deps.log.warn({ callback_id: view.callback_id }, 'a dialog that nobody knows was sent');
  return { answer: { response_action: 'update', view: unknownDialog(PRIVATE.unknown_action) }, work: null };
}

/**
 * Judges a submitted dialog before Slack is answered, from what was typed alone, so that a fault shows beside its field.
 * Only the owner of a condition is looked up, and not for longer than Slack waits: what comes later is told privately.
 */
async function receivedReason(deps: ListenerDeps, payload: SubmissionPayload): Promise<Received> {
  const note = dialogNote.safeParse(jsonOf(payload.view.private_metadata));
  if (payload.view.callback_id !== REASON_DIALOG || !note.success) return unknown(deps, payload);
  const typed = readTyped(payload.view.state.values, note.data);
  if ('errors' in typed) return { answer: { response_action: 'errors', errors: typed.errors }, work: null };
  const owner = typed.condition && (await inTime(deps.house.get()));
  if (typed.condition && owner && !personOfSlack(owner.directory, typed.condition.owner, owner.at)) {
    return { answer: { response_action: 'errors', errors: { [BLOCKS.owner]: PRIVATE.choose_another } }, work: null };
  }
  return { answer: undefined, work: () => submitted(deps, payload, note.data, typed) };
}

function readTyped(values: SubmissionPayload['view']['state']['values'], note: DialogNote): Typed | { readonly errors: FieldErrors } {
  const at = (block: keyof typeof BLOCKS) => values[BLOCKS[block]]?.[DIALOG_INPUT];
  const reason = line(LONGEST_TYPED).safeParse(at('reason')?.value);
  const errors: Record<string, string> = reason.success ? {} : { [BLOCKS.reason]: 'Say why in your own words.' };
  if (note.verdict !== 'approve_with_conditions') return reason.success ? { reason: reason.data, condition: null } : { errors };
  const title = line(300).safeParse(at('title')?.value);
  const criteria = line(1_000).safeParse(at('criteria')?.value);
  const type = z.enum(CONDITION_TYPES).safeParse(at('type')?.selected_option?.value);
  const owner = at('owner')?.selected_user ?? null;
  const typedDays = at('days')?.value ?? '';
  const span = typedDays.trim() === '' ? null : days.safeParse(typedDays);
  if (!title.success) errors[BLOCKS.title] = 'Say what has to be done, in one line.';
  if (!criteria.success) errors[BLOCKS.criteria] = 'Say what evidence will show it.';
  if (!type.success) errors[BLOCKS.type] = 'Choose when it is owed.';
  if (owner === null) errors[BLOCKS.owner] = 'Choose who owes it.';
  if (span?.success === false) errors[BLOCKS.days] = `Give a whole number of days, 1 to ${MOST_DAYS}.`;
  if (span === null && type.data !== 'before_deploy') errors[BLOCKS.days] = 'Say after how many days.';
  if (!reason.success || !title.success || !criteria.success || !type.success || owner === null || Object.keys(errors).length > 0) return { errors };
  return { reason: reason.data, condition: { type: type.data, title: title.data, criteria: criteria.data, owner, days: span?.data ?? null } };
}

/** The typed condition (§1.08); its days are the time of a one-off and the cadence of an ongoing one. */
function conditionOf(condition: NonNullable<Typed['condition']>, owner: string): ConditionInput {
  const { type, title, criteria } = condition;
  const span = condition.days === null ? {} : { [type === 'ongoing' ? 'every' : 'within']: `P${condition.days}D` };
  return conditionInput.parse({ type, title, criteria, owner, ...span });
}

async function submitted(deps: ListenerDeps, payload: SubmissionPayload, note: DialogNote, { reason, condition }: Typed): Promise<void> {
  const { user, team, api_app_id, view } = payload;
  const where = { user: user.id, channel: note.channel, answer_at: note.answer_at };
  const known = await identify(deps, { team: team?.id ?? null, user: user.id, home: user.team_id ?? null, app: api_app_id ?? null });
  if ('refused' in known) return deps.answer(where, known.refused);
  const target = recordOf(note.case);
  if (!target) return deps.answer(where, PRIVATE.unknown_action);
  const giver: Giver = { known, where, command_id: actId('submit', team?.id, user.id, view.id, view.private_metadata, view.state.values), typed: reason };
  const { directory, at } = await deps.house.get();
  const owner = condition && (personOfSlack(directory, condition.owner, at)?.id ?? null);
  if (condition && !owner) return deps.answer(where, PRIVATE.unbound(condition.owner));
  const conditions = condition && owner ? [conditionOf(condition, owner)] : [];
  const body = DEPLOYMENT_COMMANDS.vote.parse({ obligation_id: note.obligation, package_digest: note.digest, verdict: note.verdict, reason, conditions });
  await giveAndTell(deps, target, { name: 'vote', body }, giver);
  if (where.channel === null) await drawHome(deps, user.id, known);
}
