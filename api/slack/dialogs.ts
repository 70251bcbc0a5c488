import { actionId, REASON_DIALOG, SLACK_STEPS } from '../../contracts/slack-actions.ts';
import { ASK_DIALOG, DELEGATE_DIALOG, NUDGE_DIALOG, RAISE_DIALOG, REASSIGN_DIALOG, REQUEST_DIALOG, SNOOZE_DIALOG, WORD_DIALOG } from '../../contracts/slack-forms.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { readDelegation, readQuestion, readRequest, type Reader } from './form-fields.ts';
import { leftOpen, receivedForm, wrong, type Received } from './forms.ts';
import { inTime } from './give.ts';
import { readNudge, readReassign, readSnooze } from './oversight-fields.ts';
import type { SubmissionPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import { nonconformitiesNamed } from '../../store/queries/nonconformities.ts';
import { readRaise } from './raise-fields.ts';
import { readStep } from './step-fields.ts';
import { readVote } from './vote-fields.ts';
import { readWord } from './words.ts';

const FORMS: Readonly<Record<string, Reader>> = {
  [REASON_DIALOG]: readVote,
  [ASK_DIALOG]: readQuestion,
  [DELEGATE_DIALOG]: readDelegation,
  [REQUEST_DIALOG]: readRequest,
  [WORD_DIALOG]: readWord,
  [NUDGE_DIALOG]: readNudge,
  [REASSIGN_DIALOG]: readReassign,
  [SNOOZE_DIALOG]: readSnooze,
  [RAISE_DIALOG]: readRaise,
  ...Object.fromEntries(SLACK_STEPS.map((step) => [actionId(step), readStep])),
};

/**
 * Judges a submitted dialog before Slack is answered; see {@link receivedForm}. A dialog that can't be read now stays open
 * with a word about it: what was typed there is nowhere else.
 */
export async function received(deps: ListenerDeps, payload: SubmissionPayload): Promise<Received> {
  const reader = FORMS[payload.view.callback_id];
  if (!reader) return unknown(deps, payload);
  const house = await inTime(deps.house.get());
  if (house === null) return leftOpen(payload, PRIVATE.not_now);
  const freshId = (kind: 'dep' | 'nc') => deps.store.newId(kind, house.at);
  const filled = reader(payload, house, { url: deps.url, freshId, titlesOf: (ids) => titlesOf(deps, ids) });
  if (filled === null) return unknown(deps, payload);
  return 'errors' in filled ? wrong(filled.errors) : receivedForm(deps, payload, filled);
}

/** They only name what is linked: an answer does without them. */
async function titlesOf({ store }: ListenerDeps, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await inTime(nonconformitiesNamed(store, ids));
  return new Map([...(rows ?? [])].map(([id, { title }]) => [id, title]));
}

function unknown(deps: ListenerDeps, payload: SubmissionPayload): Received {
  deps.log.warn({ callback_id: payload.view.callback_id }, 'a dialog that nobody knows was sent');
  return leftOpen(payload, PRIVATE.unknown_action);
}
