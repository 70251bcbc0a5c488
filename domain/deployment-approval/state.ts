import type { ConditionSet, DeploymentEventBody, DeploymentEventType, PackageManifest, PlannedLane } from '../../contracts/deployment-events.ts';
import type { DeploymentStatus, Verdict } from '../../contracts/deployment-approval.ts';
import type { DecidedBy } from '../../contracts/deployment-view.ts';
import type { Reserve } from '../authority/eligibility.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import { isOpen, type Obligation } from '../../contracts/obligation.ts';
import type { Proof } from '../../contracts/session.ts';
import type { Assurance, DigestSet, Instant, Tier } from '../../contracts/primitives.ts';

export interface Revision {
  readonly number: number;
  /** What was frozen, with the tier and path in force: they rise when the tier is raised by hand (§1.23). */
  readonly manifest: PackageManifest;
  /** What `package_digest` is the digest of. */
  readonly frozen: PackageManifest;
  readonly package_digest: string;
  readonly authors: readonly string[];
  readonly signature_required: boolean;
  /** Who asked for this revision. */
  readonly asked_by: string | null;
  readonly at: Instant;
}

/** One person's word in a lane. Only a standing of `counts` is weighed; the rest stays on record. */
export interface Vote {
  readonly id: string;
  readonly lane: string;
  readonly person: string;
  readonly on_behalf_of: string | null;
  readonly verdict: Verdict;
  readonly revision: number;
  readonly package_digest: string;
  readonly at: Instant;
  readonly door: string;
  readonly assurance: Assurance;
  readonly proof?: Proof;
  readonly development?: true;
  readonly reason: string | null;
  readonly conditions: readonly ConditionSet[];
  readonly weight: 'counts' | 'void' | 'withdrawn';
  readonly flagged: string | null;
}

export interface LaneState extends PlannedLane {
  readonly state: 'waiting' | 'open' | 'passed' | 'failed' | 'overridden';
  readonly obligation_id: string | null;
  /** The reserves who may sign too, since the members alone can't (§1.03, §1.04). */
  readonly referred: readonly Reserve[];
  /** Those of them who were asked. */
  readonly asked: readonly string[];
  readonly overridden_until: Instant | null;
  readonly stuck: boolean;
}

export interface Condition extends ConditionSet {
  /** The lane that judges its evidence; null for a nonconformity, which is closed elsewhere. */
  readonly lane: string | null;
  /** Vote that set it; null when a rule did (§1.15, §1.21). */
  readonly vote_id: string | null;
  /** The open nonconformity that it is, when a rule set it for one (§1.21). */
  readonly nonconformity?: string;
  /** The unpinned dependency that it is about, when a rule set it (§1.15). */
  readonly dependency: string | null;
  readonly state: 'set' | 'open' | 'submitted' | 'met' | 'missed' | 'dropped';
  readonly obligation_id: string | null;
  readonly review_obligation_id: string | null;
  readonly evidence: readonly string[];
  /** Why the evidence handed in last was returned; null once there is other evidence. */
  readonly returned_reason: string | null;
  /** Who handed the evidence in, and so can't be the one who accepts it. */
  readonly submitted_by: string | null;
  /** When it was found overdue after deployment; handing in late does not undo that, acceptance or an extension does (§1.08). */
  readonly missed_at: Instant | null;
}

/** A condition that its owner owes to a lane. */
export type OwedCondition = Condition & { readonly lane: string };
export const isOwedCondition = (condition: Condition): condition is OwedCondition => condition.lane !== null;

export interface Question {
  readonly id: string;
  readonly obligation_id: string;
  readonly answer_obligation_id: string | null;
  readonly lane: string;
  readonly person: string;
  readonly question: string;
  readonly answer: string | null;
  readonly asked_at: Instant;
  readonly resume_by: Instant;
  readonly ended_at: Instant | null;
  readonly state: 'open' | 'answered' | 'lapsed';
}

export interface Permit {
  readonly id: string;
  readonly issued_at: Instant;
  readonly expires_at: Instant;
  readonly environment: string;
  readonly version_id: string;
  readonly digests: DigestSet;
  readonly package_digest: string;
  readonly state: 'issued' | 'used' | 'void' | 'expired';
  readonly ended_by: string | null;
}

export interface Decided {
  readonly conditional: boolean;
  readonly at: Instant;
  readonly valid_until: Instant;
  readonly notices: readonly Instant[];
  readonly approvers: DeploymentEventBody<'deployment.approved'>['approvers'];
  readonly dissent: DeploymentEventBody<'deployment.approved'>['dissent'];
}

/** The tier that two people set, and what was assessed then: a lowered one stands only while nothing got worse (R-02, §1.23). */
export interface TierSet {
  readonly tier: Tier;
  readonly raised: boolean;
  readonly score: number;
  readonly traits: PackageManifest['traits'];
}

export interface TierOverride {
  readonly person: string;
  readonly tier: Tier;
  readonly at: Instant;
  readonly revision: number;
}

/** A deployment case, folded from its events. */
export interface DeploymentState {
  readonly id: string;
  readonly exists: boolean;
  readonly status: DeploymentStatus;
  /** How it ended, once it has; kept when it closes. */
  readonly outcome: 'rejected' | 'withdrawn' | 'lapsed' | 'expired' | 'revoked' | 'superseded' | null;
  readonly title: string;
  readonly rationale: string;
  readonly options: readonly string[];
  readonly requester: string;
  readonly owner: string;
  readonly unit: string;
  readonly window: { readonly from: Instant; readonly until: Instant } | null;
  readonly fixes: string | null;
  readonly consent: { readonly person: string; readonly at: Instant } | null;
  readonly submitted_at: Instant | null;
  readonly revisions: readonly Revision[];
  readonly lanes: readonly LaneState[];
  readonly notices: readonly string[];
  /** Those of them that were told. */
  readonly lanes_noticed: readonly string[];
  readonly votes: readonly Vote[];
  readonly checks: { readonly results: DeploymentEventBody<'checks.completed'>['results']; readonly at: Instant } | null;
  /** How often the checks were owed: makes each round's commit unique. */
  readonly check_round: number;
  /** When the request was last put to the gate as a whole: submitted, revised, reopened, or its tier raised. */
  readonly put_at: Instant | null;
  readonly blocked_by: readonly string[];
  readonly conditions: readonly Condition[];
  readonly questions: readonly Question[];
  /** When the lane clocks run on although the requester still owes a revision (§0.06). */
  readonly changes_resume_by: Instant | null;
  readonly decided: Decided | null;
  /** Whether it ever was, also when that was undone: the next request is not novel then (§1.23). */
  readonly approved_once: boolean;
  readonly rejected: { readonly lane: string | null; readonly veto: boolean; readonly rule: string; readonly at: Instant; readonly override_until: Instant | null } | null;
  readonly override_given: readonly { readonly lane: string; readonly person: string }[];
  readonly tier_overrides: readonly TierOverride[];
  readonly tier_set: TierSet | null;
  readonly permit: Permit | null;
  readonly live: { readonly at: Instant; readonly digests: DigestSet; readonly environment: string } | null;
  readonly noticed: readonly Instant[];
  readonly closes_at: Instant | null;
  readonly obligations: readonly Obligation[];
  /** Who decided, and when, for "already decided by …". */
  readonly decided_by: DecidedBy | null;
  readonly last_at: Instant | null;
}

export function initial(id: string): DeploymentState {
  return {
    id,
    exists: false,
    status: 'submitted',
    outcome: null,
    title: '',
    rationale: '',
    options: [],
    requester: '',
    owner: '',
    unit: '',
    window: null,
    fixes: null,
    consent: null,
    submitted_at: null,
    revisions: [],
    lanes: [],
    notices: [],
    lanes_noticed: [],
    votes: [],
    checks: null,
    check_round: 0,
    put_at: null,
    blocked_by: [],
    conditions: [],
    questions: [],
    changes_resume_by: null,
    decided: null,
    approved_once: false,
    rejected: null,
    override_given: [],
    tier_overrides: [],
    tier_set: null,
    permit: null,
    live: null,
    noticed: [],
    closes_at: null,
    obligations: [],
    decided_by: null,
    last_at: null,
  };
}

/** The revision now under judgement. Only for a case that exists. */
export function current(state: DeploymentState): Revision {
  const revision = state.revisions.at(-1);
  if (!revision) throw new Error(`case ${state.id} has no revision`);
  return revision;
}

export const laneOf = (state: DeploymentState, lane: string): LaneState | undefined => state.lanes.find((l) => l.lane === lane);
export const countingVotes = (state: DeploymentState, lane: string): readonly Vote[] =>
  state.votes.filter((vote) => vote.lane === lane && vote.weight === 'counts');
export const openObligation = (state: DeploymentState, id: string): Obligation | undefined =>
  state.obligations.find((o) => o.id === id && isOpen(o));

const REVIEWABLE: readonly DeploymentStatus[] = ['checking', 'blocked', 'in_review', 'changes_requested'];
const APPROVED: readonly DeploymentStatus[] = ['approved', 'conditionally_approved', 'permit_issued'];
const LIVE: readonly DeploymentStatus[] = ['live', 'approval_expiring'];
export const isUndecided = (state: DeploymentState): boolean => REVIEWABLE.includes(state.status);
export const isApproved = (state: DeploymentState): boolean => APPROVED.includes(state.status);
export const isLive = (state: DeploymentState): boolean => LIVE.includes(state.status);
/** Whether an approval still depends on something; an ongoing condition of a lane is owed again each time that it was met (§1.08). */
export const isConditional = ({ conditions }: DeploymentState): boolean =>
  conditions.some(({ state, type, lane }) => state !== 'dropped' && (state !== 'met' || (type === 'ongoing' && lane !== null)));
/** Where the version runs, or may run since its permit was used; null while it can't. */
export const rolledOutTo = ({ live, permit }: DeploymentState): string | null =>
  live?.environment ?? (permit?.state === 'used' ? permit.environment : null);

/** A typed view of a recorded event, or null when it is of another type. */
export function as<T extends DeploymentEventType>(event: RecordedEvent, type: T): DeploymentEventBody<T> | null {
  return event.type === type ? (event.body as DeploymentEventBody<T>) : null;
}
