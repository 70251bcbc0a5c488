import type { Aggregate } from '../aggregate.ts';
import { blockers } from './blockers.ts';
import { decide } from './decide.ts';
import { wakeAt } from './escalate.ts';
import { evolve } from './evolve.ts';
import { isOpen } from '../obligations/index.ts';
import { messages } from './messages.ts';
import { initial } from './state.ts';
import type { SystemState } from './state.ts';

const openObligations = (state: SystemState): number => state.obligations.filter(isOpen).length;

/** A system's record: register entry, versions, risk items, drift, blockers of this system, waivers (R-01, R-26, §1.22). */
export const system: Aggregate<SystemState> = {
  initial,
  decide,
  evolve,
  messages,
  blockers,
  agenda: (state, { directory }, now) => {
    const wake_at = wakeAt(state, directory, now);
    return {
      // a record that waits for nothing needs no workflow; the store keeps it open while a message is owed
      open: wake_at !== null || openObligations(state) > 0,
      stage: state.exists ? 'watching' : 'unregistered',
      wake_at,
      step: null,
      summary: `${blockers(state).length} blockers, ${openObligations(state)} obligations open`,
    };
  },
  obligations: (state) => state.obligations,
  waivers: (state) => state.waivers,
  summary: (state) => ({
    kind: 'system',
    state: state.entry?.stage ?? 'unregistered',
    title: state.entry?.name ?? state.id,
    system_id: state.id,
    owner: state.entry?.owner ?? null,
    closed: state.entry?.stage === 'retired',
    policy_digest: null,
  }),
};

export { differing } from './digests.ts';
export type { Drift, Residual, RiskItem, SystemState, SystemVersion } from './state.ts';
