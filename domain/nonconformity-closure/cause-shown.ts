import type { CauseShown } from '../../contracts/nonconformity-message.ts';
import type { RootCauseRecorded } from './state.ts';

/** An analysis of the cause as messages and files show it; null where there is none. */
export const causeShown = (found: RootCauseRecorded | undefined): CauseShown | null =>
  found ? { cause: found.root.cause, cause_class: found.cause_class, whys: found.whys, fishbone: found.fishbone, escape: found.escape } : null;
