/** Blockers raised by hand and waivers, with the same rules for one system and for the house (R-11, R-68, §1.16, §1.21). */
export { evolveBlockers } from './book.ts';
export type { BlockerBook, RecordedWaiver } from './book.ts';
export { endedByHand } from './by-hand.ts';
export { blockerMessages, governanceLeads } from './messages.ts';
export { cureBlocker, notTheirOwn, raiseBlocker, releaseBlocker, weakToOpen } from './raise.ts';
export type { Place } from './raise.ts';
export { endWaivers, latestEnd, nextWaiverEnd, waiveBlocker } from './waive.ts';
