import type { MessageView } from '../../contracts/deployment-view.ts';
import type { Assurance } from '../../contracts/primitives.ts';
import type { OwedMessage } from '../../contracts/delivery.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import { casePage, decidePage, stepUpPage } from '../../contracts/pages.ts';
import { isStrongEnough, type Standing } from '../authority/eligibility.ts';
import { personById } from '../directory.ts';
import { isOpen, oversightOf } from '../obligations/index.ts';
import { holding } from './blocking.ts';
import { askingRefused } from './changes.ts';
import { changedSince } from './compared.ts';
import { standings } from './lanes.ts';
import { hasSpoken } from './lanes-meant.ts';
import { conditionInWords } from './message-words.ts';
import { conditionsNow } from './nonconformity-conditions.ts';
import { countingVotes, current, isApproved, isLive, laneOf, type DeploymentState, type LaneState } from './state.ts';
import type { Seen } from './view.ts';

type Action = MessageView['actions'][number];
const SIGN: readonly Action[] = [
  { action: 'approve', label: 'Approve', style: 'primary', needs_reason: false },
  { action: 'approve_with_conditions', label: 'Approve with conditions', style: 'plain', needs_reason: true },
  { action: 'request_changes', label: 'Request changes', style: 'plain', needs_reason: true },
  { action: 'reject', label: 'Reject', style: 'danger', needs_reason: true },
];
const ACKNOWLEDGE: Action = { action: 'acknowledge', label: 'Acknowledge', style: 'primary', needs_reason: false };

const WORDS: Readonly<Partial<Record<Obligation['kind'], Action>>> = {
  answer: { action: 'answer', label: 'Answer', style: 'primary', needs_reason: true },
  consent: { action: 'consent', label: 'Consent', style: 'primary', needs_reason: true },
  retirement_review: { action: 'complete', label: 'Say what becomes of it', style: 'primary', needs_reason: true },
};

/** The button of an obligation that a word meets, for one who was asked for it; whether they may is for the command's rule. */
function byWord({ kind, to, owed_by }: Obligation, person: string): readonly Action[] {
  const word = WORDS[kind];
  return word && (to.includes(person) || ('person' in owed_by && owed_by.person === person)) ? [word] : [];
}

/** Where it is signed when a click proves too little: a sign-in with several factors comes first where the tier asks for one. */
function signingPage(needed: Assurance, form: string, baseUrl: string): string {
  return `${baseUrl}${needed === 'mfa' ? stepUpPage(form) : form}`;
}

/**
 * What one person may do about one obligation: nothing once it is closed or the person has spoken (§1.20). Where a click
 * proves too little for the tier it can only be acknowledged, and is signed on a page (design §7).
 */
function allowed(state: DeploymentState, owed: Obligation | undefined, person: string, seen: Seen, baseUrl: string): Pick<MessageView, 'sign' | 'actions' | 'menu'> {
  if (!owed || (owed.state !== 'open' && owed.state !== 'paused')) return { sign: null, actions: [], menu: [] };
  const oversight = oversightOf(owed, person, seen);
  const lane = laneOf(state, owed.subject['lane'] ?? '');
  const standing = owed.kind === 'sign_off' && lane !== undefined ? standings(state, lane, seen).find((s) => s.person === person) : undefined;
  if (!lane || !standing) return { sign: null, actions: withFirst(byWord(owed, person), acknowledging(owed, person)), menu: oversight };
  if (hasSpoken(countingVotes(state, lane.lane), person)) return { sign: null, actions: [], menu: [] };
  const { assurance: needed, reason_for_approval } = seen.policy.tiers.paths[current(state).manifest.path ?? 'low'];
  // stepping aside is a vote too, and needs as much: a click that proves too little leads to its form
  const menu: MessageView['menu'] = ['recuse', ...beside(state, lane, standing, seen), ...oversight];
  if (!isStrongEnough('chat', needed)) return { sign: { by: 'page', needed, url: signingPage(needed, decidePage(state.id, owed.id), baseUrl) }, actions: acknowledging(owed, person), menu };
  return { sign: { by: 'button', needed }, actions: SIGN.map((a) => (a.action === 'approve' ? { ...a, needs_reason: reason_for_approval } : a)), menu };
}

/** At most one button stands out. */
const withFirst = (first: readonly Action[], others: readonly Action[]): readonly Action[] => (first.length === 0 ? others : [...first, ...others.map((each): Action => ({ ...each, style: 'plain' }))]);

/** What one who may sign can do in place of signing: ask while the lane may (§0.06), and delegate what is theirs (§1.01). */
function beside(state: DeploymentState, lane: LaneState, { standing }: Standing, seen: Seen): MessageView['menu'] {
  const asks = lane.state === 'open' && askingRefused(state, lane, seen.policy) === null;
  return [...(asks ? (['ask'] as const) : []), ...(standing === 'member' ? (['delegate'] as const) : [])];
}

/** For whoever was told and has not said so yet (§0.07). */
function acknowledging({ to, fired, acknowledged_by }: Obligation, person: string): readonly Action[] {
  const told = to.includes(person) || fired.some((rung) => rung.to.includes(person));
  return told && !acknowledged_by.includes(person) ? [ACKNOWLEDGE] : [];
}

/** How an obligation ended, for the redraw of its copies: who, what, when, why. */
function endOf(state: DeploymentState, owed: Obligation): NonNullable<MessageView['obligation']>['ended'] {
  if (owed.closed_at === null) return null;
  const last = owed.kind === 'sign_off' ? countingVotes(state, owed.subject['lane'] ?? '').at(-1) : undefined;
  if (last && owed.state === 'met') return { what: last.verdict, person: last.person, at: last.at, reason: last.reason };
  const by = state.decided_by;
  const ending = by?.at === owed.closed_at ? by : null;
  return { what: owed.state === 'withdrawn' && by ? by.what : owed.state, person: ending?.person ?? null, at: owed.closed_at, reason: ending?.reason ?? null };
}

/** What the obligation is about, in words that people typed. */
function wordsOf(state: DeploymentState, owed: Obligation): string | null {
  const question = state.questions.find((q) => q.id === owed.subject['question']);
  const condition = state.conditions.find((c) => c.condition_id === owed.subject['condition']);
  if (question) return question.question;
  if (condition) return conditionInWords(condition);
  const asked = state.votes.filter((v) => v.verdict === 'request_changes').at(-1);
  return owed.kind === 'revision' ? (asked?.reason ?? state.checks?.results.filter((r) => r.outcome === 'fail').map((r) => `${r.check} ${r.subject}: ${r.code}`).join('; ') ?? null) : null;
}

/** Open nonconformities on whose condition the approval stands (§1.21); conditions of lanes have messages of their own. */
function dependsOn(state: DeploymentState, seen: Seen, baseUrl: string): Pick<NonNullable<MessageView['case']>, 'depends_on'> {
  if (!isApproved(state) && !isLive(state)) return {};
  const open = conditionsNow(state, seen).flatMap(({ state: standing, title, owner, nonconformity }) =>
    nonconformity === undefined || standing === 'met' ? [] : [{ title, owner, link: `${baseUrl}${casePage(nonconformity)}` }],
  );
  return open.length === 0 ? {} : { depends_on: open };
}

function caseOf(state: DeploymentState, seen: Seen, baseUrl: string): NonNullable<MessageView['case']> {
  const { manifest, number, package_digest } = current(state);
  return {
    id: state.id,
    title: state.title,
    state: state.status,
    system: seen.system?.entry?.name ?? manifest.system_id,
    version: seen.system?.versions.find((v) => v.id === manifest.version_id)?.name ?? manifest.version_id,
    environment: manifest.environment,
    tier: manifest.tier,
    revision: number,
    package_digest,
    digests: Object.entries(manifest.digests).map(([component, digest]) => ({ component, digest })),
    changed: changedSince(state, seen),
    checks: state.checks?.results.map(({ check, outcome, subject }) => ({ check, outcome, subject })) ?? [],
    blockers: [...holding(state, seen, 'gate'), ...holding(state, seen, 'permit')]
      .filter((b, i, all) => all.findIndex((o) => o.id === b.id) === i)
      .map(({ title, owner, link }) => ({ title, owner, link })),
    ...dependsOn(state, seen, baseUrl),
    signed: state.votes.filter((v) => v.weight === 'counts').map(({ lane, person, on_behalf_of, verdict, at }) => ({ lane, person, on_behalf_of, verdict, at })),
    lane_names: Object.fromEntries(Object.entries(seen.policy.lanes.lanes).map(([id, { name }]) => [id, name])),
    requester: state.requester,
    valid_until: state.decided?.valid_until ?? null,
    decided_by: state.decided_by,
  };
}

/** What a message is about that is not about an obligation of its reader: an answer, and a lane that nobody can sign. */
function meantBy({ event, asked_on, lane }: OwedMessage['about'], state: DeploymentState): Obligation | undefined {
  const id = event === 'lane.stuck' ? laneOf(state, lane ?? '')?.obligation_id : asked_on;
  return state.obligations.find((each) => each.id === id);
}

/** What one person's message shows now; a redraw is the same call later (design §6). */
export function messageView(message: Pick<OwedMessage, 'kind' | 'recipient' | 'obligation_id' | 'about' | 'late'>, state: DeploymentState, seen: Seen, baseUrl: string): MessageView {
  const owed = state.obligations.find((o) => o.id === message.obligation_id);
  const meant = owed ?? meantBy(message.about, state);
  const lane = meant?.subject['lane'] ?? message.about['lane'] ?? null;
  const lane_name = lane === null ? null : (seen.policy.lanes.lanes[lane]?.name ?? lane);
  return {
    kind: message.kind,
    recipient: { id: message.recipient, name: personById(seen.directory, message.recipient)?.name ?? message.recipient },
    about: message.about,
    late: message.late,
    lane_name,
    due_at: meant === undefined ? (message.about['due_at'] ?? null) : isOpen(meant) ? meant.due_at : null,
    case_url: `${baseUrl}${casePage(state.id)}`,
    form_url: `${baseUrl}${owed ? decidePage(state.id, owed.id) : casePage(state.id)}`,
    case: caseOf(state, seen, baseUrl),
    obligation: owed
      ? {
          id: owed.id,
          kind: owed.kind,
          lane,
          lane_name,
          due_at: owed.due_at,
          state: owed.state,
          ended: endOf(state, owed),
          text: wordsOf(state, owed),
        }
      : null,
    ...allowed(state, owed, message.recipient, seen, baseUrl),
  };
}
