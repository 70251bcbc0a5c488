import { z } from 'zod';
import { IMPORT_FORMATS } from '../nonconformity-import.ts';
import { clauseNumber, likeness, NC_SOURCES, ncClass, ncSeverity, NONCONFORMITY_COMMANDS, NONCONFORMITY_STATES } from '../nonconformity-closure.ts';
import { nearMissView } from '../near-miss.ts';
import { slug } from '../primitives.ts';
import { accepted, at, type Operation, pageOf, paging } from './operation.ts';

/** `NonconformityView` of `contracts/nonconformity-view.ts`, as far as a client may rely on it. */
const nonconformity = z.looseObject({
  id: z.string(),
  kind: z.literal('nonconformity'),
  rev: z.number().int(),
  state: z.enum(NONCONFORMITY_STATES),
  extension_requested: z.boolean(),
  title: z.string(),
  class: ncClass.nullable(),
  systems: z.array(z.string()),
  cycle: z.number().int(),
  owner: z.string().nullable(),
  steps: z.array(z.looseObject({ step: z.string(), state: z.string(), due_at: at.nullable() })),
  plans: z.array(z.looseObject({ number: z.number().int(), plan_digest: z.string(), state: z.string() })),
  actions: z.array(z.looseObject({ action_id: z.string(), key: z.string(), title: z.string(), owner: z.string(), verifier: z.string(), state: z.string(), due_now: at, obligation_id: z.string().nullable() })),
  blockers: z.array(z.looseObject({ id: z.string(), kind: z.string() })),
  obligations: z.array(z.looseObject({ id: z.string(), kind: z.string(), state: z.string() })),
});

/** A nonconformity as lists show it. */
const listed = z.looseObject({
  id: z.string(),
  state: z.string(),
  title: z.string(),
  class: ncClass.nullable(),
  source: z.enum(NC_SOURCES),
  owner: z.string().nullable(),
  systems: z.array(z.string()),
  raised_at: at,
  open: z.number().int(),
  due_at: at.nullable(),
  overdue: z.boolean(),
});

const yesOrNo = z.enum(['true', 'false']).optional();
const filters = {
  state: z.enum(NONCONFORMITY_STATES).optional(),
  class: ncClass.optional(),
  severity: ncSeverity.optional(),
  owner: z.string().optional(),
  system: z.string().optional(),
  /** With the units below it. */
  unit: z.string().optional(),
  open: yesOrNo,
  overdue: yesOrNo,
  near_miss: yesOrNo,
  control: clauseNumber.optional(),
  cause_class: slug.optional(),
  source: z.enum(NC_SOURCES).optional(),
};

const alike = likeness.extend({ title: z.string(), state: z.string(), class: ncClass.nullable() });
/** Each line with what it may repeat: `line` of one in the same file, null on record before. `before` has the very title, and `on_record_before` counts such lines. */
const imported = z.object({
  raised: z.number().int(),
  on_record_before: z.number().int(),
  /** Says so in words; null for none. */
  warning: z.string().nullable(),
  items: z.array(z.object({ line: z.number().int(), id: z.string(), title: z.string(), state: z.string(), alike: z.array(alike.extend({ line: z.number().int().nullable() })), before: z.string().nullable() })),
});
const path = <C extends string>(command: C) => `/v1/nonconformities/{id}/${command}` as const;
const command = { method: 'post', tag: 'nonconformities', status: 200, answer: accepted } as const;
const bodies = NONCONFORMITY_COMMANDS;

/** Nonconformity closure (workflows §3, R-42–R-48). */
export const NONCONFORMITY_OPERATIONS = {
  raiseNonconformity: {
    method: 'post',
    path: '/v1/nonconformities',
    tag: 'nonconformities',
    summary: 'Raise a nonconformity or a near-miss; this opens the case, and the coordinator classifies it (R-40, R-42)',
    body: bodies.raise,
    status: 201,
    answer: accepted,
  },
  importNonconformities: {
    method: 'post',
    path: '/v1/nonconformities/import',
    tag: 'nonconformities',
    summary: "Raise an audit's findings from a CSV or JSON file, all or none (§3)",
    note: 'What the file is, says `format`, else the content type. Nothing is raised before every line was judged; a fault names its line. What breaks off half-way is finished by sending the same file with the same `Idempotency-Key`, which raises no line twice. Each line is answered with what it may repeat, on record or in the file; many in `on_record_before` mean that the file was imported already, by whomever.',
    query: z.strictObject({ format: z.enum(IMPORT_FORMATS).optional() }),
    body: 'bytes',
    status: 201,
    answer: imported,
  },
  listNonconformities: {
    method: 'get',
    path: '/v1/nonconformities',
    tag: 'nonconformities',
    summary: 'Nonconformities, newest first',
    note: 'As CSV the whole list that the filters leave, not one page of it. A unit counts with all below it.',
    query: z.strictObject({ ...paging, ...filters, format: z.enum(['json', 'csv']).optional() }),
    status: 200,
    answer: pageOf(listed),
    also: ['text/csv'],
  },
  listAlikeNonconformities: {
    method: 'get',
    path: '/v1/nonconformities/alike',
    tag: 'nonconformities',
    summary: 'What a nonconformity would be like if it were raised: look for duplicates first (R-42)',
    query: z.strictObject({ title: z.string().trim().min(1).max(200), control: clauseNumber.optional(), clause: clauseNumber.optional(), system: z.string().optional() }),
    status: 200,
    answer: z.object({ items: z.array(alike) }),
  },
  listNearMissPatterns: {
    method: 'get',
    path: '/v1/nonconformities/near-misses',
    tag: 'nonconformities',
    summary: 'What near-misses have in common, the most frequent first, against the count that makes one a nonconformity (R-40)',
    note: "Of the policy's window: the same class of cause, control, clause or system. One with several in common is in several patterns; texts that are alike count for a promotion too, and are no pattern here.",
    status: 200,
    answer: nearMissView,
  },
  getNonconformity: { method: 'get', path: '/v1/nonconformities/{id}', tag: 'nonconformities', summary: 'One nonconformity, with every step, action and what it holds', status: 200, answer: nonconformity },
  classifyNonconformity: { ...command, path: path('classify'), summary: 'Classify it and name its owner; later, change the class (§3)', body: bodies.classify },
  promoteNearMiss: { ...command, path: path('promote'), summary: 'Make a nonconformity of a near-miss (R-40)', body: bodies.promote },
  recordCorrection: { ...command, path: path('correct'), summary: 'Record what was put right at once (§3)', body: bodies.correct },
  recordRootCause: { ...command, path: path('root-cause'), summary: 'Record the analysis of the cause, as deep as the class asks (R-37)', body: bodies['root-cause'] },
  submitActionPlan: { ...command, path: path('plan'), summary: 'Submit the plan: actions, and how their effect will be measured (R-43, R-44)', body: bodies.plan },
  approveActionPlan: { ...command, path: path('approve-plan'), summary: 'Approve the plan with the digest that was seen; its actions are owed from then on', body: bodies['approve-plan'] },
  returnActionPlan: { ...command, path: path('return-plan'), summary: 'Send the plan back', body: bodies['return-plan'] },
  verifyAction: { ...command, path: path('verify'), summary: "The verifier's word on the evidence of an action", body: bodies.verify },
  checkEffect: { ...command, path: path('check-effect'), summary: 'Say whether the actions had effect: effective closes it, ineffective opens it again (R-44)', body: bodies['check-effect'] },
  requestExtension: { ...command, path: path('extend'), summary: 'Ask for more time for an action, and say what protects meanwhile (R-45)', body: bodies.extend },
  decideExtension: { ...command, path: path('decide-extension'), summary: 'Grant or refuse more time, from above the owner (R-45)', body: bodies['decide-extension'] },
  rejectNonconformity: { ...command, path: path('reject'), summary: 'Say that it is none; a second person decides by saying the same (§3)', body: bodies.reject },
  cancelNonconformity: { ...command, path: path('cancel'), summary: 'Cancel it, with a second person; "removed by model retirement" with its evidence (§3)', body: bodies.cancel },
  mergeNonconformity: { ...command, path: path('merge'), summary: 'Merge it into another one (§3)', body: bodies.merge },
  acceptNonconformityRisk: { ...command, path: path('accept-risk'), summary: 'Accept its risk until an instant; it opens again then (§3)', body: bodies['accept-risk'] },
  reopenNonconformity: { ...command, path: path('reopen'), summary: 'Open it again: a new cycle (§3)', body: bodies.reopen },
  disputeFinding: { ...command, path: path('dispute'), summary: 'Dispute the finding; an independent reviewer decides (§3)', body: bodies.dispute },
  declineProposal: { ...command, path: path('decline'), summary: 'Decline, as the second person, to reject or cancel it', body: bodies.decline },
  decideDispute: { ...command, path: path('decide-dispute'), summary: 'Decide the dispute; upheld, its rejection is proposed', body: bodies['decide-dispute'] },
  decideRecurrence: { ...command, path: path('decide-recurrence'), summary: 'Say whether it repeats an earlier one (R-46)', body: bodies['decide-recurrence'] },
  recordCost: { ...command, path: path('record-cost'), summary: 'Record a cost of poor quality (R-48)', body: bodies['record-cost'] },
} as const satisfies Record<string, Operation>;
