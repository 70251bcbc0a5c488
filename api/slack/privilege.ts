import type { Refusal } from '../../contracts/refusal.ts';
import type { OperationId } from '../../contracts/routes.ts';
import { callRefused } from '../../domain/privileges.ts';
import type { ListenerDeps } from './ports.ts';

/** Why the privilege table refuses to this person in Slack what it refuses at the API (R-86: default deny); null when it does not. What has no operation is for nobody. */
export async function privilegeRefused({ house }: Pick<ListenerDeps, 'house'>, operation: OperationId | undefined, person: string): Promise<Refusal | null> {
  if (operation === undefined) return { refused: 'not_permitted', detail: 'nobody may do this in Slack' };
  const { directory, at } = await house.get();
  return callRefused(operation, { kind: 'person', id: person }, directory, at);
}
