import type { NonconformityCommandBody } from '../../contracts/nonconformity-closure.ts';
import type { Command } from '../aggregate.ts';
import { actionOf, type NonconformityState } from './state.ts';

/**
 * Files that were handed in before and that the command rests on, so that they are looked at again: a verifier accepts what an
 * action's evidence shows, and the second word to cancel what the first one brought.
 */
export function restsOn(state: NonconformityState, { name, body }: Command): readonly string[] {
  if (name === 'cancel') return state.proposal?.what === 'cancel' ? state.proposal.evidence : [];
  if (name !== 'verify') return [];
  const { action_id, accepted } = body as NonconformityCommandBody<'verify'>;
  return accepted ? (actionOf(state, action_id)?.evidence ?? []) : [];
}
