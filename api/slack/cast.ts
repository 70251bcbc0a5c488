import type { ModalView } from '@slack/types';
import { DEPLOYMENT_COMMANDS } from '../../contracts/deployment-approval.ts';
import type { ButtonValue, DialogNote, DialogVerdict } from '../../contracts/slack-actions.ts';
import type { Command } from '../../domain/aggregate.ts';
import { reasonDialog } from '../../render/dialog.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { withTyped } from '../../render/typed-back.ts';
import type { Outcome } from '../../store/outcome.ts';
import type { Target } from '../../store/store.ts';
import { give, tell, wouldBeRefused, type Giver } from './give.ts';
import type { ListenerDeps } from './ports.ts';

/** The vote that a button stands for, without what is still to be typed. */
export const voteOf = (note: ButtonValue, verdict: DialogVerdict): Command => ({
  name: 'vote',
  body: DEPLOYMENT_COMMANDS.vote.parse({ obligation_id: note.obligation, package_digest: note.digest, verdict }),
});

/** A vote in the making: on what, and which. */
export interface Cast {
  readonly value: ButtonValue;
  readonly target: Target;
  readonly verdict: DialogVerdict;
}

/** What a dialog opens for: Slack's leave to open it, and what was clicked, in Slack's markup. */
export interface Occasion {
  readonly trigger_id: string;
  readonly about: string | null;
}

/**
 * Votes at once, or asks for what is still to be typed; whoever would be refused all the same is told so and types nothing.
 * Answers what was recorded, if anything was.
 */
export async function castOrAsk(deps: ListenerDeps, { trigger_id, about }: Occasion, { value, target, verdict }: Cast, giver: Giver): Promise<Outcome | null> {
  const command = voteOf(value, verdict);
  const asks = verdict !== 'approve' || value.ask;
  if (!asks || (await wouldBeRefused(deps, target, command, giver))) {
    const outcome = await give(deps, target, command, giver);
    if (outcome === null || outcome.ok) return outcome;
    if (outcome.refusal.refused !== 'invalid') {
      await tell(deps, outcome.refusal, giver, { target, command });
      return null;
    }
    // only what is still to be typed is missing: ask for it
  }
  const note: DialogNote = { ...value, verdict, channel: giver.where.channel, answer_at: giver.where.answer_at };
  await openDialog(deps, trigger_id, reasonDialog(note, about, giver.typed), giver);
  return null;
}

/** Opens a dialog for whoever acted; when it comes too late for that, says so. */
export async function openDialog(deps: ListenerDeps, trigger_id: string, view: ModalView, { where, typed }: Pick<Giver, 'where' | 'typed'>): Promise<void> {
  try {
    await deps.chat.openModal(trigger_id, view);
  } catch (error) {
    deps.log.warn({ err: error }, 'a dialog could not be opened');
    await deps.answer(where, withTyped(PRIVATE.dialog_failed, typed));
  }
}
