import type { CauseShown, NonconformityShown } from '../contracts/nonconformity-message.ts';
import { extentInWords } from '../contracts/primitives.ts';
import type { RecordView } from '../contracts/record-view.ts';
import type { SlackStep } from '../contracts/slack-actions.ts';
import { row, valueOf, type Beside, type Card, type Row } from './card.ts';
import { causeParts } from './cause.ts';
import { howTo } from './how.ts';
import type { Line } from './line.ts';
import { likenessInWords, nonconformityHeadline, ruleInWords } from './nonconformity-words.ts';
import { capital, inWords, shortDigest, spaced, unreachedWhy } from './words.ts';

type NameOf = Beside['nameOf'];

/** At most so many lines of one sort; the case holds them all. */
const LINES = 6;
const some = (lines: readonly Line[]): readonly Line[] => (lines.length <= LINES ? lines : [...lines.slice(0, LINES), [`… and ${lines.length - LINES} more`]]);

/** A message about a nonconformity: what it is, where it stands, and of the step that is owed what is needed to do it. */
export function nonconformityCard(view: RecordView, the: NonconformityShown, { nameOf }: Beside): Card {
  const { obligation, about } = view;
  const ended = obligation?.ended;
  const due = ended ? undefined : (obligation?.due_at ?? about['due_at']);
  const wide = wholeOf(the);
  const reach = [...(wide === null ? [] : [wide]), ...the.systems].join(', ');
  return {
    headline: nonconformityHeadline(view, the, nameOf),
    system: reach === '' ? null : reach,
    brief: [...(reach === '' ? [] : [[reach]]), ...(the.class === null ? [] : [[the.class]]), ...(due ? [['due ', { at: due }] satisfies Line] : [])],
    title: { text: the.title, url: view.url },
    rows: [...finding(view, the, nameOf), ...(due ? row('Due', [[{ at: due }]]) : []), ...parts(the, nameOf)],
    quote: ended ? null : quoteOf(view, the),
    ending: ended ? { line: [`${capital(inWords(ended.what))} `, { at: ended.at }], reason: ended.reason } : null,
    how: howTo(view, the.id),
    actions: view.actions,
    link: linkOf(view),
    page: pageOf(view),
    value: valueOf(view, the.id, ''),
    menu: obligation === null || view.menu.length === 0 ? null : { items: view.menu, about: { case: the.id, obligation: obligation.id, digest: '' } },
  };
}

const ASKS: ReadonlySet<string> = new Set(['task', 'reminder', 'question']);
const asks = ({ obligation, kind }: RecordView): boolean => obligation !== null && !obligation.ended && ASKS.has(kind);
/** What meets it here, so that no page is needed: the button of its step. A verdict of effect may bring files. */
const MEETS: ReadonlySet<string> = new Set<SlackStep>(['classify', 'accept_evidence', 'grant_extension', 'confirm_recurrence', 'agree_reject', 'agree_cancel']);

/** What takes files, several fields or more proof than a click in a chat is done on the page. */
function linkOf(view: RecordView): Card['link'] {
  const { obligation, form_url: url, sign_url, actions } = view;
  if (sign_url !== undefined) return { text: 'Sign', url: sign_url };
  if (url === undefined || !asks(view) || actions.some(({ action }) => MEETS.has(action))) return null;
  return { text: obligation?.kind === 'corrective_action' ? 'Hand in evidence' : 'Open the form', url };
}

/** Where an e-mail leads: its reader clicks nothing there. */
function pageOf(view: RecordView): Card['page'] {
  const url = view.sign_url ?? (asks(view) ? view.form_url : undefined);
  return url === undefined ? { text: 'Open the case', url: view.url } : { text: 'Sign in and do it', url };
}

/** What it reaches as a whole; null where only systems are named. */
const wholeOf = ({ wide, wide_name }: NonconformityShown): string | null => wide && extentInWords(wide, wide_name);

function finding(view: RecordView, the: NonconformityShown, nameOf: NameOf): Row[] {
  const clauses = [...the.clauses, ...the.controls].join(', ');
  const wide = wholeOf(the);
  const why = unreachedWhy(view) ?? ruleInWords(view.about['rule']);
  return [
    ...row('System', some(the.systems.map((system) => [system]))),
    ...row('Extent', wide === null ? [] : [[`${wide}, until the coordinator names its systems`]]),
    ...row('Class', [classOf(the)]),
    ...row('State', [[`${spaced(the.state)}${the.cycle > 1 ? `, cycle ${the.cycle}` : ''}`]]),
    ...row('Owner', the.owner === null ? [] : [[nameOf(the.owner)]]),
    ...row('Raised by', the.raised_by === '' ? [] : [[`${nameOf(the.raised_by)} (${spaced(the.source)})`]]),
    ...row('Not fulfilled', clauses === '' ? [] : [[clauses]]),
    ...row('Deadline from outside', the.deadline === null ? [] : [[{ at: the.deadline }]], 'alarm'),
    ...row('Holds', the.holds ? [[`the gates of ${wide === null ? 'these systems' : `every system in ${wide}`}, until the evidence of every action is verified`]] : [], 'alarm'),
    ...row('Why', why === null ? [] : [[why]]),
    ...row('Raise too', view.raise_url === undefined ? [] : [['that its evidence was false is a nonconformity of its own: ', { link: view.raise_url, text: view.raise_url }]], 'alarm'),
  ];
}

function classOf({ class: known, proposed_class, severity }: NonconformityShown): Line {
  if (known !== null) return [`${known}, severity ${severity}`];
  return [`${proposed_class === null ? 'not classified yet' : `proposed ${proposed_class}`}, severity ${severity}`];
}

function parts(the: NonconformityShown, nameOf: NameOf): Row[] {
  return [...actionRows(the, nameOf), ...extensionRows(the, nameOf), ...causeRows(the.cause), ...planRows(the, nameOf), ...effectRows(the, nameOf), ...decisionRows(the, nameOf)];
}

function actionRows({ action }: NonconformityShown, nameOf: NameOf): Row[] {
  if (action === null) return [];
  return [
    ...row('Action', [[action.title]]),
    ...row('Owner of the action', [[nameOf(action.owner)]]),
    ...row('Verified by', [[nameOf(action.verifier)]]),
    ...row('Done by', action.done_by === null ? [] : [[nameOf(action.done_by)]]),
    ...row('Evidence', some(action.evidence.map((digest) => [{ code: shortDigest(digest) }])), 'small'),
  ];
}

function extensionRows({ extension: asked }: NonconformityShown, nameOf: NameOf): Row[] {
  if (asked === null) return [];
  return [
    ...row('Extension', [[`number ${asked.number}, ${asked.state}, until `, { at: asked.until }]]),
    ...row('Asked by', [[nameOf(asked.person)]]),
    ...row('Protects meanwhile', [[asked.interim_control]]),
  ];
}

/** The analysis as text; its root stands first, the rest small. */
const causeRows = (cause: CauseShown | null): Row[] => (cause === null ? [] : causeParts(cause).flatMap(({ label, lines }, i) => row(label, some(lines), i === 0 ? 'first' : 'small')));

function planRows({ plan }: NonconformityShown, nameOf: NameOf): Row[] {
  if (plan === null) return [];
  return [
    ...row('Plan', [[`number ${plan.number}, by ${nameOf(plan.by)}`]]),
    ...row('Actions', some(plan.actions.map(({ title, owner, due_at }) => [`${title} (${nameOf(owner)}, by `, { at: due_at }, ')']))),
    ...row('Digest of the plan', [[{ code: shortDigest(plan.plan_digest) }]], 'small'),
  ];
}

function effectRows({ effectiveness: effect, check }: NonconformityShown, nameOf: NameOf): Row[] {
  return [
    ...(effect === null ? [] : [...row('Measured by', [[`${effect.measure}: ${effect.target} (${spaced(effect.method)})`]]), ...row('Checked by', [[nameOf(effect.checker)]])]),
    ...row('Last check', check === null ? [] : [[`${check.verdict}, by ${nameOf(check.person)}: ${check.measured}`]]),
  ];
}

const PROPOSED = { reject: 'its rejection', cancel: 'its cancellation' } as const;
function decisionRows({ proposal, dispute, alike }: NonconformityShown, nameOf: NameOf): Row[] {
  return [
    ...row('Proposed', proposal === null ? [] : [[`${PROPOSED[proposal.what]}, by ${nameOf(proposal.person)}`]]),
    ...row('Disputed by', dispute === null ? [] : [[nameOf(dispute.person)]]),
    ...row('Like', some(alike.map(({ id, by }) => [{ code: id }, ` ${likenessInWords(by)}`]))),
  ];
}

/** What somebody typed that its reader has to know to act. */
function quoteOf({ obligation }: RecordView, the: NonconformityShown): string | null {
  const { action, plan, extension, proposal, dispute } = the;
  const evidence = action === null ? null : `Evidence: ${action.evidence_spec}${action.returned_reason === null ? '' : `\n→ ${action.returned_reason}`}`;
  const said = extension?.reason ?? proposal?.reason ?? dispute?.reason ?? evidence ?? plan?.returned_reason ?? the.description;
  const told = obligation?.text ?? null;
  return told === null ? said : `${said}\n→ ${told}`;
}
