import { z } from 'zod';
import { CONDITION_TYPES, conditionInput, DEPLOYMENT_COMMANDS, type ConditionInput } from '../../contracts/deployment-approval.ts';
import { freeText } from '../../contracts/primitives.ts';
import { DIALOG_BLOCKS as BLOCKS, DIALOG_INPUT, dialogNote, LONGEST_TYPED, recordOf, type DialogNote } from '../../contracts/slack-actions.ts';
import { personOfSlack } from '../../domain/directory.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { whereOf, type Reader } from './form-fields.ts';
import type { FieldErrors } from './forms.ts';
import { jsonOf } from './json.ts';
import type { SubmissionPayload } from './payloads.ts';

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

const POINTERS: Readonly<Record<string, string>> = { title: BLOCKS.title, criteria: BLOCKS.criteria, owner: BLOCKS.owner, type: BLOCKS.type, within: BLOCKS.days, every: BLOCKS.days };
/** The field of the condition that a refusal points at; the reason for any other, which each of these dialogs has. */
const blockOf = (pointer: string | undefined): string => POINTERS[/^\/conditions\/\d+\/(\w+)/.exec(pointer ?? '')?.[1] ?? ''] ?? BLOCKS.reason;

/** A vote with its reason, and the condition of a conditional approval. The message is redrawn once it is recorded, which says enough. */
export const readVote: Reader = (payload, { directory, at }) => {
  const note = dialogNote.safeParse(jsonOf(payload.view.private_metadata)).data;
  const target = note && recordOf(note.case);
  if (!note || !target) return null;
  const typed = readTyped(payload.view.state.values, note);
  if ('errors' in typed) return typed;
  const { reason, condition } = typed;
  const owner = condition && personOfSlack(directory, condition.owner, at);
  if (condition && !owner) return { errors: { [BLOCKS.owner]: PRIVATE.choose_another } };
  const conditions = condition && owner ? [conditionOf(condition, owner.id)] : [];
  const body = DEPLOYMENT_COMMANDS.vote.parse({ obligation_id: note.obligation, package_digest: note.digest, verdict: note.verdict, reason, conditions });
  return { target, command: { name: 'vote', body }, where: whereOf(payload.user.id, note), blockOf, done: () => null };
};
