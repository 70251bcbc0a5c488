import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import { titleOf } from '../deployment-approval/next.tsx';

type Actions = Pick<NonconformityView, 'actions'>;
type Owed = Pick<Obligation, 'kind' | 'subject'>;

/** What is owed, with the action that it is about: `Verification of evidence: Gate the release`. */
export function owedTitle({ actions }: Actions, owed: Owed): string {
  const title = actions.find(({ action_id }) => action_id === owed.subject['action'])?.title;
  return `${titleOf({}, owed)}${title === undefined ? '' : `: ${title}`}`;
}
