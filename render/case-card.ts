import type { MessageView } from '../contracts/deployment-view.ts';
import { row, valueOf, type Beside, type Card, type Row } from './card.ts';
import { caseHeadline, whyInWords } from './case-words.ts';
import { howTo } from './how.ts';
import type { Line } from './line.ts';
import { capital, inWords, roleInWords, shortDigest, spaced } from './words.ts';

type Shown = NonNullable<MessageView['case']>;
type NameOf = Beside['nameOf'];

/** At most so many lines of one sort; the case holds them all. */
const LINES = 6;
const SIGNATURES = 12;
function some(lines: readonly Line[], most = LINES): readonly Line[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), [`… and ${lines.length - most} more`]];
}

/** A message about a case (§1.20): what is needed to decide comes first, and once it is decided who, when and why. */
export function caseCard(view: MessageView, the: Shown, beside: Beside): Card {
  const { obligation } = view;
  const due = view.due_at ?? undefined;
  const headline = caseHeadline(view, beside.nameOf);
  return {
    headline,
    system: systemOf(the),
    brief: [[systemOf(the)], ...laneOf(view, headline), ...whenOf(view, due)],
    title: { text: the.title, url: view.case_url },
    rows: [...summary(view, the, due, beside.nameOf), ...holding(view, the, beside.nameOf), ...conditions(the, beside.nameOf), ...evidence(the, beside.nameOf)],
    quote: obligation?.ended ? null : quoteOf(obligation?.text ?? null, beside.words),
    ending: endingOf(view, the, beside),
    how: howTo(view, the.id),
    actions: view.actions,
    link: linkOf(view),
    page: pageOf(view),
    value: valueOf(view, the.id, the.package_digest),
    menu: obligation === null || view.menu.length === 0 ? null : { items: view.menu, about: { case: the.id, obligation: obligation.id, digest: the.package_digest } },
  };
}

/** What it is about, and below it what somebody above told to do. */
function quoteOf(text: string | null, words: string | null): string | null {
  return text === null || words === null ? (text ?? words) : `${text}\n→ ${words}`;
}

/** What a page does and a message can't: a signature that needs more than a click, and what takes several fields. */
const BY_PAGE: ReadonlySet<string> = new Set(['revision', 'condition', 'condition_review', 'minutes']);
function linkOf({ sign, obligation, kind, form_url }: MessageView): Card['link'] {
  if (!obligation || obligation.ended) return null;
  if (sign?.by === 'page') return { text: 'Sign', url: sign.url };
  return BY_PAGE.has(obligation.kind) && ASKS.has(kind) ? { text: 'Open the form', url: form_url } : null;
}
const ASKS: ReadonlySet<string> = new Set(['task', 'reminder', 'question']);

/** The form, for a reader who is asked to do something; else the case. */
function pageOf({ sign, obligation, kind, form_url, case_url }: MessageView): Card['page'] {
  if (!obligation || obligation.ended || (sign === null && !ASKS.has(kind))) return { text: 'Open the case', url: case_url };
  if (sign?.by === 'page') return { text: 'Sign in and decide', url: sign.url };
  return { text: sign ? 'Sign in and decide' : 'Sign in and do it', url: form_url };
}

/** The lane that it is about, where the headline does not say it. */
const laneOf = ({ lane_name }: MessageView, headline: string): Line[] => (lane_name === null || headline.includes(lane_name) ? [] : [[`lane ${lane_name}`]]);

/** When it is due, or when what it tells of ends. */
function whenOf({ about, kind }: MessageView, due: string | undefined): Line[] {
  const until = kind === 'expiry' ? about['valid_until'] : undefined;
  if (due) return [['due ', { at: due }]];
  return until ? [['valid until ', { at: until }]] : [];
}

const systemOf = ({ system, version, environment }: Shown): string => `${system} ${version}, ${environment}`;

/** While an approval counts; afterwards its date would mislead. */
const VALID: ReadonlySet<string> = new Set(['approved', 'conditionally_approved', 'permit_issued', 'live', 'approval_expiring']);

function summary(view: MessageView, the: Shown, due: string | undefined, nameOf: NameOf): Row[] {
  const paused = view.obligation?.state === 'paused';
  const why = whyInWords(view);
  const decided = the.decided_by;
  return [
    ...row('System', [[`${the.system} ${the.version} → ${the.environment}`]]),
    ...row('Tier', [[`${the.tier}, revision ${the.revision}`]]),
    ...row('Requested by', [[nameOf(the.requester)]]),
    ...(view.lane_name !== null && view.obligation?.kind !== 'sign_off' ? row('Lane', [[view.lane_name]]) : []),
    ...(due ? row('Due', [[{ at: due }, ...(paused ? [' (the clock stands still while the requester is awaited)'] : [])]]) : []),
    ...row('State', [stateOf(the.state, decided, nameOf)]),
    ...(why === null ? [] : row('Why', [[why]])),
    ...(the.valid_until && VALID.has(the.state) ? row('Approval valid until', [[{ at: the.valid_until }]]) : []),
  ];
}

/** `live, approved 2 March`, `withdrawn by Mira 2 March`. */
function stateOf(state: string, decided: Shown['decided_by'], nameOf: NameOf): Line {
  if (!decided) return [spaced(state)];
  const what = decided.what.startsWith(state) ? spaced(decided.what) : `${spaced(state)}, ${decided.what}`;
  return [`${what}${decided.person === null ? '' : ` by ${nameOf(decided.person)}`} `, { at: decided.at }];
}

/** Blockers, and for a gate that nobody can open the roles and lanes that are vacant. */
function holding({ about }: MessageView, { blockers, lane_names }: Shown, nameOf: NameOf): Row[] {
  const vacant = (about['blockers'] ?? '').split(' ').flatMap((id) => {
    const [, what, name] = /^vacancy\/(lane|role)\/(.+)$/.exec(id) ?? [];
    return what === undefined || name === undefined ? [] : [[`nobody fills the ${what} ${what === 'lane' ? (lane_names[name] ?? name) : roleInWords(name)}`]];
  });
  return row('Held by', some([...blockers.map((b): Line => [`${b.title} (owner ${nameOf(b.owner)})`]), ...vacant]), 'alarm');
}

/** Open nonconformities on whose condition the approval stands. */
const conditions = ({ depends_on = [] }: Shown, nameOf: NameOf): Row[] =>
  row('Depends on', some(depends_on.map(({ title, owner, link }): Line => [{ link, text: title }, ` (owner ${nameOf(owner)})`])));

function evidence(the: Shown, nameOf: NameOf): Row[] {
  const digest = ({ component, digest: full }: Shown['digests'][number]): Line => [`${component} `, { code: shortDigest(full) }];
  const changed = new Set(the.changed?.components.map(({ name }) => name));
  const same = the.digests.filter(({ component }) => !changed.has(component)).map(digest);
  const failed = the.checks.filter(({ outcome }) => outcome !== 'pass').map(({ check, subject }): Line => [`✗ ${spaced(check)} ${subject}`]);
  const passed = the.checks.length - failed.length;
  return [
    ...row('Package', [[{ code: shortDigest(the.package_digest) }]], 'small'),
    ...changes(the.changed),
    ...row(changed.size > 0 ? 'Unchanged' : 'Digests', some(same), 'small'),
    ...row('Checks', [...some(failed), ...(passed > 0 ? [[`✓ ${passed} passed`]] : [])], 'small'),
    ...row('Signed', some(the.signed.map((vote) => signature(vote, the.lane_names, nameOf)), SIGNATURES), 'small'),
  ];
}

/** Labels of the row that says what nobody has approved yet. */
export const CHANGED = { approval: 'Changed since the last approval', revision: 'Changed since the last revision' } as const;
/** Component by component, from what to what. */
function changes(changed: Shown['changed']): Row[] {
  if (changed === null) return [];
  const short = (digest: string | null): Line[number] => (digest === null ? 'none' : { code: shortDigest(digest) });
  const lines = changed.components.map(({ name, before, after }): Line => [`${name} `, short(before), ' → ', short(after)]);
  return row(CHANGED[changed.since], lines.length === 0 && changed.since === 'approval' ? [['no component']] : some(lines), 'small');
}

function signature(vote: Shown['signed'][number], lanes: Shown['lane_names'], nameOf: NameOf): Line {
  const forWhom = vote.on_behalf_of === null ? '' : ` for ${nameOf(vote.on_behalf_of)}`;
  return [`${lanes[vote.lane] ?? vote.lane}: ${nameOf(vote.person)}${forWhom} ${inWords(vote.verdict)} `, { at: vote.at }];
}

/** Who, what and when: a rejection ends every lane's sign-off, so its own voter is named. */
function endingOf(view: MessageView, the: Shown, { nameOf, words }: Beside): Card['ending'] {
  const ended = view.obligation?.ended;
  if (!ended) return null;
  const rejecter = ended.what === 'rejected' ? the.signed.findLast(({ verdict }) => verdict === 'reject')?.person : undefined;
  const person = ended.person ?? rejecter ?? null;
  const reason = ended.reason ?? (ended.what === 'rejected' ? words : null);
  return { line: [`${capital(inWords(ended.what))}${person === null ? '' : ` by ${nameOf(person)}`} `, { at: ended.at }], reason };
}
