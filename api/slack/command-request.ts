import { sql } from 'kysely';
import { usageText } from '../../render/command-help.ts';
import { MOST_CHOICES, requestDialog, type Choice } from '../../render/forms.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { withRetry } from '../../store/database.ts';
import { openDialog } from './cast.ts';
import type { Order } from './order.ts';
import type { ListenerDeps } from './ports.ts';

interface Row {
  readonly system: string;
  readonly name: string | null;
  readonly version: string;
  readonly version_name: string;
}

/** The newest registered versions, of all systems or of the one with this id or name. */
async function versionsOf({ store }: ListenerDeps, system: string): Promise<readonly Choice[]> {
  const { rows } = await withRetry(() =>
    sql<Row>`SELECT c.id AS system, c.state->'entry'->>'name' AS name, v->>'id' AS version, v->>'name' AS version_name
      FROM cases c, json_array_elements(c.state->'versions') v
      WHERE c.kind = 'system' AND (${system} = '' OR c.id = ${system} OR lower(c.state->'entry'->>'name') = ${system})
      ORDER BY v->>'id' DESC LIMIT ${MOST_CHOICES}`.execute(store.db),
  );
  return rows.map((row) => ({ value: `${row.system}/${row.version}`, text: `${row.name ?? row.system} ${row.version_name}` }));
}

/** `/gatehouse request [SYSTEM]`: the dialog for a deployment request. */
export async function requestByCommand(deps: ListenerDeps, { rest, trigger_id, giver }: Order): Promise<void> {
  const versions = await versionsOf(deps, rest.toLowerCase());
  const { channel, answer_at } = giver.where;
  if (versions.length > 0) return openDialog(deps, trigger_id, requestDialog({ channel, answer_at }, versions), giver);
  await deps.answer(giver.where, rest === '' ? PRIVATE.no_version : usageText('request', `No system with a version is called "${rest}".`));
}
