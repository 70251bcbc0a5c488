import { owedBy } from './inbox.ts';
import { helpText, inboxText } from '../../render/inbox.ts';
import type { CommandPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import { identify } from './who.ts';

/** `/gatehouse`: what the caller owes; with `help` what this is. Only the caller sees the answer. */
export async function commanded(deps: ListenerDeps, { team_id, user_id, api_app_id, channel_id, response_url, text }: CommandPayload): Promise<void> {
  const where = { user: user_id, channel: channel_id, answer_at: response_url ?? null };
  const known = await identify(deps, { team: team_id, user: user_id, home: null, app: api_app_id ?? null });
  if ('refused' in known) return deps.answer(where, known.refused);
  if (text.trim() !== '' && text.trim() !== 'inbox') return deps.answer(where, helpText());
  const { entries, all } = await owedBy(deps, known.person.id);
  await deps.answer(where, inboxText(entries, all));
}
