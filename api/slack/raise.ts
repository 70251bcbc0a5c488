import { casePage } from '../../contracts/pages.ts';
import { RAISE_SHORTCUT } from '../../contracts/slack-forms.ts';
import { shortcutOperation } from '../../domain/slack-privileges.ts';
import type { Choice } from '../../render/forms.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { type Found, foundIn, raiseDialog } from '../../render/raise-form.ts';
import { openDialog } from './cast.ts';
import { actId, inTime, tell, type Giver } from './give.ts';
import type { Order } from './order.ts';
import type { ShortcutPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import { privilegeRefused } from './privilege.ts';
import { systemChoices } from './systems-field.ts';
import { unescaped } from './unescaped.ts';
import { identify } from './who.ts';

/** The business units, by name. */
async function unitsOf({ house }: ListenerDeps): Promise<readonly Choice[]> {
  const now = await inTime(house.get());
  return (now?.directory.units ?? []).map(({ id, name }) => ({ value: id, text: name })).sort((a, b) => a.text.localeCompare(b.text, 'en'));
}

async function openRaise(deps: ListenerDeps, trigger_id: string, found: Found, giver: Giver): Promise<void> {
  const { channel, answer_at } = giver.where;
  // without them it can be raised all the same: the coordinator gives it its extent
  const [systems, units] = await Promise.all([systemChoices(deps), unitsOf(deps)]);
  await openDialog(deps, trigger_id, raiseDialog({ channel, answer_at }, found, { systems: systems ?? [], units }), giver);
}

/** `/gatehouse nc [TITLE]`: the dialog that raises a nonconformity or a near-miss. */
export const raiseByCommand = (deps: ListenerDeps, { rest, trigger_id, giver }: Order): Promise<void> =>
  openRaise(deps, trigger_id, { title: rest === '' ? null : rest, description: null }, { ...giver, typed: rest === '' ? null : rest });

/** Where a message stands. Slack's address for it is made of what the payload says, so that nothing is asked while the dialog waits. */
export function permalinkOf({ team, channel, message: { ts, thread_ts } }: Pick<ShortcutPayload, 'team' | 'channel' | 'message'>): string | null {
  const domain = team?.domain ?? '';
  if (!/^[a-z0-9-]+(\.enterprise)?$/.test(domain) || !/^\d+\.\d{6}$/.test(ts)) return null;
  const thread = thread_ts === undefined || thread_ts === ts ? '' : `?${new URLSearchParams({ thread_ts, cid: channel.id }).toString()}`;
  return `https://${domain}.slack.com/archives/${encodeURIComponent(channel.id)}/p${ts.replace('.', '')}${thread}`;
}

/** The case that a message of ours is about: the one whose page it links; null for one of somebody else's, and for one about several, e.g. a digest. */
export function caseOfMessage(url: string, { api_app_id, message: { app_id, text, blocks } }: Pick<ShortcutPayload, 'api_app_id' | 'message'>): string | null {
  if (app_id === undefined || app_id !== api_app_id) return null;
  const pages = JSON.stringify([text, blocks]).split(`${url}${casePage('')}`).slice(1);
  const [only, ...others] = new Set(pages.map((page) => /^(?:dep|nc)_[0-9a-z]+/.exec(page)?.[0]).filter((id) => id !== undefined));
  return only === undefined || others.length > 0 ? null : only;
}

/** A shortcut in the menu of a message: raises a nonconformity with what the message says. */
export async function shortcutUsed(deps: ListenerDeps, payload: ShortcutPayload): Promise<void> {
  const { user, team, api_app_id, callback_id, channel, message, response_url, trigger_id } = payload;
  const where = { user: user.id, channel: channel.id, answer_at: response_url ?? null };
  const known = await identify(deps, { team: team?.id ?? null, user: user.id, home: user.team_id ?? null, app: api_app_id ?? null });
  if ('refused' in known) return deps.answer(where, known.refused);
  if (callback_id !== RAISE_SHORTCUT) {
    deps.log.warn({ person: known.person.id, callback_id }, 'a shortcut that nobody knows');
    return deps.answer(where, PRIVATE.unknown_action);
  }
  const giver: Giver = { known, where, command_id: actId('shortcut', team?.id, user.id, trigger_id), typed: null };
  const refusal = await privilegeRefused(deps, shortcutOperation(callback_id), known.person.id);
  if (refusal) return tell(deps, refusal, giver);
  await openRaise(deps, trigger_id, { ...foundIn(unescaped(message.text ?? ''), permalinkOf(payload)), source_case: caseOfMessage(deps.url, payload) }, giver);
}
