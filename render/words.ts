import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import { ticketHeadline } from './ticket-words.ts';

type AnyView = Pick<MessageView | RecordView, 'kind' | 'about' | 'late' | 'obligation'>;

/** How long a digest is shown; the whole one is in the case. */
const SHOWN = 12;

/** `sha256:0123456789ab…` */
export function shortDigest(digest: string): string {
  const [algorithm = '', hex = ''] = digest.split(':');
  return hex.length > SHOWN ? `${algorithm}:${hex.slice(0, SHOWN)}…` : digest;
}

const PAST: Readonly<Record<string, string>> = {
  approve: 'approved',
  approve_with_conditions: 'approved with conditions',
  reject: 'rejected',
  request_changes: 'asked for changes',
  abstain: 'abstained',
  recuse: 'stepped aside',
  met: 'done',
  failed: 'not done in time',
  withdrawn: 'no longer needed',
};
/** A verdict or an end in the past tense. */
export const inWords = (what: string): string => PAST[what] ?? spaced(what);

/** `in_review` as `in review`, and the state that has a short name as one. */
export const spaced = (key: string): string => (key === 'rca' ? 'RCA' : key.replaceAll('_', ' '));
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const ROLES: Readonly<Record<string, string>> = { admin: 'administrator', ai_governance_lead: 'AI governance lead' };
/** A role of the directory in words. */
export const roleInWords = (role: string): string => ROLES[role] ?? spaced(role);

/** Whom a rung reaches, by its level. */
export const LEVELS: Readonly<Record<string, string>> = { L1: 'backup', L2: 'lane head or line manager', L3: 'AI governance lead', L4: 'executive', L5: 'board' };

/** What can be owed, by the kind of obligation. */
export const TASKS: Readonly<Record<string, string>> = {
  sign_off: 'sign-off',
  revision: 'revision',
  answer: 'answer',
  condition: 'condition',
  condition_review: 'review of a condition',
  minutes: 'minutes',
  consent: 'consent',
  ratify_policy: 'activation of a policy',
  risk_treatment: 'risk treatment',
  retirement_review: 'review of what runs without approval',
  classification: 'classification',
  correction: 'correction',
  root_cause: 'root cause',
  action_plan: 'action plan',
  plan_approval: 'approval of the plan',
  corrective_action: 'corrective action',
  evidence_verification: 'verification of evidence',
  effectiveness_check: 'effectiveness check',
  extension_decision: 'decision on an extension',
  recurrence_decision: 'decision on a recurrence',
  second_person: "second person's word",
  finding_dispute: 'dispute of a finding',
  risk_reassessment: 're-assessment of risk',
  escalation: 'escalation',
};
/** What a lane itself owes; the others are owed by a person on account of one. */
const OF_A_LANE: ReadonlySet<string> = new Set(['sign_off', 'condition_review', 'minutes']);

/** A kind of obligation in words: `corrective action`. */
export const taskInWords = (kind: string): string => TASKS[kind] ?? spaced(kind);

/** What is owed, with the lane that owes it: `Legal sign-off`, `condition`. */
export function owedInWords(view: AnyView): string {
  const kind = view.obligation?.kind ?? view.about['obligation'] ?? 'matter';
  const lane = OF_A_LANE.has(kind) ? view.obligation?.lane_name : null;
  const what = view.about['raise'] === undefined ? taskInWords(kind) : `decision on the class ${view.about['raise']}`;
  return lane ? `${lane} ${what}` : what;
}

/** Why a lane was referred to somebody above, by the rule. */
export const REFERRED: Readonly<Record<string, string>> = {
  recused: 'a member stepped aside',
  abstained: 'its members abstained',
  too_few_members: 'it has too few members',
};

/** The line of a message about an obligation, by its kind; null for a kind that only tells of an event. */
export function askInWords(view: AnyView, nameOf: (id: string) => string): string | null {
  const owed = owedInWords(view);
  const { nudged_by, referred, level = 'L0', trigger } = view.about;
  const lines: Readonly<Record<string, string>> = {
    sign_off: referred === undefined ? `${owed} needed` : `${owed} referred to you: ${REFERRED[referred] ?? spaced(referred)}`,
    task: `${owed} needed from you`,
    question: 'A question for you',
    reminder: ticketHeadline(view.about, owed) ?? (nudged_by === undefined ? `Reminder: ${owed} is still open` : `${nameOf(nudged_by)} asks again for the ${owed}`),
    escalation: `Escalation to the ${LEVELS[level] ?? level}: ${owed} is overdue`,
    board: trigger === undefined ? `Escalation to the board: ${owed} is overdue` : `Board notice: ${spaced(trigger)}`,
    stuck: `Nobody can be told: ${owed} is stuck`,
  };
  return lines[view.kind] ?? null;
}

/** That somebody could not be reached, and about what; null for a message that tells of something else. */
export function unreachedInWords(view: AnyView, nameOf: (id: string) => string): string | null {
  const { unreached, next_channel, obligation } = view.about;
  return unreached === undefined ? null : `${nameOf(unreached)} could not be reached${next_channel === undefined ? '' : ' at once'}${obligation === undefined ? '' : `: ${owedInWords(view)}`}`;
}

/** Why somebody could not be reached, by the code of the channel's refusal, and how the message went on. */
export function unreachedWhy(view: AnyView): string | null {
  const { unreached, next_channel, obligation, code = 'unknown' } = view.about;
  if (unreached === undefined) return null;
  const why = CODES[code] ?? (code.startsWith('bounced_') ? `an e-mail came back (${code.slice('bounced_'.length)})` : code.startsWith('smtp_') ? `the mail server refused (${code.slice('smtp_'.length)})` : spaced(code));
  const rest = next_channel === undefined ? 'and no other way is left' : `and the message went on by ${CHANNELS[next_channel] ?? spaced(next_channel)}`;
  return `${why}, ${rest}${obligation === undefined ? '' : '; the clock runs on'}`;
}
/** Ways by which a message goes on, by the channel. */
export const CHANNELS: Readonly<Record<string, string>> = { chat: 'Slack', email: 'e-mail' };
const CODES: Readonly<Record<string, string>> = { no_address: 'the directory has no address there', channel_not_set_up: 'the channel is not set up' };

/** How an obligation ended: `Risk sign-off: approved`; null while it is open. */
export function endInWords(view: AnyView): string | null {
  const what = view.obligation?.ended?.what;
  return what === undefined ? null : `${owedInWords(view)}: ${inWords(what)}`;
}

/** `session, development`: how sure the record is of a signer, and whether they signed where one can be anybody (design §7). */
export const assuredInWords = ({ assurance, development }: { readonly assurance: string; readonly development?: true }): string =>
  [spaced(assurance), ...(development && assurance !== 'development' ? ['development'] : [])].join(', ');

export const finished = (headline: string, late: boolean): string => capital(late ? `${headline} (sent late)` : headline);
