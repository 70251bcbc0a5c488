import { COST_KINDS, EFFECT_VERDICTS, NC_CLASSES, NC_SEVERITIES, NC_SOURCES, NONCONFORMITY_STATES, REQUIREMENTS } from '../../contracts/nonconformity-closure.ts';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import type { OperationId } from '../../contracts/routes.ts';
import { nonconformityText } from '../show-nonconformity.ts';
import { table } from '../print.ts';
import { field, listing, simple } from '../simple.ts';
import { type CommandSpec, type GroupSpec, type OptionSpec, REASON } from '../spec.ts';
import { IMPORT } from './nonconformity-import.ts';
import { APPROVE_PLAN, decision } from './nonconformity-words.ts';

const text = (name: string, about: string, more: Partial<OptionSpec> = {}): OptionSpec => ({ flags: `--${name.replaceAll('_', '-')} <TEXT>`, about, field: name, ...more });
const needed = { needed: true } as const;
const EVIDENCE: OptionSpec = { flags: '--evidence <SHA256...>', about: 'stored files that show it', field: 'evidence', many: true };
const COMMENT = text('comment', 'in your own words', needed);
const UNTIL = (about: string): OptionSpec => ({ flags: '--until <INSTANT>', about, field: 'until', needed: true, as: 'end' });
/** One of a list of words. */
const oneOf = (name: string, words: readonly string[], about = ''): OptionSpec => ({ flags: `--${name} <${name.toUpperCase()}>`, about: `${about}${words.join(', ')}`, field: name });
const CLASS = oneOf('class', NC_CLASSES);
const SEVERITY = oneOf('severity', NC_SEVERITIES);
const SOURCE = oneOf('source', NC_SOURCES);
const REQUIREMENT = oneOf('requirement', REQUIREMENTS, 'what was not fulfilled: ');

/** What a finding is, by flags or in a file. */
const RAISE = simple({
  name: 'raise',
  about: 'raise a nonconformity or a near-miss',
  operation: 'raiseNonconformity',
  notes: 'The file: examples/requests/nonconformity.yaml. Without --system-id, --systems and --unit it is about the whole organisation.',
  options: [
    text('title', 'what is not as it should be, in one line', needed),
    text('description', 'what was found', needed),
    { ...SOURCE, ...needed },
    SEVERITY,
    { ...CLASS, about: `as you see it, the coordinator decides: ${CLASS.about}` },
    REQUIREMENT,
    { flags: '--clauses <CLAUSE...>', about: 'clauses that were not fulfilled, e.g. 10.2', field: 'clauses', many: true },
    { flags: '--controls <CONTROL...>', about: 'controls that were not fulfilled, e.g. A.6.2.4', field: 'controls', many: true },
    { flags: '--system-id <SYSTEM>', about: 'the system that it is about', field: 'system_id' },
    { flags: '--systems <SYSTEM...>', about: 'further systems in its extent', field: 'systems', many: true },
    { flags: '--unit <UNIT>', about: 'the unit, where it is about no system', field: 'unit' },
    { flags: '--found-at <INSTANT>', about: 'when it was found (now)', field: 'found_at', as: 'instant' },
    { flags: '--source-case <CASE>', about: 'the case that it follows from, e.g. an incident', field: 'source_case' },
    text('vendor', 'the vendor'),
    { flags: '--deadline <INSTANT>', about: "the certification body's or the contract's own; a bare date means its end", field: 'deadline', as: 'end' },
    EVIDENCE,
    { flags: '--near-miss', about: 'nothing happened this time: a light record without blame', field: 'near_miss' },
  ],
});

const of = (name: string, operation: OperationId, about: string, options: readonly OptionSpec[] = [], notes?: string): CommandSpec =>
  simple({ name, operation, about, of: ['id', 'CASE'], options, ...(notes === undefined ? {} : { notes }) });

const show: CommandSpec = {
  name: 'show',
  args: '<CASE>',
  about: 'one nonconformity: its steps, cause, actions, and what it holds',
  run: async (given, { api }) => {
    const view = await api.call('getNonconformity', { params: { id: given.arg(0) } });
    return { json: view, text: nonconformityText(view as unknown as NonconformityView) };
  },
};

/** A filter of yes or no: bare it means yes. */
const yesOrNo = (name: string, about: string): OptionSpec => ({ flags: `--${name} [true|false]`, about: `${about}; with false, only the others`, field: name.replaceAll('-', '_') });

const LIST = listing({
  name: 'list',
  about: 'nonconformities, newest first',
  operation: 'listNonconformities',
  csv: true,
  columns: [field('case', 'id'), field('state'), field('class'), field('severity'), field('title'), field('owner'), field('systems'), field('due', 'due_at'), field('overdue')],
  filters: [
    { flags: '--state <STATE>', about: `one of ${NONCONFORMITY_STATES.join(', ')}`, field: 'state' },
    CLASS,
    SEVERITY,
    { flags: '--owner <PERSON>', about: 'only of this owner', field: 'owner' },
    { flags: '--system <SYSTEM>', about: 'only with this system in the extent', field: 'system' },
    { flags: '--unit <UNIT>', about: 'only of this unit and those below it', field: 'unit' },
    SOURCE,
    { flags: '--control <CONTROL>', about: 'only where this control was not fulfilled, e.g. A.6.2.4', field: 'control' },
    { flags: '--cause-class <CLASS>', about: 'only with this class of cause, e.g. missing_control', field: 'cause_class' },
    yesOrNo('open', 'only what is not over'),
    yesOrNo('overdue', 'only where something is overdue'),
    yesOrNo('near-miss', 'only what was raised as a near-miss'),
  ],
});

const alike: CommandSpec = {
  name: 'alike',
  about: 'what a nonconformity would be like: look for duplicates before raising it',
  options: [text('title', 'its title', needed), text('control', 'the control, e.g. A.6.2.4'), text('clause', 'the clause, e.g. 10.2'), text('system', 'the system')],
  run: async (given, { api }) => {
    const query = Object.fromEntries(Object.entries(given.body()).map(([key, value]) => [key, String(value)]));
    const json = await api.call('listAlikeNonconformities', { query });
    return { json, text: json.items.map(({ id, score, state, title, by }) => `${score.toFixed(2)}  ${id}  ${state}  ${title}  (${by.join(', ')})`).join('\n') || 'none' };
  },
};

const nearMisses: CommandSpec = {
  name: 'near-misses',
  about: 'what near-misses have in common, against the count that makes one a nonconformity',
  run: async (_given, { api }) => {
    const json = await api.call('listNearMissPatterns', {});
    const rows = table(json.items, [['by', ({ by }) => by], ['of', ({ key }) => key], ['near-misses', ({ count }) => `${count} of ${json.promote_at}`], ['promoted', ({ promoted }) => promoted], ['last', ({ last_at }) => last_at]]);
    return { json, text: json.items.length === 0 ? `none since ${json.since} names a control, a clause or a system` : rows };
  },
};

/** From the finding to the plan that is carried out. */
const WAY: readonly CommandSpec[] = [
  of('classify', 'classifyNonconformity', 'classify it and name its owner', [
    { ...CLASS, ...needed },
    { flags: '--owner <PERSON>', about: 'who sees to it', field: 'owner', needed: true },
    { flags: '--accountable <PERSON>', about: "who answers for it (the owner's line manager)", field: 'accountable' },
    SEVERITY,
    REQUIREMENT,
    { flags: '--systems <SYSTEM...>', about: 'its whole extent', field: 'systems', many: true },
    { flags: '--reassess-risk', about: 'the risk must be judged anew before it can be closed', field: 'reassess_risk' },
    REASON,
  ]),
  of('promote', 'promoteNearMiss', 'make a nonconformity of a near-miss', [REASON]),
  of('correct', 'recordCorrection', 'record what was put right at once', [text('correction', 'what was put right', needed), text('consequences', 'what had followed from it, and what was done about that', needed), EVIDENCE]),
  of('root-cause', 'recordRootCause', 'record the analysis of the cause', [], 'The file: examples/requests/root-cause.yaml.'),
  of('plan', 'submitActionPlan', 'submit the plan of actions', [], 'The file: examples/requests/nc-plan.yaml.'),
  APPROVE_PLAN,
  of('return-plan', 'returnActionPlan', 'send the plan back', [REASON]),
  decision({ name: 'verify', about: "the verifier's word on the evidence of an action", operation: 'verifyAction', of: ['action_id', 'ACTION'], field: 'accepted', words: ['accept', 'return'], option: COMMENT }),
  of('check-effect', 'checkEffect', 'say whether the actions had effect', [
    { flags: '--verdict <VERDICT>', about: EFFECT_VERDICTS.join(', '), field: 'verdict', needed: true },
    text('measured', 'what was measured', needed),
    EVIDENCE,
    { flags: '--sample-size <N>', about: 'how many were looked at', field: 'sample_size', as: 'number' },
    COMMENT,
  ]),
];

/** Where the way branches off. */
const BRANCHES: readonly CommandSpec[] = [
  of('extend', 'requestExtension', 'ask for more time for an action', [
    { flags: '--obligation <OBLIGATION>', about: 'the action that needs it', field: 'obligation_id', needed: true },
    UNTIL('due then; a bare date means its end'),
    REASON,
    text('interim_control', 'what protects meanwhile', needed),
  ]),
  decision({ name: 'decide-extension', about: 'grant or refuse more time, from above the owner', operation: 'decideExtension', of: ['obligation_id', 'OBLIGATION'], field: 'granted', words: ['grant', 'refuse'], option: REASON }),
  of('reject', 'rejectNonconformity', 'say that it is none; a second person decides by saying the same', [REASON]),
  of('cancel', 'cancelNonconformity', 'cancel it; a second person decides by saying the same', [REASON, { flags: '--removed-by <CASE>', about: 'the retirement that took the model away', field: 'removed_by' }, EVIDENCE]),
  of('decline', 'declineProposal', 'decline, as the second person, what was proposed', [REASON]),
  of('merge', 'mergeNonconformity', 'merge it into another one', [{ flags: '--into <CASE>', about: 'the one that goes on', field: 'into', needed: true }, REASON]),
  of('accept-risk', 'acceptNonconformityRisk', 'accept its risk for a time', [UNTIL('opens again then; a bare date means its end'), text('compensating_control', 'what protects meanwhile', needed), REASON]),
  of('reopen', 'reopenNonconformity', 'open it again: a new cycle', [{ flags: '--because <WHY>', about: 'recurrence, evidence_false or other', field: 'because', needed: true }, REASON, { ...EVIDENCE, about: 'with evidence_false: the stored files that are false; unless named, all that its actions rest on' }], 'With evidence_false also raise that the evidence was false, with this case as its source_case.'),
  of('dispute', 'disputeFinding', 'dispute the finding; an independent reviewer decides', [REASON]),
  decision({ name: 'decide-dispute', about: 'decide the dispute', operation: 'decideDispute', field: 'upheld', words: ['uphold', 'dismiss'], option: REASON }),
  decision({ name: 'decide-recurrence', about: 'say whether it repeats an earlier one', operation: 'decideRecurrence', of: ['of', 'EARLIER'], field: 'confirmed', words: ['confirm', 'deny'], option: REASON }),
  of('record-cost', 'recordCost', 'record a cost of poor quality', [
    { flags: '--kind <KIND>', about: COST_KINDS.join(', '), field: 'kind', needed: true },
    { flags: '--amount <N>', about: 'how much', field: 'amount', needed: true, as: 'number' },
    { flags: '--currency <CODE>', about: 'ISO 4217, e.g. EUR', field: 'currency', needed: true },
    text('note', 'for what'),
  ]),
];

/** Nonconformity closure (§3). */
export const NC_GROUP: GroupSpec = {
  name: 'nc',
  about: 'nonconformities and their corrective actions',
  commands: [RAISE, IMPORT, alike, nearMisses, LIST, show, ...WAY, ...BRANCHES],
};
