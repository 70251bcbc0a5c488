import type { Aggregate } from '../aggregate.ts';
import { isOpen } from '../obligations/index.ts';
import { decide, wakeAt } from './decide.ts';
import { evolve } from './evolve.ts';
import { messages } from './messages.ts';
import { initial } from './state.ts';
import type { HouseState } from './state.ts';

/** The one record of what belongs to no case: policy, directory, delegations, absences, tokens, blockers beyond one system (design §6, §8). */
export const house: Aggregate<HouseState> = {
  initial,
  decide,
  evolve,
  messages,
  agenda: (state, facts, now) => ({
    open: true,
    stage: 'watching',
    wake_at: wakeAt(state, facts, now),
    step: null,
    summary: `${state.raised.length} blockers, ${state.obligations.filter(isOpen).length} obligations open`,
  }),
  obligations: (state) => state.obligations,
  blockers: (state) => state.raised,
  waivers: (state) => state.waivers,
  summary: (state) => ({
    kind: 'house',
    state: 'watching',
    title: 'House',
    system_id: null,
    owner: null,
    closed: false,
    policy_digest: state.active,
  }),
};

export { directoryOf, houseView } from './state.ts';
export type { HouseState, Proposal, RecordedAbsence, RecordedDelegation, RecordedToken } from './state.ts';
