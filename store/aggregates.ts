import { deploymentApproval } from '../domain/deployment-approval/index.ts';
import { evidence } from '../domain/evidence/index.ts';
import { house, type HouseState, houseView } from '../domain/house/index.ts';
import { nonconformityClosure } from '../domain/nonconformity-closure/index.ts';
import { system, type SystemState } from '../domain/system/index.ts';
import type { HouseView, Rules } from './store.ts';

const views = new WeakMap<HouseState, HouseView>();

/** One view per state: what hangs on its parts' identity (prepared calendars, unchanged directories) stays prepared. */
function viewOf(state: HouseState): HouseView {
  const view = views.get(state) ?? houseView(state);
  views.set(state, view);
  return view;
}

/** The rules of every kind of record, as the processes use them. */
export const RULES: Rules = {
  kinds: { deployment: deploymentApproval, nonconformity: nonconformityClosure, system, house, evidence },
  house: (state) => viewOf(state as HouseState),
  unitOf: (state) => (state as SystemState).entry?.unit ?? null,
};
