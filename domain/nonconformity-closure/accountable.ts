import type { Obligation } from '../../contracts/obligation.ts';
import { actionOf, type NonconformityState } from './state.ts';

/** Who answers for what is owed: the action's accountable manager, else the case's (§3 defaults); null before it is classified. */
export const accountableFor = (state: NonconformityState, { subject }: Pick<Obligation, 'subject'>): string | null =>
  actionOf(state, subject['action'] ?? '')?.accountable ?? state.accountable;
