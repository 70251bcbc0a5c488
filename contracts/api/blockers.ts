import { z } from 'zod';
import { BLOCKER_KINDS } from '../blocker.ts';
import { EXTENT_SCOPES } from '../primitives.ts';
import { blockerCure, blockerRaise, blockerRelease, blockerWaive } from '../system.ts';
import { accepted, made, type Operation, pageOf, paging } from './operation.ts';
import { blockerView } from './systems.ts';

const blockersQuery = z.strictObject({ ...paging, scope: z.enum(EXTENT_SCOPES).optional(), kind: z.enum(BLOCKER_KINDS).optional(), system: z.string().optional() });

/** Pause orders and other blockers raised by hand; waivers of any blocker (R-11, R-68, §1.16, §1.21). */
export const BLOCKER_OPERATIONS = {
  listBlockers: { method: 'get', path: '/v1/blockers', tag: 'blockers', summary: 'Every open blocker, of a kind, a reach or a system', query: blockersQuery, status: 200, answer: pageOf(blockerView) },
  getBlocker: { method: 'get', path: '/v1/blockers/{id}', tag: 'blockers', summary: 'One open blocker, and whether it holds now (R-11)', status: 200, answer: blockerView },
  raiseBlocker: {
    method: 'post',
    path: '/v1/blockers',
    tag: 'blockers',
    summary: 'Raise a blocker on a system, a unit or the organisation; a pause order holds permits, never reviews',
    body: blockerRaise,
    status: 201,
    answer: made('blocker_id'),
  },
  releaseBlocker: { method: 'post', path: '/v1/blockers/{id}/release', tag: 'blockers', summary: 'Release a blocker that was raised by hand', body: blockerRelease, status: 200, answer: accepted },
  waiveBlocker: {
    method: 'post',
    path: '/v1/blockers/{id}/waive',
    tag: 'blockers',
    summary: 'Waive a blocker for a time, with a compensating control (R-68)',
    body: blockerWaive,
    status: 200,
    answer: made('waiver_id'),
  },
  cureBlocker: { method: 'post', path: '/v1/blockers/{id}/cure', tag: 'blockers', summary: 'Say that the case a blocker names is cured (§1.21)', body: blockerCure, status: 200, answer: accepted },
} as const satisfies Record<string, Operation>;
