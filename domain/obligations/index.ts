/**
 * The shared mechanics of §0 for every kind of case: pure functions on a list of obligations. Those that change
 * something return the events to record; `evolveObligations` folds them, `obligationMessages` says whom they tell.
 */
export { nextWake, pendingRungs } from '../ladder/plan.ts';
export { acknowledge, handTo, nudge, reassign, redate, snooze } from './ask.ts';
export { answerBoard, callBoard, triggerBoard } from './board.ts';
export { closeObligation, failObligation, meetObligation, pauseObligation, reopenObligation, resumeObligation, withdrawObligation } from './change.ts';
export { decideObligation } from './commands.ts';
export { evolveObligations } from './evolve.ts';
export { fireDue } from './fire.ts';
export { followPeople, leavesAt, nextAmong, owingPeople } from './follow-people.ts';
export { findOpen, isOpen, wallBetween } from './list.ts';
export type { MatterOf } from './list.ts';
export { channelsFor, firstMessageOf, FOLLOWS, notify, obligationMessages } from './messages.ts';
export { fireIfUnheard, openObligation } from './open.ts';
export { oversightOf } from './standing.ts';
export type { OpenSpec } from './open.ts';
export { pauseEnds } from './pause.ts';
export { decideUndelivered, ownerHears } from './undelivered.ts';
export { fallsThrough, fallsThroughAt, isFolded, isPointless } from './unsent.ts';
