import { FISHBONE } from '../contracts/nonconformity-closure.ts';
import type { NonconformityView } from '../contracts/nonconformity-view.ts';
import { isOpen } from '../contracts/obligation.ts';
import { extentInWords } from '../contracts/primitives.ts';
import { fields, inline, sections, table } from './print.ts';

type View = NonconformityView;

const head = (view: View): string =>
  fields({
    case: view.id,
    title: view.title,
    state: `${view.state}${view.extension_requested ? ', an extension is asked for' : ''}${view.cycle > 1 ? `, cycle ${view.cycle}` : ''}`,
    class: view.class ?? (view.proposed_class === null ? 'not classified' : `not classified, proposed: ${view.proposed_class}`),
    severity: view.severity,
    source: view.source,
    requirement: [view.requirement, ...view.clauses, ...view.controls].join(' '),
    extent: [...(view.wide === null ? [] : [extentInWords(view.wide)]), ...view.systems],
    unit: view.unit ?? undefined,
    owner: view.owner,
    accountable: view.accountable ?? undefined,
    deadline: view.deadline ?? undefined,
    raised: view.raised_at === null ? undefined : `by ${inline(view.raised_by)} at ${inline(view.raised_at)}`,
    plan: view.plans.at(-1)?.plan_digest,
    effect_due: view.wait_until ?? undefined,
    merged_into: view.merged_into ?? undefined,
    risk_accepted: view.accepted === null ? undefined : `until ${inline(view.accepted.until)} by ${view.accepted.person}`,
  });

const steps = ({ steps: all }: View): string =>
  table(all.filter(({ state }) => state !== 'not_asked'), [['step', ({ step }) => step], ['state', ({ state }) => state], ['due', ({ due_at }) => due_at], ['done', ({ done_at }) => done_at]]);

/** The analysis of the present cycle: the chain of whys from the problem down, then the fishbone branch by branch (R-37). */
function cause({ root_causes }: View): string {
  const found = root_causes.at(-1);
  if (!found) return '';
  const whys = found.whys.map(({ because, assumption, evidence }, i) => `${'  '.repeat(i)}because ${inline(because)} (${assumption ? 'assumption' : inline(evidence)})`);
  const bones = FISHBONE.flatMap((branch) => found.fishbone.filter((bone) => bone.branch === branch).map((bone) => `${branch}: ${inline(bone.cause)} (${bone.weight})`));
  const escape = found.escape === null ? [] : [`not caught earlier: ${inline(found.escape)}`];
  return [inline(found.problem.what), ...whys, `root (${found.cause_class}): ${inline(found.root.cause)}`, ...bones, ...escape].join('\n');
}

const actions = ({ actions: all }: View): string =>
  table(all.filter(({ state }) => state !== 'dropped'), [
    ['action', ({ action_id }) => action_id],
    ['key', ({ key }) => key],
    ['title', ({ title }) => title],
    ['state', ({ state }) => state],
    ['owes', ({ owing }) => owing],
    ['verifier', ({ verifier }) => verifier],
    ['due', ({ due_now }) => due_now],
    ['after', ({ depends_on }) => depends_on],
    ['obligation', ({ obligation_id }) => obligation_id],
  ], '');

const effect = ({ plans, checks }: View): string => {
  const meant = plans.at(-1)?.effectiveness ?? null;
  const fixed = meant === null ? '' : fields({ measure: meant.measure, target: meant.target, method: meant.method, checker: meant.checker });
  const done = table(checks, [['cycle', ({ cycle }) => cycle], ['verdict', ({ verdict }) => verdict], ['measured', ({ measured }) => measured], ['by', ({ person }) => person], ['at', ({ at }) => at]], '');
  return [fixed, done].filter((text) => text !== '').join('\n\n');
};

const proposals = ({ class_proposals, proposal, dispute }: View): string =>
  [
    ...class_proposals.map((each) => `class ${each.class} is proposed by rule ${each.rule}`),
    ...(proposal === null ? [] : [`${proposal.what} is proposed by ${proposal.person}: ${inline(proposal.reason)}`]),
    ...(dispute === null || dispute.upheld !== null ? [] : [`disputed by ${dispute.person}: ${inline(dispute.reason)}`]),
  ].join('\n');

const asked = ({ extensions }: View): string =>
  table(extensions, [['extension of', ({ obligation_id }) => obligation_id], ['number', ({ number }) => number], ['until', ({ until }) => until], ['state', ({ state }) => state], ['by', ({ person }) => person], ['decide', ({ decide_obligation_id }) => decide_obligation_id]], '');

const repeats = ({ recurrence, alike }: View): string =>
  recurrence.length > 0
    ? table(recurrence, [['of', ({ id }) => id], ['alike by', ({ by }) => by], ['score', ({ score }) => score.toFixed(2)], ['confirmed', ({ confirmed }) => (confirmed === null ? 'undecided' : confirmed ? 'yes' : 'no')]])
    : table(alike, [['alike', ({ id }) => id], ['by', ({ by }) => by], ['score', ({ score }) => score.toFixed(2)]], '');

const holding = ({ blockers, reassessments }: View): string =>
  [
    table(blockers, [['blocker', ({ id }) => id], ['kind', ({ kind }) => kind], ['reaches', ({ extent }) => extentInWords(extent)], ['holds', ({ holds }) => holds]], ''),
    ...reassessments.filter(({ done_at }) => done_at === null).map(({ obligation_id }) => `the risk is to be assessed anew before it closes: ${obligation_id}`),
  ]
    .filter((text) => text !== '')
    .join('\n');

const owed = ({ obligations }: View): string =>
  table(obligations.filter(isOpen), [['obligation', ({ id }) => id], ['kind', ({ kind }) => kind], ['due', ({ due_at }) => due_at], ['with', ({ to }) => to]], '');

const coming = ({ next_rungs }: View): string =>
  table(next_rungs.slice(0, 5), [['at', ({ at }) => at], ['level', ({ level }) => level], ['rung', ({ rung }) => rung], ['to', ({ to }) => to], ['obligation', ({ obligation_id }) => obligation_id]], '');

/** A nonconformity for a terminal: where it stands, why it happened, who does what about it, what it holds. */
export const nonconformityText = (view: View): string =>
  sections(
    ['', head(view)],
    ['Steps', steps(view)],
    ['Cause', cause(view)],
    ['Actions', actions(view)],
    ['Effect', effect(view)],
    ['Proposed', proposals(view)],
    ['More time', asked(view)],
    ['Repeats', repeats(view)],
    ['Holds', holding(view)],
    ['Owed', owed(view)],
    ['Next, if nobody acts', coming(view)],
  );
