import { OBLIGATION_COMMANDS } from '../../contracts/obligation-commands.ts';
import { freeText } from '../../contracts/primitives.ts';
import { LONGEST_TYPED, recordOf } from '../../contracts/slack-actions.ts';
import { askNote, NUDGE_BLOCKS, REASSIGN_BLOCKS, SNOOZE_BLOCKS } from '../../contracts/slack-forms.ts';
import { personOfSlack } from '../../domain/directory.ts';
import { nudgedText, reassignedText, snoozedText } from '../../render/form-words.ts';
import { PRIVATE } from '../../render/private-words.ts';
import type { Outcome } from '../../store/outcome.ts';
import { enteredIn, whereOf, type Reader } from './form-fields.ts';
import { jsonOf } from './json.ts';
import type { SubmissionPayload } from './payloads.ts';

function aboutOf(payload: SubmissionPayload) {
  const note = askNote.safeParse(jsonOf(payload.view.private_metadata)).data;
  const target = note && recordOf(note.case);
  return note && target ? { target, obligation_id: note.obligation, where: whereOf(payload.user.id, note) } : null;
}

/** What an event of the outcome says. */
function bodyIn(outcome: Outcome, type: string): Readonly<Record<string, unknown>> {
  return (outcome.ok ? outcome.events.find((event) => event.type === type)?.body : undefined) ?? {};
}
const text = freeText(LONGEST_TYPED);
const WHY = 'Say why in your own words.';

/** A reminder to those who owe it, with what they should do. */
export const readNudge: Reader = (payload) => {
  const about = aboutOf(payload);
  if (!about) return null;
  const { obligation_id, ...rest } = about;
  const instruction = text.safeParse(enteredIn(payload)(NUDGE_BLOCKS.instruction)?.value ?? '').data;
  const body = OBLIGATION_COMMANDS.nudge.parse({ obligation_id, ...(instruction === undefined ? {} : { instruction }) });
  return {
    ...rest,
    command: { name: 'nudge', body },
    blockOf: () => NUDGE_BLOCKS.instruction,
    done: (outcome, { nameOf }) => {
      const { to } = bodyIn(outcome, 'obligation.nudged');
      return nudgedText(Array.isArray(to) ? to.map(String).map(nameOf) : []);
    },
  };
};

/** Whom it is given to. */
export const readReassign: Reader = (payload, { directory, at }) => {
  const about = aboutOf(payload);
  if (!about) return null;
  const { obligation_id, ...rest } = about;
  const entered = enteredIn(payload);
  const to = personOfSlack(directory, entered(REASSIGN_BLOCKS.to)?.selected_user, at);
  const reason = text.safeParse(entered(REASSIGN_BLOCKS.reason)?.value);
  const errors = { ...(to ? {} : { [REASSIGN_BLOCKS.to]: PRIVATE.choose_another }), ...(reason.success ? {} : { [REASSIGN_BLOCKS.reason]: WHY }) };
  if (!to || !reason.success) return { errors };
  const body = OBLIGATION_COMMANDS.reassign.parse({ obligation_id, to: to.id, reason: reason.data });
  const blockOf = (pointer: string | undefined) => (pointer === '/reason' ? REASSIGN_BLOCKS.reason : REASSIGN_BLOCKS.to);
  return { ...rest, command: { name: 'reassign', body }, blockOf, done: (_outcome, { nameOf }) => reassignedText(nameOf(to.id)) };
};

/** How much later the next rung is. */
export const readSnooze: Reader = (payload) => {
  const about = aboutOf(payload);
  if (!about) return null;
  const { obligation_id, ...rest } = about;
  const entered = enteredIn(payload);
  const reason = text.safeParse(entered(SNOOZE_BLOCKS.reason)?.value);
  const span = OBLIGATION_COMMANDS.snooze.shape.for.safeParse(entered(SNOOZE_BLOCKS.for)?.selected_option?.value);
  const errors = { ...(span.success ? {} : { [SNOOZE_BLOCKS.for]: 'Choose how much later.' }), ...(reason.success ? {} : { [SNOOZE_BLOCKS.reason]: WHY }) };
  if (!reason.success || !span.success) return { errors };
  const body = OBLIGATION_COMMANDS.snooze.parse({ obligation_id, for: span.data, reason: reason.data });
  const blockOf = (pointer: string | undefined) => (pointer === '/reason' ? SNOOZE_BLOCKS.reason : SNOOZE_BLOCKS.for);
  return { ...rest, command: { name: 'snooze', body }, blockOf, done: (outcome) => snoozedText(String(bodyIn(outcome, 'obligation.snoozed')['until'])) };
};
