import type { Agenda } from '../../contracts/agenda.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { nextAmong, nextWake, owingPeople } from '../obligations/index.ts';
import { isOpen } from '../obligations/list.ts';
import { earliest } from '../time/instant.ts';
import { boardAt } from './board.ts';
import { isOver, type NonconformityState } from './state.ts';

/** What the workflow waits for: one instant, or nothing any more; it carries out no step. The summary names what is owed. */
export function agenda(state: NonconformityState, facts: Facts, now: Instant): Omit<Agenda, 'v' | 'rev' | 'tell'> {
  const open = state.exists && !isOver(state);
  const owed = state.obligations.filter((o) => isOpen(o) && o.kind !== 'escalation').map(({ kind }) => kind);
  return {
    open,
    stage: state.status,
    wake_at: open ? earliest(instants(state, facts, now)) : null,
    step: null,
    summary: [...new Set(owed)].join(', '),
  };
}

function instants(state: NonconformityState, facts: Facts, now: Instant): (Instant | null | undefined)[] {
  return [
    nextWake(state.obligations),
    state.status === 'effectiveness_wait' ? state.wait_until : null,
    state.status === 'risk_accepted' ? state.accepted?.until : null,
    boardAt(state, facts, now),
    // what is owed by somebody who goes away or leaves is somebody else's from then on (§1.02, R-78)
    nextAmong(owingPeople(state.obligations), facts.directory, now),
  ];
}
