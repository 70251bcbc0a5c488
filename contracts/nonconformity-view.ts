import type { Blocker } from './blocker.ts';
import type { EffectVerdict, Likeness, NcClass, NonconformityStatus } from './nonconformity-closure.ts';
import type { ActionPlanned, NonconformityEventBody } from './nonconformity-events.ts';
import type { Obligation } from './obligation.ts';
import type { Extent, Instant } from './primitives.ts';

type Raised = NonconformityEventBody<'nonconformity.raised'>;

/** Steps of the procedure (§3 states), in their order. */
export const NC_STEPS = ['classify', 'correct', 'root_cause', 'plan', 'approve_plan', 'implement', 'verify', 'wait', 'check_effect'] as const;
export type NcStep = (typeof NC_STEPS)[number];

/** One step as it stands in the present cycle. */
export interface NcStepView {
  readonly step: NcStep;
  /** `not_asked`: the class asks for none, or it ended before. */
  readonly state: 'ahead' | 'open' | 'done' | 'not_asked';
  /** The latest instant of what is owed for it; null where nothing is owed yet. */
  readonly due_at: Instant | null;
  /** When it was done; of several actions, the last. */
  readonly done_at: Instant | null;
  /** Ids of the obligations that are open for it. */
  readonly obligations: readonly string[];
}

export interface ExtensionView {
  readonly obligation_id: string;
  readonly number: number;
  readonly until: Instant;
  readonly person: string;
  readonly at: Instant;
  readonly reason: string;
  readonly interim_control: string;
  /** `withdrawn`: what it was asked for ended before anybody decided. */
  readonly state: 'requested' | 'granted' | 'refused' | 'withdrawn';
  readonly decide_obligation_id: string;
  readonly decided_by: string | null;
}

export interface ActionView extends ActionPlanned {
  /** Number of the plan that it came with. */
  readonly plan: number;
  /** `waiting` for what it depends on, `open` is owed, `handed_in` waits for its verifier, `dropped` with its plan. */
  readonly state: 'waiting' | 'open' | 'handed_in' | 'verified' | 'dropped';
  /** Due as it was last dated: extensions move it. */
  readonly due_now: Instant;
  /** Who owes it at present: its owner, or whom it was given to since. */
  readonly owing: string;
  readonly obligation_id: string | null;
  readonly verify_obligation_id: string | null;
  readonly evidence: readonly string[];
  readonly done_by: string | null;
  readonly done_at: Instant | null;
  readonly verified_by: string | null;
  readonly verified_at: Instant | null;
  readonly returned_reason: string | null;
  readonly extensions: readonly ExtensionView[];
}

export interface PlanView {
  readonly number: number;
  readonly plan_digest: string;
  readonly state: 'submitted' | 'approved' | 'returned';
  readonly by: string;
  readonly approved_by: string | null;
  readonly returned_reason: string | null;
  readonly effectiveness: NonconformityEventBody<'plan.submitted'>['effectiveness'];
}

type At<T> = T & { readonly at: Instant };

/** A nonconformity as everybody sees it; with the facts of an earlier moment, as it was then. */
export interface NonconformityView {
  readonly id: string;
  readonly kind: 'nonconformity';
  readonly state: NonconformityStatus;
  /** An extension that is asked for and not decided yet: the state `extension_requested` of §3, beside the other. */
  readonly extension_requested: boolean;
  readonly title: string;
  readonly description: string;
  readonly source: Raised['source'] | null;
  readonly severity: Raised['severity'];
  readonly requirement: Raised['requirement'];
  /** What the finder thinks it is. */
  readonly proposed_class: NcClass | null;
  readonly class: NcClass | null;
  readonly class_proposals: readonly At<NonconformityEventBody<'class.proposed'>>[];
  readonly clauses: readonly string[];
  readonly controls: readonly string[];
  /** The system that it is about; null for a finding about the organisation. */
  readonly system_id: string | null;
  readonly system_name: string | null;
  /** Every system in its extent, the one that it is about first. */
  readonly systems: readonly string[];
  /** The unit or the organisation that it reaches as a whole, beside the systems; null where only systems are named. */
  readonly wide: Extent | null;
  readonly unit: string | null;
  readonly found_at: Instant | null;
  readonly raised_at: Instant | null;
  readonly raised_by: string | null;
  readonly source_case: string | null;
  readonly vendor: string | null;
  /** The certification body's or the contract's own deadline. */
  readonly deadline: Instant | null;
  readonly evidence: readonly string[];
  readonly near_miss: boolean;
  readonly policy_digest: string | null;
  /** What it may be a duplicate of, as found when it was raised. */
  readonly alike: readonly Likeness[];
  readonly cycle: number;
  readonly owner: string | null;
  readonly accountable: string | null;
  readonly classified: { readonly by: string; readonly at: Instant } | null;
  readonly steps: readonly NcStepView[];
  readonly correction: At<NonconformityEventBody<'correction.recorded'>> | null;
  /** One of each cycle, the present one last. */
  readonly root_causes: readonly At<NonconformityEventBody<'root_cause.recorded'>>[];
  readonly plans: readonly PlanView[];
  readonly actions: readonly ActionView[];
  readonly extensions: readonly ExtensionView[];
  /** Who may approve or return the plan that is submitted now. */
  readonly may_approve_plan: readonly string[];
  readonly evidence_verified_at: Instant | null;
  readonly wait_until: Instant | null;
  readonly checks: readonly At<NonconformityEventBody<'effectiveness.checked'> & { readonly cycle: number }>[];
  readonly last_verdict: EffectVerdict | null;
  /** A rejection or cancellation that waits for its second person. */
  readonly proposal: { readonly what: 'reject' | 'cancel'; readonly person: string; readonly reason: string; readonly at: Instant; readonly removed_by: string | null; readonly evidence: readonly string[] } | null;
  readonly merged_into: string | null;
  readonly accepted: { readonly until: Instant; readonly person: string; readonly reason: string; readonly compensating_control: string; readonly at: Instant } | null;
  readonly dispute: { readonly person: string; readonly reason: string; readonly at: Instant; readonly obligation_id: string; readonly upheld: boolean | null } | null;
  /** Earlier ones that it may repeat, and what the coordinator decided of each; `confirmed` null while undecided. */
  readonly recurrence: readonly { readonly id: string; readonly by: Likeness['by']; readonly score: number; readonly confirmed: boolean | null; readonly decided_by: string | null }[];
  /** Re-assessments of the risk; one with `done_at` null blocks closure. */
  readonly reassessments: readonly { readonly obligation_id: string; readonly rule: string; readonly done_at: Instant | null }[];
  readonly costs: readonly At<NonconformityEventBody<'cost.recorded'>>[];
  readonly reopened: readonly { readonly cycle: number; readonly rule: string; readonly at: Instant }[];
  readonly closed_at: Instant | null;
  /** What it holds shut at present. */
  readonly blockers: readonly Blocker[];
  readonly obligations: readonly Obligation[];
  /** What the ladder does next, the earliest first. */
  readonly next_rungs: readonly { readonly obligation_id: string; readonly rung: string; readonly level: string; readonly at: Instant; readonly to: readonly string[] }[];
}
