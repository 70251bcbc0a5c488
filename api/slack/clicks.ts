import { OBLIGATION_COMMANDS } from '../../contracts/obligation-commands.ts';
import { sha256 } from '../../contracts/primitives.ts';
import { actionBlock, actionOf, buttonValue, LINK_ACTION, MENU_ACTION, recordOf, SLACK_STEPS, SLACK_VERDICTS, SLACK_WORDS, type ButtonValue, type SlackAction } from '../../contracts/slack-actions.ts';
import { SLACK_OPERATIONS } from '../../domain/slack-privileges.ts';
import { PRIVATE } from '../../render/private-words.ts';
import type { Target } from '../../store/store.ts';
import { castOrAsk } from './cast.ts';
import { actId, giveAndTell, type Giver, tell } from './give.ts';
import type { ClickPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import { drawHome } from './home.ts';
import { jsonOf } from './json.ts';
import { choiceOf, choose } from './menu.ts';
import { privilegeRefused } from './privilege.ts';
import { openStep } from './steps.ts';
import { identify } from './who.ts';
import { openWord } from './words.ts';

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
  if (SLACK_VERDICTS.some((verdict) => verdict === named) && !sha256.safeParse(parsed.data.digest).success) return null;
  const target = recordOf(parsed.data.case);
  return target && { action: named, value: parsed.data, target };
}

/** What somebody's click does, after it was acknowledged to Slack. */
export async function clicked(deps: ListenerDeps, payload: ClickPayload): Promise<void> {
  const { user, team, api_app_id, container, channel, response_url } = payload;
  const [act] = payload.actions;
  // it led to a page already
  if (act?.action_id === LINK_ACTION) return;
  const where = { user: user.id, channel: container.channel_id ?? channel?.id ?? null, answer_at: response_url ?? null };
  const known = await identify(deps, { team: team?.id ?? null, user: user.id, home: user.team_id ?? null, app: api_app_id ?? null });
  if ('refused' in known) return deps.answer(where, known.refused);
  const command_id = actId('click', team?.id, user.id, act?.action_ts, act?.action_id, where.channel, container.message_ts);
  const giver: Giver = { known, where, command_id, typed: null };
  const choice = act?.action_id === MENU_ACTION ? choiceOf(payload) : null;
  const button = buttonOf(payload);
  const asked = choice?.item ?? button?.action;
  const refusal = asked === undefined ? null : await privilegeRefused(deps, SLACK_OPERATIONS[asked], known.person.id);
  if (refusal) await tell(deps, refusal, giver);
  else if (choice) await choose(deps, payload, choice, giver);
  else if (button) await press(deps, payload, button, giver);
  else {
    deps.log.warn({ person: known.person.id, action_id: payload.actions[0]?.action_id, block_id: payload.actions[0]?.block_id }, 'a click on a button that nobody knows');
    await deps.answer(where, PRIVATE.unknown_action);
  }
  if (container.type === 'view') await drawHome(deps, user.id, known);
}

async function press(deps: ListenerDeps, payload: ClickPayload, { action, value, target }: Button, giver: Giver): Promise<void> {
  if (action === 'acknowledge') {
    const outcome = await giveAndTell(deps, target, { name: 'acknowledge', body: OBLIGATION_COMMANDS.acknowledge.parse({ obligation_id: value.obligation }) }, giver);
    if (outcome?.ok && outcome.events.length === 0) await deps.answer(giver.where, 'You acknowledged this already. Nothing more is needed.');
    return;
  }
  const verdict = SLACK_VERDICTS.find((each) => each === action);
  const word = SLACK_WORDS.find((each) => each === action);
  const step = SLACK_STEPS.find((each) => each === action);
  if (verdict) await castOrAsk(deps, { trigger_id: payload.trigger_id, about: payload.message?.text ?? null }, { value, target, verdict }, giver);
  else if (word) await openWord(deps, payload.trigger_id, { value, target, word }, giver);
  else if (step) await openStep(deps, payload.trigger_id, { value, target, step }, giver);
}
