import type { Decision } from '../aggregate.ts';
import { fireDue, followPeople } from '../obligations/index.ts';
import { rouseBoard } from './board.ts';
import { endAcceptance } from './branches.ts';
import { matterOf, type Case } from './case.ts';
import { openCheckIfDue } from './effect.ts';
import { standInForJudges } from './judges.ts';
import { isOver } from './state.ts';

/**
 * What time, and what happened elsewhere, make true: one transaction answers a timer and a wake alike (design §4).
 * Repeating it changes nothing. What somebody owed who left is the manager's at once (§3, R-78);
 * not a judgment on what has become the manager's own.
 */
export function escalate(draft: Case): Decision {
  if (!draft.state.exists || isOver(draft.state)) return draft.done();
  standInForJudges(draft, null);
  draft.push(...followPeople(draft.state.obligations, draft.context, matterOf(draft.state, draft.context)));
  standInForJudges(draft, null);
  draft.push(...fireDue(draft.state.obligations, draft.context, matterOf(draft.state, draft.context)));
  openCheckIfDue(draft);
  endAcceptance(draft);
  rouseBoard(draft);
  return draft.done();
}
