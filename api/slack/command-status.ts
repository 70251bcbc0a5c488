import { casePage } from '../../contracts/pages.ts';
import { usageText } from '../../render/command-help.ts';
import { statusText } from '../../render/status.ts';
import { caseNamed, noSuchCase } from './case-named.ts';
import { wordsOf, type Order } from './order.ts';
import type { ListenerDeps } from './ports.ts';

/** `/gatehouse status CASE`: where it stands, who has signed, what holds it. */
export async function statusByCommand(deps: ListenerDeps, { rest, giver: { known, where } }: Order): Promise<void> {
  const [[id]] = wordsOf(rest, 1);
  if (id === undefined) return deps.answer(where, usageText('status', 'Say which case.'));
  const found = await caseNamed(deps, id.toLowerCase());
  await deps.answer(where, found ? statusText(found.view, `${deps.url}${casePage(found.target.id)}`, known.nameOf) : usageText('status', noSuchCase(id)));
}
