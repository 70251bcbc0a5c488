import type { NonconformityCommandName } from '../../contracts/nonconformity-closure.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Command, Context } from '../aggregate.ts';
import { boardLooks } from './board.ts';
import { othersSince } from './fact.ts';
import type { NonconformityState } from './state.ts';

/** Commands whose rules compare a nonconformity with others: what it may repeat, what it is merged into, what rouses the board. */
const COMPARING: readonly NonconformityCommandName[] = ['raise', 'promote', 'classify', 'root-cause', 'decide-recurrence', 'merge', 'escalate'];

/**
 * Whether deciding the command, or the agenda after it, looks at other nonconformities (R-42, R-46, §0.04), and from when on
 * they matter. Every other command is spared the search, which is dear where there are many.
 */
export function othersMatterSince(state: NonconformityState, { name }: Pick<Command, 'name'>, { policy, now }: Pick<Context, 'policy' | 'now'>): Instant | null {
  if (policy.nonconformities === undefined) return null;
  const looks = (COMPARING as readonly string[]).includes(name) || boardLooks(state, policy, now);
  return looks ? othersSince(policy.nonconformities, now) : null;
}
