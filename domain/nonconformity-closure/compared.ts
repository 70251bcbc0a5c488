import type { NonconformityCommandName } from '../../contracts/nonconformity-closure.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Command } from '../aggregate.ts';
import { boardLooks } from './board.ts';
import type { NonconformityState } from './state.ts';

/** Commands whose rules compare a nonconformity with others: what it may repeat, what it is merged into, what rouses the board. */
const COMPARING: readonly NonconformityCommandName[] = ['raise', 'promote', 'classify', 'root-cause', 'decide-recurrence', 'merge', 'escalate'];

/**
 * Whether deciding the command, or the agenda after it, looks at other nonconformities (R-42, R-46, §0.04). Every other
 * command is spared the search, which is dear where there are many.
 */
export const looksAtOthers = ({ name }: Pick<Command, 'name'>, state: NonconformityState, policy: Policy, now: Instant): boolean =>
  (COMPARING as readonly string[]).includes(name) || boardLooks(state, policy, now);
