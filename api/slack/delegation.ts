import { lanesHeld } from '../../domain/authority/lanes-held.ts';
import { delegateDialog } from '../../render/forms.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { openDialog } from './cast.ts';
import type { Giver } from './give.ts';
import { policyInForce } from '../../store/house.ts';
import type { ListenerDeps } from './ports.ts';

/** Opens the dialog that lets somebody else sign, for one who has a lane to give; `lane` is chosen already. */
export async function openDelegation(deps: ListenerDeps, trigger_id: string, giver: Giver, lane: string | null = null): Promise<void> {
  const policy = policyInForce(await deps.house.get());
  const lanes = policy ? lanesHeld(giver.known.person, policy).map(({ lane: value, name: text }) => ({ value, text })) : [];
  if (lanes.length === 0) return deps.answer(giver.where, PRIVATE.no_lane);
  const { channel, answer_at } = giver.where;
  await openDialog(deps, trigger_id, delegateDialog({ channel, answer_at }, lanes, lane ?? undefined), giver);
}
