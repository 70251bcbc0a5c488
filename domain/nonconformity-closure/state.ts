import { NC_CLASSES, type EffectVerdict, type Likeness, type NcClass, type NonconformityStatus } from '../../contracts/nonconformity-closure.ts';
import type { ActionPlanned, NonconformityEventBody } from '../../contracts/nonconformity-events.ts';
import { isOpen, type Obligation } from '../../contracts/obligation.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { latest } from '../time/instant.ts';

type Raised = NonconformityEventBody<'nonconformity.raised'>;

/** One corrective action as it stands. */
export interface Action extends ActionPlanned {
  /** Number of the plan that it came with. */
  readonly plan: number;
  /** `waiting` for what it depends on, `open` is owed, `handed_in` waits for its verifier. */
  readonly state: 'waiting' | 'open' | 'handed_in' | 'verified' | 'dropped';
  readonly obligation_id: string | null;
  readonly verify_obligation_id: string | null;
  readonly evidence: readonly string[];
  /** Who did it: handed the evidence in. */
  readonly done_by: string | null;
  /** Everybody who was to do it, ever owed it or handed its evidence in: to give it away makes it nobody else's past. */
  readonly doers: readonly string[];
  readonly done_at: Instant | null;
  readonly verified_by: string | null;
  readonly verified_at: Instant | null;
  readonly returned_reason: string | null;
}

/** A request for more time; `number` counts those that were granted or are asked for, of one obligation. */
export interface Extension {
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

export interface Plan {
  readonly number: number;
  readonly plan_digest: string;
  readonly state: 'submitted' | 'approved' | 'returned';
  readonly by: string;
  /** Class and owner of the case when it was submitted: what is owed again after a return follows who and what it is by then. */
  readonly class: NcClass | null;
  readonly owner: string | null;
  readonly approved_by: string | null;
  readonly returned_reason: string | null;
  readonly effectiveness: NonconformityEventBody<'plan.submitted'>['effectiveness'];
}

export interface EffectCheck extends NonconformityEventBody<'effectiveness.checked'> {
  readonly cycle: number;
  readonly at: Instant;
}

/** Something that one person proposed and a second one decides. */
export interface Proposal {
  readonly what: 'reject' | 'cancel';
  readonly person: string;
  readonly reason: string;
  readonly at: Instant;
  readonly removed_by: string | null;
  readonly evidence: readonly string[];
}

export interface RootCauseRecorded extends NonconformityEventBody<'root_cause.recorded'> {
  readonly at: Instant;
}

export interface Correction extends NonconformityEventBody<'correction.recorded'> {
  readonly at: Instant;
}

/** A nonconformity, folded from its events (§3). */
export interface NonconformityState {
  readonly id: string;
  readonly exists: boolean;
  readonly status: NonconformityStatus;
  readonly raised: (Raised & { readonly at: Instant }) | null;
  /** 1 until it is reopened; each cycle has a root cause and a plan of its own. */
  readonly cycle: number;
  readonly class: NcClass | null;
  readonly severity: Raised['severity'];
  readonly requirement: Raised['requirement'];
  readonly owner: string | null;
  /** Everybody who ever owned it: to give a case away makes it nobody else's past. */
  readonly owners: readonly string[];
  /** Everybody who ever owed or did its correction, root cause or plan: in the owner's place, e.g. a leaver's heir. */
  readonly step_owners: readonly string[];
  readonly accountable: string | null;
  readonly classified: ({ readonly by: string; readonly at: Instant } & Pick<NonconformityEventBody<'nonconformity.classified'>, 'due' | 'effect_on_gates' | 'wide'>) | null;
  /** Classes that a rule proposed and nobody has decided on yet. */
  readonly class_proposals: readonly (NonconformityEventBody<'class.proposed'> & { readonly at: Instant })[];
  /** Those that the coordinator decided on, by classing it so or otherwise. */
  readonly class_decided: NonconformityState['class_proposals'];
  /** Every system in its extent, the one that it is about first (clause 10.2). */
  readonly systems: readonly string[];
  /** What was put right; null again when it happened again, or when the evidence of it was false. */
  readonly correction: Correction | null;
  readonly root_causes: readonly RootCauseRecorded[];
  readonly plans: readonly Plan[];
  readonly actions: readonly Action[];
  /** When the evidence of every action of this cycle was verified; null again once it is reopened. */
  readonly evidence_verified_at: Instant | null;
  readonly wait_until: Instant | null;
  /** How often an inconclusive check extended the wait of this cycle. */
  readonly waits_extended: number;
  readonly checks: readonly EffectCheck[];
  readonly extensions: readonly Extension[];
  readonly proposal: Proposal | null;
  readonly merged_into: string | null;
  readonly accepted: { readonly until: Instant; readonly person: string; readonly reason: string; readonly compensating_control: string; readonly at: Instant } | null;
  readonly dispute: { readonly person: string; readonly reason: string; readonly at: Instant; readonly obligation_id: string; readonly upheld: boolean | null } | null;
  /** Earlier ones that it may repeat: suggested, and what the coordinator decided of each. */
  readonly recurrence: { readonly alike: readonly Likeness[]; readonly obligation_id: string; readonly at: Instant; readonly decided: readonly { readonly of: string; readonly confirmed: boolean; readonly person: string }[] } | null;
  /** Open re-assessments of the risk: they block closure. */
  readonly reassessments: readonly { readonly obligation_id: string; readonly rule: string; readonly done_at: Instant | null; readonly evidence: readonly string[] }[];
  /** Every file that the case ever rested on. */
  readonly evidence: readonly string[];
  /** Those of them that were named as false, with the cycle that ended by it: they show nothing in this case any more. */
  readonly false_evidence: readonly { readonly digest: string; readonly cycle: number }[];
  readonly costs: readonly (NonconformityEventBody<'cost.recorded'> & { readonly at: Instant })[];
  readonly reopened: readonly { readonly cycle: number; readonly rule: string; readonly at: Instant }[];
  /** When it last came back after it was over; a new cycle of one that was open all the time is none. */
  readonly open_again_at: Instant | null;
  readonly closed_at: Instant | null;
  readonly board_told: boolean;
  readonly obligations: readonly Obligation[];
  readonly last_at: Instant | null;
  readonly last_verdict: EffectVerdict | null;
}

/** The record before its first event. */
export const initial = (id: string): NonconformityState => ({
  id,
  exists: false,
  status: 'raised',
  raised: null,
  cycle: 1,
  class: null,
  severity: 'medium',
  requirement: 'internal',
  owner: null,
  owners: [],
  step_owners: [],
  accountable: null,
  classified: null,
  class_proposals: [],
  class_decided: [],
  systems: [],
  correction: null,
  root_causes: [],
  plans: [],
  actions: [],
  evidence_verified_at: null,
  wait_until: null,
  waits_extended: 0,
  checks: [],
  extensions: [],
  proposal: null,
  merged_into: null,
  accepted: null,
  dispute: null,
  recurrence: null,
  reassessments: [],
  evidence: [],
  false_evidence: [],
  costs: [],
  reopened: [],
  open_again_at: null,
  closed_at: null,
  board_told: false,
  obligations: [],
  last_at: null,
  last_verdict: null,
});

const OVER = ['near_miss', 'rejected_as_nc', 'merged', 'cancelled', 'closed'] as const;
/** Nobody owes anything any more; `reopen` begins again. */
export const isOver = ({ status }: Pick<NonconformityState, 'status'>): boolean => (OVER as readonly string[]).includes(status);
/** Since when it is known for what it is and not over: the first classification, or its coming back after it was over. */
export const openSince = ({ classified, open_again_at }: NonconformityState): Instant | null => (classified === null ? null : latest([classified.at, open_again_at]));
/** Classified and worked on: the branches of §3 are open to it. */
export const isWorkedOn = (state: NonconformityState): boolean => state.exists && !isOver(state) && state.status !== 'raised';
export const planNow = (state: NonconformityState): Plan | undefined => state.plans.at(-1);
/** The cause of the present cycle, once it is recorded. */
export const causeNow = (state: NonconformityState): RootCauseRecorded | undefined => state.root_causes.findLast((cause) => cause.cycle === state.cycle);
export const actionOf = (state: NonconformityState, id: string): Action | undefined => state.actions.find((action) => action.action_id === id);
/** Actions of the latest plan; those of an earlier one were dropped, or verified in an earlier cycle. */
export const actionsNow = (state: NonconformityState): readonly Action[] => state.actions.filter((action) => action.state !== 'dropped' && action.plan === planNow(state)?.number);
/** The open obligation of a kind, and for actions of that action. */
export const openOf = (state: NonconformityState, kind: Obligation['kind'], subject: Readonly<Record<string, string>> = {}): Obligation | undefined =>
  state.obligations.find((o) => o.kind === kind && isOpen(o) && Object.entries(subject).every(([key, value]) => o.subject[key] === value));

/** The gravest class that a rule proposes and nobody has decided on; undefined where none is proposed (§3 class). */
export const raiseProposed = ({ class_proposals }: NonconformityState): NcClass | undefined => NC_CLASSES.find((each) => class_proposals.some((one) => one.class === each));

/** Earlier ones that it may repeat and of which nobody has said whether it does. */
export const undecidedRepeats = ({ recurrence }: NonconformityState): readonly string[] =>
  (recurrence?.alike ?? []).map(({ id }) => id).filter((id) => recurrence?.decided.some(({ of }) => of === id) !== true);
/** The question of a recurrence is settled once one is confirmed, or none is left. */
export const isRecurrenceDecided = (state: NonconformityState): boolean => state.recurrence?.decided.some(({ confirmed }) => confirmed) === true || undecidedRepeats(state).length === 0;
