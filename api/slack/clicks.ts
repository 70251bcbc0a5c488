import { DEPLOYMENT_COMMANDS } from '../../contracts/deployment-approval.ts';
import { OBLIGATION_COMMANDS } from '../../contracts/obligation-commands.ts';
import { sha256 } from '../../contracts/primitives.ts';
import { actionBlock, actionOf, buttonValue, recordOf, type ButtonValue, type DialogNote, type SlackAction, type SlackVerdict } from '../../contracts/slack-actions.ts';
import type { Command } from '../../domain/aggregate.ts';
import { reasonDialog } from '../../render/dialog.ts';
import { PRIVATE } from '../../render/private-words.ts';
import type { Target } from '../../store/store.ts';
import { actId, give, giveAndTell, tell, wouldBeRefused, type Giver } from './give.ts';
import type { ClickPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import { identify } from './who.ts';

/** A button of ours, as its value says; nothing of it is kept here, so one sent before a restart still works (§1.20). */
interface Button {
  readonly action: SlackAction;
  readonly value: ButtonValue;
  readonly target: Target;
}

function buttonOf({ actions: [action] }: ClickPayload): Button | null {
  const named = action && actionOf(action.action_id);
  const parsed = buttonValue.safeParse(jsonOf(action?.value));
  if (!action || !named || !parsed.success || action.block_id !== actionBlock(parsed.data.obligation)) return null;
  if (named !== 'acknowledge' && !sha256.safeParse(parsed.data.digest).success) return null;
  const target = recordOf(parsed.data.case);
  return target && { action: named, value: parsed.data, target };
}

export function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** The vote that a button stands for, without what is still to be typed. */
export const voteOf = (note: ButtonValue, verdict: SlackVerdict): Command => ({
  name: 'vote',
  body: DEPLOYMENT_COMMANDS.vote.parse({ obligation_id: note.obligation, package_digest: note.digest, verdict }),
});

/** What somebody's click does, after it was acknowledged to Slack. */
export async function clicked(deps: ListenerDeps, payload: ClickPayload): Promise<void> {
  const { user, team, api_app_id, container, channel, response_url } = payload;
  const where = { user: user.id, channel: container.channel_id ?? channel?.id ?? null, answer_at: response_url ?? null };
  const known = await identify(deps, { team: team?.id ?? null, user: user.id, home: user.team_id ?? null, app: api_app_id ?? null });
  if ('refused' in known) return deps.answer(where, known.refused);
  const button = buttonOf(payload);
  if (!button) {
    deps.log.warn({ person: known.person.id, action_id: payload.actions[0]?.action_id, block_id: payload.actions[0]?.block_id }, 'a click on a button that nobody knows');
    return deps.answer(where, PRIVATE.unknown_action);
  }
  const [act] = payload.actions;
  const command_id = actId('click', team?.id, user.id, act?.action_ts, act?.action_id, where.channel, container.message_ts);
  await press(deps, payload, button, { known, where, command_id, typed: null });
}

async function press(deps: ListenerDeps, payload: ClickPayload, { action, value, target }: Button, giver: Giver): Promise<void> {
  if (action === 'acknowledge') {
    const outcome = await giveAndTell(deps, target, { name: 'acknowledge', body: OBLIGATION_COMMANDS.acknowledge.parse({ obligation_id: value.obligation }) }, giver);
    if (outcome?.ok && outcome.events.length === 0) await deps.answer(giver.where, 'You acknowledged this already. Nothing more is needed.');
    return;
  }
  const command = voteOf(value, action);
  const asks = action !== 'approve' || value.ask;
  if (!asks || (await wouldBeRefused(deps, target, command, giver))) {
    const outcome = await give(deps, target, command, giver);
    if (outcome === null || outcome.ok) return;
    // only what is still to be typed is missing: ask for it
    if (outcome.refusal.refused !== 'invalid') return tell(deps, outcome.refusal, giver);
  }
  await openDialog(deps, payload, { ...value, verdict: action, channel: giver.where.channel, answer_at: giver.where.answer_at }, giver);
}

async function openDialog(deps: ListenerDeps, { trigger_id, message }: ClickPayload, note: DialogNote, { where }: Giver): Promise<void> {
  try {
    await deps.chat.openModal(trigger_id, reasonDialog(note, message?.text ?? null));
  } catch (error) {
    deps.log.warn({ err: error }, 'a dialog could not be opened');
    await deps.answer(where, PRIVATE.dialog_failed);
  }
}
