import { z } from 'zod';
import { DEPLOYMENT_COMMANDS, voteInput } from '../deployment-approval.ts';
import { OBLIGATION_COMMANDS } from '../obligation-commands.ts';
import { NONCONFORMITY_COMMANDS } from '../nonconformity-closure.ts';
import { OBLIGATION_STATES } from '../obligation.ts';
import { obligationKind } from '../policy.ts';
import { instant } from '../primitives.ts';
import { accepted, type Operation, pageOf, paging } from './operation.ts';

const obligation = z.looseObject({ id: z.string(), case_id: z.string(), kind: z.string(), state: z.string(), due_at: z.string().nullable() });
const path = <C extends string>(command: C) => `/v1/obligations/{id}/${command}` as const;
const command = { method: 'post', tag: 'obligations', status: 200, answer: accepted } as const;
const named = { obligation_id: true } as const;
/** Who asks more time for a corrective action says what protects meanwhile; no other obligation takes it. */
const moreTime = OBLIGATION_COMMANDS.extend.omit(named).extend({ interim_control: NONCONFORMITY_COMMANDS.extend.shape.interim_control.optional() });

/** What people owe: the inbox, the overdue list, and what may be done about it (§0.02–§0.07). */
export const OBLIGATION_OPERATIONS = {
  listObligations: {
    method: 'get',
    path: '/v1/obligations',
    tag: 'obligations',
    summary: 'Obligations, those due first in front; an inbox with person=',
    query: z.strictObject({
      ...paging,
      state: z.enum([...OBLIGATION_STATES, 'overdue']).default('open'),
      person: z.string().optional(),
      kind: obligationKind.optional(),
      case: z.string().optional(),
      due_before: instant.optional(),
    }),
    status: 200,
    answer: pageOf(obligation),
  },
  getObligation: { method: 'get', path: '/v1/obligations/{id}', tag: 'obligations', summary: 'One obligation', status: 200, answer: obligation },
  castVote: { ...command, path: path('votes'), summary: "One person's word in a lane (§0.05)", body: voteInput },
  completeObligation: { ...command, path: path('complete'), summary: 'Hand in what was owed, with evidence', body: OBLIGATION_COMMANDS.complete.omit(named) },
  extendObligation: { ...command, path: path('extend'), summary: 'Re-date it (§0.03); of a corrective action: ask for more time (R-45)', body: moreTime },
  reassignObligation: { ...command, path: path('reassign'), summary: 'Give it to another person; due instant and level stay (§0.03)', body: OBLIGATION_COMMANDS.reassign.omit(named) },
  snoozeObligation: { ...command, path: path('snooze'), summary: 'Snooze: let the next reminder wait (§0.03)', body: OBLIGATION_COMMANDS.snooze.omit(named) },
  acknowledgeObligation: { ...command, path: path('acknowledge'), summary: 'Say that it was seen; stops no rung (§0.07)', body: OBLIGATION_COMMANDS.acknowledge.omit(named) },
  nudgeObligation: { ...command, path: path('nudge'), summary: 'Remind those who owe it (§0.07)', body: OBLIGATION_COMMANDS.nudge.omit(named) },
  askAboutObligation: { ...command, path: path('ask'), summary: 'Ask the requester before signing (§0.06)', body: DEPLOYMENT_COMMANDS.ask.omit(named) },
  answerObligation: { ...command, path: path('answer'), summary: 'Answer the question that is owed', body: DEPLOYMENT_COMMANDS.answer.omit(named) },
  recordMinutes: { ...command, path: path('minutes'), summary: 'Enter the minutes of a committee (R-07, §1.03)', body: DEPLOYMENT_COMMANDS.minutes.omit(named) },
  acceptObligation: { ...command, path: path('accept'), summary: "Accept the evidence of a condition (§1.08)", body: DEPLOYMENT_COMMANDS.accept.omit(named) },
  returnObligation: { ...command, path: path('return'), summary: 'Send the evidence of a condition back (§1.08)', body: DEPLOYMENT_COMMANDS.return.omit(named) },
} as const satisfies Record<string, Operation>;
