import type { Filed } from '../../contracts/nonconformity-file.ts';
import { causeShown } from './cause-shown.ts';
import { reachOf, wideNow } from './extent.ts';
import { causeNow, type NonconformityState } from './state.ts';

/** What is read from the whole record for a file. */
export const filedOf = (state: NonconformityState): Filed => ({
  extent: reachOf(state.systems, wideNow(state)),
  cause: causeShown(causeNow(state) ?? state.root_causes.at(-1)),
});
