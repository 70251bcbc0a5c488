import { didYouMean } from '../../domain/policy/nearest.ts';
import { COMMAND_WORDS, helpText, unknownWordText, type CommandWord } from '../../render/command-help.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { inboxText } from '../../render/inbox.ts';
import { delegateByCommand } from './command-delegate.ts';
import { requestByCommand } from './command-request.ts';
import { statusByCommand } from './command-status.ts';
import { voteByCommand } from './command-vote.ts';
import { actId } from './give.ts';
import { owedBy } from './inbox.ts';
import type { CommandPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import type { Order } from './order.ts';
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
  help: (deps, { giver }) => deps.answer(giver.where, helpText()),
};

/** Slack writes these three for the characters that begin its own markup. */
const unescaped = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** `/gatehouse`: its first word says what is wanted; without one, what the caller owes. Only the caller sees the answer. */
export async function commanded(deps: ListenerDeps, payload: CommandPayload): Promise<void> {
  const { team_id, user_id, api_app_id, channel_id, response_url, trigger_id, text } = payload;
  const where = { user: user_id, channel: channel_id, answer_at: response_url ?? null };
  const known = await identify(deps, { team: team_id, user: user_id, home: null, app: api_app_id ?? null });
  if ('refused' in known) return deps.answer(where, known.refused);
  const [word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text.trim())?.slice(1) ?? [];
  const wanted = word === '' ? 'inbox' : word.toLowerCase();
  if (!Object.hasOwn(ORDERS, wanted)) return deps.answer(where, unknownWordText(unescaped(word), didYouMean(wanted, Object.keys(COMMAND_WORDS))));
  const command_id = actId('command', team_id, user_id, trigger_id, text);
  try {
    await ORDERS[wanted as CommandWord](deps, { rest: unescaped(rest.trim()), trigger_id, giver: { known, where, command_id, typed: null } });
  } catch (error) {
    deps.log.error({ err: error, word: wanted }, 'a slash command could not be worked on');
    await deps.answer(where, PRIVATE.not_now);
  }
}
