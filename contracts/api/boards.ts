import { z } from 'zod';
import { BOARD_BUCKETS } from '../action-board.ts';
import { ncClass } from '../nonconformity-closure.ts';
import { obligationKind } from '../policy.ts';
import { LEVELS } from '../primitives.ts';
import { at, type Operation, pageOf, paging } from './operation.ts';

const rung = z.looseObject({ id: z.string(), level: z.string(), at });

/** `ActionOwed` of `contracts/action-board.ts`. */
const owed = z.looseObject({
  id: z.string(),
  kind: obligationKind,
  case_id: z.string(),
  case_title: z.string(),
  class: ncClass.nullable(),
  owner: z.string().nullable(),
  role: z.string().nullable(),
  due_at: at.nullable(),
  overdue: z.boolean(),
  band: z.number().int().nullable(),
  ladder: z.object({ highest: rung.nullable(), next: rung.nullable() }),
});

const count = z.number().int();
const summary = z.object({
  open: count,
  buckets: z.record(z.enum(BOARD_BUCKETS), count),
  bands: z.array(z.object({ number: count, over: z.string().nullable(), up_to: z.string().nullable(), count })),
  levels: z.array(z.object({ level: z.string(), count })),
  owners: z.array(z.object({ owner: z.string(), overdue: count, oldest_due_at: at })),
});

/** What managers follow. */
export const BOARD_OPERATIONS = {
  getActionBoard: {
    method: 'get',
    path: '/v1/boards/actions',
    tag: 'obligations',
    summary: 'What is owed to put things right: overdue by age and owner, due soon, more time asked for, to verify, effect to check (R-45)',
    note: 'Steps of nonconformities and conditions of deployments that are open, due first in front. `manager` narrows to what that person answers for and to what everybody below owes, `line=direct` to what those owe whose line manager that person is. `band` numbers the ages of the summary. The summary counts all that the other filters leave, whatever `bucket`, `band` and `level` say, and comes with the first page only. As CSV the whole list, not one page of it.',
    query: z.strictObject({
      ...paging,
      manager: z.string().optional(),
      line: z.enum(['all', 'direct']).optional(),
      owner: z.string().optional(),
      unit: z.string().optional(),
      system: z.string().optional(),
      class: ncClass.optional(),
      bucket: z.enum(BOARD_BUCKETS).optional(),
      band: z.coerce.number<string>().int().min(1).max(100).optional(),
      level: z.enum(LEVELS).optional(),
      format: z.enum(['json', 'csv']).optional(),
    }),
    status: 200,
    answer: pageOf(owed).extend({ summary: summary.nullable() }),
    also: ['text/csv'],
  },
} as const satisfies Record<string, Operation>;
