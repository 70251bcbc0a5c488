import type { OwedMessage } from '../../contracts/delivery.ts';
import { EVIDENCE_FALSE } from '../../contracts/nonconformity-closure.ts';
import type { NonconformityShown } from '../../contracts/nonconformity-message.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import { casePage, decidePage, raiseNonconformityPage, stepUpPage } from '../../contracts/pages.ts';
import type { RecordView } from '../../contracts/record-view.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { personById } from '../directory.ts';
import { shownObligation } from '../obligations/shown.ts';
import { blockers } from './blockers.ts';
import { causeShown } from './cause-shown.ts';
import { wideNow } from './extent.ts';
import { offeredTo } from './offered.ts';
import { actionOf, actionsNow, causeNow, type NonconformityState, planNow } from './state.ts';

type Message = Pick<OwedMessage, 'kind' | 'recipient' | 'obligation_id' | 'about' | 'late'>;
type Part<K extends keyof NonconformityShown> = NonconformityShown[K];

/** Kinds of obligation, and events, whose messages show a part. */
const OF_A_PLAN: ReadonlySet<string> = new Set(['action_plan', 'plan_approval', 'plan.returned', 'plan.approved']);
const OF_THE_EFFECT: ReadonlySet<string> = new Set(['plan_approval', 'effectiveness_check', 'effectiveness.checked', 'effectiveness.waiting', 'nonconformity.closed', 'nonconformity.reopened']);
const OF_THE_CAUSE: ReadonlySet<string> = new Set(['action_plan', 'plan_approval', 'root_cause.recorded']);
const OF_LIKE_ONES: ReadonlySet<string> = new Set(['classification', 'recurrence_decision', 'class.proposed', 'near_miss.promoted']);

/** What one person's message about a nonconformity shows now: from its record, never from what was sent before (§1.20). */
export function nonconformityMessageView(message: Message, state: NonconformityState, seen: Facts & { readonly now: Instant }, baseUrl: string): RecordView {
  const { kind, recipient, about, late } = message;
  const { obligation, actions: plain, menu } = shownObligation(state.obligations, message, seen);
  const { steps, needed } = offeredTo(state, state.obligations.find(({ id }) => id === message.obligation_id), recipient, seen);
  const owed = sourceOf(state, message.obligation_id);
  const form = obligation === null ? casePage(state.id) : decidePage(state.id, obligation.id);
  const topics = new Set([owed?.kind, about['event']].filter((each) => each !== undefined));
  return {
    kind,
    recipient: { id: recipient, name: personById(seen.directory, recipient)?.name ?? recipient },
    about: withRule(state, about),
    late,
    record: state.id,
    what: about['event'] ?? null,
    url: `${baseUrl}${casePage(state.id)}`,
    form_url: `${baseUrl}${form}`,
    ...(needed === null ? {} : { sign_url: `${baseUrl}${needed === 'mfa' ? stepUpPage(form) : form}` }),
    ...(about['rule'] === EVIDENCE_FALSE ? { raise_url: `${baseUrl}${raiseNonconformityPage({ source_case: state.id })}` } : {}),
    system: seen.system?.entry ? { id: seen.system.id, name: seen.system.entry.name, owner: seen.system.entry.owner } : null,
    blocker: null,
    risk: null,
    drift: null,
    policy: null,
    delegation: null,
    absence: null,
    gained: [],
    nonconformity: { ...findingOf(state, seen), ...partsOf(state, owed, about, topics) },
    obligation,
    actions: steps.length === 0 ? plain : [...steps, ...plain.map((action) => ({ ...action, style: 'plain' as const }))],
    menu,
  };
}

/** The obligation itself; of an escalation the one that it stands above. */
function sourceOf(state: NonconformityState, id: string | null): Obligation | undefined {
  const found = state.obligations.find((o) => o.id === id);
  const source = found?.subject['source'];
  return source === undefined ? found : (state.obligations.find((o) => o.id === source) ?? found);
}

/** What it reaches as a whole, and the name of that where it is a unit. */
function wideIn(state: NonconformityState, { units }: Facts['directory']): Pick<NonconformityShown, 'wide' | 'wide_name'> {
  const wide = wideNow(state);
  return { wide, wide_name: wide?.scope === 'unit' ? (units.find(({ id }) => id === wide.id)?.name ?? null) : null };
}

function findingOf(state: NonconformityState, { system, directory }: Facts) {
  const { raised } = state;
  return {
    id: state.id,
    title: raised?.title ?? state.id,
    description: raised?.description ?? '',
    state: state.status,
    cycle: state.cycle,
    class: state.class,
    proposed_class: raised?.proposed_class ?? null,
    severity: state.severity,
    source: raised?.source ?? '',
    clauses: raised?.clauses ?? [],
    controls: raised?.controls ?? [],
    systems: state.systems.map((id) => (system?.id === id ? (system.entry?.name ?? id) : id)),
    ...wideIn(state, directory),
    raised_by: raised?.person ?? '',
    owner: state.owner,
    deadline: raised?.deadline ?? null,
    holds: blockers(state).length > 0,
  };
}

function partsOf(state: NonconformityState, owed: Obligation | undefined, about: Message['about'], topics: ReadonlySet<string>) {
  const has = (parts: ReadonlySet<string>): boolean => [...topics].some((topic) => parts.has(topic));
  const extension = state.extensions.findLast((one) => one.decide_obligation_id === owed?.id || one.obligation_id === (about['extended'] ?? owed?.id));
  const { action, deciding } = { action: actionOf(state, owed?.subject['action'] ?? about['action'] ?? ''), deciding: state.obligations.find(({ id }) => id === extension?.obligation_id) };
  return {
    action: actionShown(action ?? actionOf(state, deciding?.subject['action'] ?? '')),
    plan: has(OF_A_PLAN) ? planShown(state) : null,
    effectiveness: has(OF_THE_EFFECT) ? (planNow(state)?.effectiveness ?? null) : null,
    check: has(OF_THE_EFFECT) ? (state.checks.at(-1) ?? null) : null,
    cause: has(OF_THE_CAUSE) ? causeShown(causeNow(state)) : null,
    extension: extension ?? null,
    proposal: owed?.kind === 'second_person' ? state.proposal : null,
    dispute: owed?.kind === 'finding_dispute' ? state.dispute : null,
    alike: has(OF_LIKE_ONES) ? alikeShown(state, owed) : [],
  };
}

/** A message about a raise says also by what rule it is proposed. */
function withRule({ class_proposals }: NonconformityState, about: Message['about']): Message['about'] {
  const rule = about['raise'] === undefined ? undefined : class_proposals.at(-1)?.rule;
  return rule === undefined ? about : { rule, ...about };
}

/** The like ones that a reader decides by: those for which a raise of its class is proposed, else those that it may repeat. */
function alikeShown(state: NonconformityState, owed: Obligation | undefined): Part<'alike'> {
  if (owed?.subject['raise'] !== undefined) return state.class_proposals.flatMap(({ alike }) => alike);
  return owed?.kind === 'classification' ? (state.raised?.alike ?? []) : (state.recurrence?.alike ?? state.raised?.alike ?? []);
}

function actionShown(action: ReturnType<typeof actionOf>): Part<'action'> {
  if (!action) return null;
  const { title, owner, verifier, evidence_spec, evidence, done_by, returned_reason } = action;
  return { title, owner, verifier, evidence_spec, evidence, done_by, returned_reason };
}

function planShown(state: NonconformityState): Part<'plan'> {
  const plan = planNow(state);
  if (!plan) return null;
  const { number, by, plan_digest, returned_reason } = plan;
  return { number, by, plan_digest, returned_reason, actions: actionsNow(state).map(({ title, owner, due_at }) => ({ title, owner, due_at })) };
}
