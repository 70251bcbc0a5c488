import type { Agenda } from '../contracts/agenda.ts';
import type { Blocker, Waiver } from '../contracts/blocker.ts';
import type { OwedMessage } from '../contracts/delivery.ts';
import type { Directory } from '../contracts/directory.ts';
import type { DamagedFile } from '../contracts/evidence.ts';
import type { IdPrefix } from '../contracts/ids.ts';
import type { Actor, CommandMeta, RecordedEvent } from '../contracts/ledger.ts';
import type { NcClass, NonconformityStatus, Requirement } from '../contracts/nonconformity-closure.ts';
import type { Obligation } from '../contracts/obligation.ts';
import type { Policy } from '../contracts/policy.ts';
import type { DigestSet, Extent, Instant } from '../contracts/primitives.ts';
import type { Refusal } from '../contracts/refusal.ts';
import type { SystemState } from './system/state.ts';

/** What is live in one environment of a system; written when a deployment is confirmed live. */
export interface LiveVersion {
  readonly environment: string;
  readonly case_id: string;
  readonly version_id: string;
  readonly digests: DigestSet;
  readonly at: Instant;
}

/** A permit that was used and whose rollout nobody has confirmed yet (§1.18: one lock per environment). */
export interface OpenRollout {
  readonly environment: string;
  readonly case_id: string;
}

/** What rules see of another nonconformity: to find what is alike and what comes together (R-40, R-46, §0.04). */
export interface NonconformityFact {
  readonly id: string;
  readonly title: string;
  readonly status: NonconformityStatus;
  readonly class: NcClass | null;
  readonly near_miss: boolean;
  readonly cause_class: string | null;
  readonly clauses: readonly string[];
  readonly controls: readonly string[];
  readonly systems: readonly string[];
  readonly raised_at: Instant;
  readonly classified_at: Instant | null;
  /** Since when it is classified and was never over. */
  readonly open_since: Instant | null;
  readonly closed_at: Instant | null;
  /** What was not fulfilled, the class that its finder proposed, and what it holds shut now: for a merger; absent where it was recorded before these were kept. */
  readonly requirement?: Requirement;
  readonly proposed_class?: NcClass | null;
  readonly holds?: readonly Extent[];
  /** The deadline that somebody outside set, and whether its cause must be one in the management system itself: for a merger. */
  readonly deadline?: Instant | null;
  readonly systemic?: boolean;
}

/** What lists, indicators and managers see of a nonconformity beside what rules see. */
export interface NonconformityRow extends NonconformityFact {
  readonly severity: string;
  readonly source: string;
  readonly owner: string | null;
  readonly accountable: string | null;
  /** The unit that was named when it was raised; null where its system says it. */
  readonly unit: string | null;
  readonly cycle: number;
}

/** Of all that is owed in nonconformities what a manager's digest begins with: who owes something that is overdue or due soon. */
export interface DigestGrounds {
  /** Whether any nonconformity is open. */
  readonly open: boolean;
  /** Each pair of who owes and who answers once; null where nobody does, e.g. a role that nobody holds. */
  readonly owing: readonly { readonly person: string | null; readonly accountable: string | null }[];
}

/** What the store fetches before a rule runs; rules never fetch (design §4). */
export interface Facts {
  readonly directory: Directory;
  /** The policy pinned by the case, or the active one before there is a case. */
  readonly policy: Policy;
  /** The register entry that the case hangs off, folded. */
  readonly system: SystemState | null;
  /** Blockers whose extent covers the case's system, and the waivers in force or past, not yet filtered by time. */
  readonly blockers: readonly Blocker[];
  readonly waivers: readonly Waiver[];
  /** Open matters that reach the system and hold nothing: an approval is given under their condition (§1.21); absent counts as none. */
  readonly gate_conditions?: readonly Blocker[];
  readonly live: readonly LiveVersion[];
  readonly rollouts: readonly OpenRollout[];
  /** Other cases of the system that were ever approved; none means the next is novel (§1.23). */
  readonly approvals: number;
  /** Digests of the evidence files named by the command that are really stored, with the bytes that they were stored with. */
  readonly stored_evidence: readonly string[];
  /** Of the files that the decision rests on, those that were stored and are not as they were; left out where none is. */
  readonly damaged_evidence?: readonly DamagedFile[];
  /** When the board was really told, by obligation; where this is not known a rung counts as told once it fired (§1 timers). */
  readonly board_told?: readonly { readonly obligation_id: string; readonly at: Instant }[];
  /**
   * Who wants to pass the gate at present with a deployment of the command's system, or of any for a command on the house:
   * they can't lift what holds it (R-68, §1.05).
   */
  readonly open_requesters?: readonly string[];
  /** For a command on a nonconformity: the others that were raised or closed inside the longest window of the policy, newest first. */
  readonly nonconformities?: readonly NonconformityFact[];
  /** Ids of systems named by the command that are registered; only for a command on a nonconformity. */
  readonly known_systems?: readonly string[];
  /** Ids of deployments named by the command that there are; only for a plan of actions. */
  readonly known_deployments?: readonly string[];
  /** For a nudge: when somebody who owes something in the case was last told by one, about anything anywhere. */
  readonly nudged?: readonly { readonly person: string; readonly at: Instant }[];
  /** What managers' digests are made for; only where the house looks whether one is owed (R-45). */
  readonly digests?: DigestGrounds;
}

export interface Context extends Facts {
  readonly now: Instant;
  readonly meta: CommandMeta;
  /** The stream that the command is for. */
  readonly id: string;
  readonly newId: (kind: IdPrefix) => string;
  /** `sha256:<hex>` of a value's canonical JSON (RFC 8785). */
  readonly digestOf: (value: unknown) => string;
}

/** A fact that `decide` wants recorded. */
export interface NewEvent {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Accepted: events (none means: no-op). Refused: a reason, and events that the attempt itself makes true. */
export type Decision =
  | { readonly events: readonly NewEvent[]; readonly result?: Readonly<Record<string, unknown>> }
  | (Refusal & { readonly events?: readonly NewEvent[] });

export const isRefusal = (decision: Decision): decision is Refusal & { readonly events?: readonly NewEvent[] } => 'refused' in decision;

/** A command: its name and its parsed body. */
export interface Command {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the lists show of a case without opening it. */
export interface CaseSummary {
  readonly kind: string;
  readonly state: string;
  readonly title: string;
  readonly system_id: string | null;
  readonly owner: string | null;
  readonly requester?: string | null;
  /** Who wants to pass the gate at present: they lift nothing that holds it (R-68, §1.05). Nobody, once it is live or over. */
  readonly asking?: readonly string[];
  readonly closed: boolean;
  readonly policy_digest: string | null;
  /** True once the case was ever approved (counts for novelty, §1.23). */
  readonly approved?: boolean;
  /** Columns that other rules read: written to tables of their own. */
  readonly live?: LiveVersion | null;
  readonly rollout?: OpenRollout | null;
  /** Kept in a table of its own; null before it was raised. */
  readonly nonconformity?: NonconformityRow | null;
}

/**
 * One kind of record, as five pure functions and a summary. The same `evolve` serves commands, projections, the as-of
 * view and the simulation (design §4).
 */
export interface Aggregate<S> {
  initial(id: string): S;
  decide(state: S, command: Command, context: Context): Decision;
  /** Tolerant of events that it does not know. */
  evolve(state: S, event: RecordedEvent): S;
  agenda(state: S, facts: Facts, now: Instant): Omit<Agenda, 'v' | 'rev' | 'tell'>;
  messages(event: RecordedEvent, state: S, facts: Facts): readonly OwedMessage[];
  obligations(state: S): readonly Obligation[];
  /** Who answers for an obligation to its end; left out where nobody is named. */
  accountable?(state: S, obligation: Obligation): string | null;
  /** From when on other nonconformities matter to deciding the command, or to the agenda after it; null where none does. Left out where none ever does. */
  othersMatterSince?(state: S, command: Command, seen: Pick<Context, 'policy' | 'now'>): Instant | null;
  /** Digests of files that were handed in before and that the decision of this command rests on; left out where none ever does. */
  restsOn?(state: S, command: Command): readonly string[];
  /** What it holds, and what bears on a gate without holding it: that has an empty `holds` (§1.21). */
  blockers(state: S): readonly Blocker[];
  waivers(state: S): readonly Waiver[];
  summary(state: S): CaseSummary;
}

/** The natural person behind an actor, or null for a workflow or a machine of its own. */
export function personOf(actor: Actor): string | null {
  if (actor.kind === 'person') return actor.id;
  return actor.kind === 'machine' ? actor.on_behalf_of : null;
}
