import { casePage } from '../../contracts/pages.ts';
import { usageText } from '../../render/command-help.ts';
import { statusText } from '../../render/status.ts';
import { nonconformityStatusText } from '../../render/nonconformity-status.ts';
import { caseNamed, noSuchCase, nonconformityNamed } from './case-named.ts';
import { tell } from './give.ts';
import { wordsOf, type Order } from './order.ts';
import type { ListenerDeps } from './ports.ts';
import { privilegeRefused } from './privilege.ts';

/** `/gatehouse status CASE`: where it stands, who has signed, what holds it. */
export async function statusByCommand(deps: ListenerDeps, { rest, giver }: Order): Promise<void> {
  const { known, where } = giver;
  const [[id]] = wordsOf(rest, 1);
  if (id === undefined) return deps.answer(where, usageText('status', 'Say which case.'));
  const found = await caseNamed(deps, id.toLowerCase());
  const finding = found === null ? await nonconformityNamed(deps, id.toLowerCase()) : null;
  if (finding) {
    const refusal = await privilegeRefused(deps, 'getNonconformity', known.person.id);
    if (refusal) return tell(deps, refusal, giver);
    const { units } = (await deps.house.get()).directory;
    const unitOf = (unit: string): string => units.find(({ id }) => id === unit)?.name ?? unit;
    return deps.answer(where, nonconformityStatusText(finding, `${deps.url}${casePage(finding.id)}`, known.nameOf, unitOf));
  }
  await deps.answer(where, found ? statusText(found.view, `${deps.url}${casePage(found.target.id)}`, known.nameOf) : usageText('status', noSuchCase(id, 'case')));
}
