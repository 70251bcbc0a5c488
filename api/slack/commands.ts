import { SLASH_COMMAND } from '../../contracts/slack-actions.ts';
import { didYouMean } from '../../domain/policy/nearest.ts';
import { COMMAND_OPERATIONS } from '../../domain/slack-privileges.ts';
import { COMMAND_WORDS, helpText, unknownWordText, type CommandWord } from '../../render/command-help.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { withTyped } from '../../render/typed-back.ts';
import { inboxText } from '../../render/inbox.ts';
import { delegateByCommand } from './command-delegate.ts';
import { requestByCommand } from './command-request.ts';
import { statusByCommand } from './command-status.ts';
import { voteByCommand } from './command-vote.ts';
import { actId, type Giver, tell } from './give.ts';
import { owedBy } from './inbox.ts';
import type { CommandPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import type { Order } from './order.ts';
import { privilegeRefused } from './privilege.ts';
import { raiseByCommand } from './raise.ts';
import { unescaped } from './unescaped.ts';
import { identify } from './who.ts';

/** So many are listed; the Home tab and the command line have all. */
const LISTED = 10;

const ORDERS: { readonly [T in CommandWord]: (deps: ListenerDeps, order: Order) => Promise<void> } = {
  inbox: async (deps, { giver }) => {
    const { entries, all } = await owedBy(deps, giver.known.person.id, LISTED);
    await deps.answer(giver.where, inboxText(entries, all));
  },
  status: statusByCommand,
  vote: voteByCommand,
  request: requestByCommand,
  delegate: delegateByCommand,
  nc: raiseByCommand,
  help: (deps, { giver }) => deps.answer(giver.where, helpText()),
};

/** `/gatehouse`: its first word says what is wanted; without one, what the caller owes. Only the caller sees the answer. */
export async function commanded(deps: ListenerDeps, payload: CommandPayload): Promise<void> {
  const { team_id, user_id, api_app_id, channel_id, response_url, trigger_id, text } = payload;
  const where = { user: user_id, channel: channel_id, answer_at: response_url ?? null };
  const known = await identify(deps, { team: team_id, user: user_id, home: null, app: api_app_id ?? null });
  const [word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text.trim())?.slice(1) ?? [];
  const typed = rest === '' ? null : unescaped(`${SLASH_COMMAND} ${text.trim()}`);
  if ('refused' in known) return deps.answer(where, withTyped(known.refused, typed));
  const wanted = word === '' ? 'inbox' : word.toLowerCase();
  if (!Object.hasOwn(ORDERS, wanted)) return deps.answer(where, unknownWordText(unescaped(word), didYouMean(wanted, Object.keys(COMMAND_WORDS))));
  const command_id = actId('command', team_id, user_id, trigger_id, text);
  try {
    const giver: Giver = { known, where, command_id, typed: null };
    const refusal = await privilegeRefused(deps, COMMAND_OPERATIONS[wanted], known.person.id);
    if (refusal) return await tell(deps, refusal, { ...giver, typed });
    await ORDERS[wanted as CommandWord](deps, { rest: unescaped(rest.trim()), trigger_id, giver });
  } catch (error) {
    deps.log.error({ err: error, word: wanted }, 'a slash command could not be worked on');
    await deps.answer(where, withTyped(PRIVATE.not_now, typed));
  }
}
