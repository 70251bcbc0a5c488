import { MENU_ACTION, menuOf, recordOf, SLACK_MENU, type ButtonValue, type SlackMenuItem } from '../../contracts/slack-actions.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { askDialog } from '../../render/forms.ts';
import { readRecord } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import { castOrAsk, openDialog } from './cast.ts';
import { openDelegation } from './delegation.ts';
import { inTime, refusalAhead, tell, type Giver } from './give.ts';
import { isOversight, openOversight } from './oversight.ts';
import type { ClickPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';

/** What was chosen in the menu of a card, and what the card is about. */
interface Choice {
  readonly item: SlackMenuItem;
  readonly value: ButtonValue;
  readonly target: Target;
}

/** The choice that the payload carries; null when it is none that we offer. */
export function choiceOf({ actions: [action] }: ClickPayload): Choice | null {
  if (action?.action_id !== MENU_ACTION) return null;
  const item = SLACK_MENU.find((each) => each === action.selected_option?.value);
  const value = menuOf(action.block_id);
  const target = value && recordOf(value.case);
  return item && value && target ? { item, value, target } : null;
}

/** Does what was chosen: opens the dialog for it, unless it would be refused whatever is typed. */
export async function choose(deps: ListenerDeps, payload: ClickPayload, { item, value, target }: Choice, giver: Giver): Promise<void> {
  const { trigger_id, message } = payload;
  if (item === 'recuse') {
    await castOrAsk(deps, { trigger_id, about: message?.text ?? null }, { value, target, verdict: 'recuse' }, giver);
  } else if (isOversight(item)) {
    await openOversight(deps, trigger_id, { item, value, target }, giver);
  } else if (item === 'ask') {
    await ask(deps, trigger_id, { value, target }, giver);
  } else {
    await openDelegation(deps, trigger_id, giver, await inTime(laneOf(deps, target, value.obligation)));
  }
}

async function ask(deps: ListenerDeps, trigger_id: string, { value, target }: Omit<Choice, 'item'>, giver: Giver): Promise<void> {
  const { case: id, obligation } = value;
  // a look, not the command: nobody has typed a question yet
  const refusal = await refusalAhead(deps, target, { name: 'ask', body: { obligation_id: obligation, question: '?' } }, giver);
  if (refusal) return tell(deps, refusal, giver);
  const { channel, answer_at } = giver.where;
  await openDialog(deps, trigger_id, askDialog({ case: id, obligation, channel, answer_at }), giver);
}

/** The lane of an obligation, to be chosen already in the dialog. */
async function laneOf({ store }: ListenerDeps, target: Target, obligation: string): Promise<string | null> {
  const record = await readRecord(store, target);
  const state = record?.state as DeploymentState | undefined;
  return state?.obligations.find(({ id }) => id === obligation)?.subject['lane'] ?? null;
}
