import { byEffect } from '../contracts/blocker.ts';
import { isDriven } from '../contracts/workflow.ts';
import type { CommandMeta, RecordedEvent } from '../contracts/ledger.ts';
import type { Obligation } from '../contracts/obligation.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Refusal } from '../contracts/refusal.ts';
import type { Aggregate, CaseSummary, Command, Facts, NewEvent, NonconformityRow } from '../domain/aggregate.ts';
import { fallsThrough } from '../domain/obligations/index.ts';
import { agendaColumns, agendaOf, type AgendaRow, type RuledAgenda, type Unsent } from './agenda.ts';
import { directoryChange, gateChanges, obligationChanges, unitRows } from './changes.ts';
import { factsOf, type Loaded, type Sourced } from './load.ts';
import { foldedInto, type Moved, movedBody, movedRow, moveOn, newMessage, supersededBy } from './messages.ts';
import type { Outcome } from './outcome.ts';
import { append, type ChainEnd, freshEnd, recorded } from './rows.ts';
import { policyInForce } from './house.ts';
import type { Rules } from './store.ts';

/** What was decided, before it is written. */
export interface Decided {
  readonly events: readonly NewEvent[];
  readonly refusal: Refusal | null;
  readonly result: Readonly<Record<string, unknown>>;
  /** Ids made while deciding: the record is found by them later. */
  readonly minted: readonly string[];
}

export interface PlanInput {
  readonly rules: Rules;
  readonly loaded: Loaded;
  readonly policy: Policy;
  readonly command: Command;
  readonly meta: CommandMeta;
  /** Names the command and its content, so that a repeat is told from another command. */
  readonly digest: string;
  readonly now: Instant;
  readonly decided: Decided;
}

/** One call of `commit_case`, and what to answer when it is through. */
export interface Plan {
  readonly row: object;
  readonly state: unknown;
  readonly state_hash: string;
  readonly agenda: RuledAgenda;
  readonly extra: Readonly<Record<string, unknown>>;
  /** The row of a nonconformity, where it changed. */
  readonly nonconformity: NonconformityRow | null;
  readonly outcome: Outcome;
}

interface Stage {
  readonly input: PlanInput;
  readonly aggregate: Aggregate<unknown>;
  readonly end: ChainEnd;
  readonly events: readonly RecordedEvent[];
  readonly state: unknown;
  readonly summary: CaseSummary;
  readonly facts: Facts;
}

/** Other records' entries, and this record's own as its new state has them. */
const withOwn = <T>(entries: readonly Sourced<T>[], id: string, own: readonly T[]): T[] => [
  ...entries.filter((entry) => entry.stream !== id).map((entry) => entry.data),
  ...own,
];

/** The facts as they are after the command: what the agenda and the messages are computed from. */
function factsAfter({ rules, loaded, policy }: PlanInput, aggregate: Aggregate<unknown>, state: unknown, summary: CaseSummary): Facts {
  const { target } = loaded;
  const covers = (extent: { scope: string; id?: string }) => loaded.scopes.includes(extent.scope === 'organisation' ? 'organisation' : `${extent.scope}:${extent.id}`);
  const facts: Facts = {
    ...factsOf(loaded, policy),
    ...byEffect(withOwn(loaded.blockers, target.id, aggregate.blockers(state).filter((blocker) => covers(blocker.extent)))),
    waivers: withOwn(loaded.waivers, target.id, aggregate.waivers(state)),
    live: withOwn(loaded.live, target.id, summary.live ? [summary.live] : []),
    rollouts: withOwn(loaded.rollouts, target.id, summary.rollout ? [summary.rollout] : []),
  };
  if (target.kind === 'system') return { ...facts, system: state as Facts['system'] };
  if (target.kind !== 'house') return facts;
  const house = rules.house(state);
  return { ...facts, directory: house.directory, policy: policyInForce(house) ?? policy };
}

/**
 * Turns a decision into everything that is written with it, in one go. Null when there is nothing to write: a no-op
 * leaves no trace, so that the same command id can be given again when its time has come.
 */
export function planCommit(input: PlanInput): Plan | null {
  const { rules, loaded, meta, now, decided } = input;
  const aggregate = rules.kinds[loaded.target.kind];
  const end = loaded.head ? { id: loaded.target.id, seq: loaded.head.seq, head_hash: loaded.head.head_hash } : freshEnd(loaded.target.id);
  const events = recorded(end, now, meta.actor, decided.events);
  const state = events.reduce((folded, event) => aggregate.evolve(folded, event), loaded.state);
  const summary = aggregate.summary(state);
  const stage = { input, aggregate, end, events, state, summary, facts: factsAfter(input, aggregate, state, summary) };
  return compose(stage, input.command.name === 'escalate');
}

function compose(stage: Stage, escalates: boolean): Plan | null {
  const { input, aggregate, events, state, facts, end } = stage;
  const { loaded, now, decided, meta } = input;
  const moved = escalates ? dueMoves(loaded.unsent, facts, now) : [];
  const agenda = aggregate.agenda(state, facts, now);
  const messages = messagesOf(stage, moved);
  const rev = (loaded.head?.rev ?? 0) + 1;
  const wanted = events.length > 0 ? rev : (loaded.head?.wanted_rev ?? 0);
  const redraw = loaded.cards.filter((card) => card.shown_rev < wanted).map((card) => card.channel);
  const columns = agendaColumns(agenda, { unsent: messages.unsent, redraw }, loaded.head, now);
  const changed = events.length > 0 || moved.length > 0 || (escalates && (loaded.wakes.length > 0 || differs(loaded.head, agenda, columns)));
  if (!changed) return null;
  const fresh = [...decided.events, ...moved.map((one) => ({ type: 'delivery.failed', body: movedBody(one) })), ...refusalRows(input)];
  const added = append(end, now, meta.actor, fresh);
  const state_hash = events.length > 0 || !loaded.head ? added.end.head_hash : loaded.head.state_hash;
  const row = { ...summaryColumns(stage), ...columns, ...added.end, last_at: now, updated_at: now, rev, wanted_rev: wanted, state_hash };
  const extra = {
    ...(added.rows.length > 0 ? { rows: added.rows } : { rows: [] }),
    ...(added.texts.length > 0 ? { texts: added.texts } : {}),
    ...commandRow(input, end.seq + 1, added.end.seq),
    ...messages.extra,
    ...stageExtra(stage),
  };
  const outcome = outcomeOf(stage, agendaOf({ rev, agenda, ...columns }, escalates ? [] : loaded.wakes));
  return { row: loaded.head ? row : { ...row, created: true }, state, state_hash, agenda, extra, nonconformity: nonconformityRow(stage), outcome };
}

function nonconformityRow({ input: { loaded }, aggregate, summary }: Stage): NonconformityRow | null {
  const { nonconformity: fresh } = summary;
  if (!fresh) return null;
  const before = loaded.head ? aggregate.summary(loaded.state).nonconformity : null;
  return JSON.stringify(before) === JSON.stringify(fresh) ? null : fresh;
}

const differs = (before: AgendaRow | null, agenda: RuledAgenda, columns: Omit<AgendaRow, 'rev' | 'agenda'>): boolean =>
  before === null ||
  JSON.stringify([before.agenda.stage, before.agenda.step, before.agenda.summary, before.open, before.wake_at, before.tell]) !==
    JSON.stringify([agenda.stage, agenda.step, agenda.summary, columns.open, columns.wake_at, columns.tell]);

/** Unsent messages whose time on their channel is over. */
const dueMoves = (unsent: readonly Unsent[], facts: Facts, now: Instant): Moved[] =>
  unsent
    .filter((message) => fallsThrough(message, now))
    .map((message) => moveOn(message, 'not_sent_in_time', facts.policy, facts.directory, now))
    .filter((move) => move !== null);

function messagesOf({ input, aggregate, events, state, facts }: Stage, moved: readonly Moved[]) {
  const { loaded, now } = input;
  const obligations = [aggregate.obligations(loaded.state), aggregate.obligations(state)] as const;
  const answering = (of: unknown) => (owed: Obligation) => aggregate.accountable?.(of, owed) ?? null;
  const { rows, ended } = obligationChanges(...obligations, { caseId: loaded.target.id, systemId: loaded.system_id, now, accountable: [answering(loaded.state), answering(state)] });
  const fresh = events.flatMap((event) => aggregate.messages(event, state, facts)).map((message) => newMessage(message, facts.policy, facts.directory, now));
  const gone = [...supersededBy(ended, loaded.unsent), ...foldedInto(fresh, loaded.unsent)];
  const replaced = new Map<string, Unsent | null>([...moved.map((one) => [one.unsent.key, one.unsent] as const), ...gone.map((one) => [one.key, null] as const)]);
  const still = moved.filter(({ unsent }) => replaced.get(unsent.key) !== null);
  const kept = loaded.unsent.map((message) => (replaced.has(message.key) ? replaced.get(message.key) : message));
  return {
    unsent: [...kept, ...fresh.map((message) => message.unsent)].filter((message) => !!message),
    extra: {
      ...(rows.length > 0 ? { obligations: rows } : {}),
      ...(gone.length > 0 ? { superseded: gone.map((message) => message.key) } : {}),
      ...(still.length > 0 ? { moved: still.map(movedRow) } : {}),
      ...(fresh.length > 0 ? { messages: fresh.map((message) => message.row) } : {}),
    },
  };
}

function refusalRows({ decided, command, meta }: PlanInput): NewEvent[] {
  return decided.refusal ? [refusalRow(decided.refusal, command, meta)] : [];
}

/** The ledger's row of a refusal. `target` names the record meant when the row lies on another's chain. */
export function refusalRow(refusal: Refusal, command: Command, meta: CommandMeta, target?: string): NewEvent {
  const { refused, pointer } = refusal;
  const body = { command: command.name, code: refused, command_id: meta.command_id, ...(pointer === undefined ? {} : { pointer }), ...(target === undefined ? {} : { target }) };
  return { type: 'command.refused', body };
}

/** The outcome kept for a repeat. What moved only by the clock keeps none. */
function commandRow({ meta, digest, decided, loaded }: PlanInput, first_seq: number, last_seq: number): object {
  if (decided.events.length === 0 && !decided.refusal) return {};
  const again = loaded.prior !== null;
  const command = { command_id: meta.command_id, digest, first_seq, last_seq, result: decided.result, refusal: decided.refusal };
  return { command, ...(again ? { command_again: true } : {}) };
}

/** Records that hang off no system: a command on one may name a system all the same. */
const HAS_NO_SYSTEM: ReadonlySet<string> = new Set(['system', 'house', 'evidence']);

function summaryColumns({ input, summary, state }: Stage): object {
  const { target, system_id } = input.loaded;
  return {
    kind: target.kind,
    status: summary.state,
    title: summary.title,
    system_id: HAS_NO_SYSTEM.has(target.kind) ? null : (summary.system_id ?? system_id),
    unit: target.kind === 'system' ? input.rules.unitOf(state) : null,
    owner: summary.owner,
    requester: summary.requester ?? null,
    asking: summary.asking ?? [],
    closed: summary.closed,
    approved: summary.approved ?? false,
    policy_digest: summary.policy_digest,
  };
}

/** What reaches beyond the record itself: facts for others, locks, wakes, the relay. */
function stageExtra(stage: Stage): object {
  const { input, aggregate, state, summary } = stage;
  const { loaded, decided, meta, command } = input;
  const before = loaded.head ? aggregate.summary(loaded.state) : null;
  const gate = gateChanges([aggregate.blockers(loaded.state), aggregate.blockers(state)], [aggregate.waivers(loaded.state), aggregate.waivers(state)], loaded.blockers.map((b) => b.data));
  const house = houseExtra(stage);
  const moved = (['live', 'rollout'] as const).filter((key) => JSON.stringify(before?.[key] ?? null) !== JSON.stringify(summary[key] ?? null));
  const facts = {
    ...(gate.blockers.length > 0 ? { blockers: gate.blockers } : {}),
    ...(gate.waivers.length > 0 ? { waivers: gate.waivers } : {}),
    ...Object.fromEntries(moved.map((key) => [key, summary[key] ?? null])),
    ...house.facts,
  };
  const scopes = [...new Set([...gate.scopes, ...(moved.length > 0 && loaded.system_id !== null ? [`system:${loaded.system_id}`] : [])])];
  const newScopes = [...gate.scopes, ...(loaded.target.kind === 'system' && !loaded.head ? [`system:${loaded.target.id}`] : [])];
  return {
    ...(Object.keys(facts).length > 0 ? { facts } : {}),
    ...(gate.scopes.length > 0 ? { lock: gate.scopes } : {}),
    ...(newScopes.length > 0 ? { new_scopes: newScopes } : {}),
    ...(scopes.length > 0 || house.wake ? { wake: { scopes, people: house.wake?.people ?? [], roles: house.wake?.roles ?? [] } } : {}),
    ...(decided.minted.length > 0 ? { ids: decided.minted } : {}),
    ...(command.name === 'escalate' && loaded.wakes.length > 0 ? { done_wakes: loaded.wakes.map((wake) => wake.id) } : {}),
    ...(isDriven(loaded.target.kind) ? { relay: meta.actor.kind === 'workflow' ? 'done' : 'queue' } : {}),
  };
}

function houseExtra({ input, state }: Stage) {
  const { rules, loaded } = input;
  if (loaded.target.kind !== 'house') return { facts: {}, wake: null };
  const [before, after] = [loaded.house, rules.house(state)];
  const old = new Set(before.policies.map((policy) => policy.digest));
  const policies = after.policies.filter((policy) => !old.has(policy.digest)).map((policy) => ({ digest: policy.digest, data: policy }));
  const units = JSON.stringify(before.directory.units) === JSON.stringify(after.directory.units) ? {} : { units: unitRows(after.directory) };
  return { facts: { ...(policies.length > 0 ? { policies } : {}), ...units }, wake: directoryChange(before.directory, after.directory) };
}

function outcomeOf({ input, events }: Stage, agenda: ReturnType<typeof agendaOf>): Outcome {
  const { decided, loaded } = input;
  const { id } = loaded.target;
  if (decided.refusal) return { ok: false, id, refusal: decided.refusal, agenda, repeated: false };
  return { ok: true, id, events, result: decided.result, agenda, repeated: false };
}
