import type { Blocker } from './blocker.ts';
import type { ConditionSet, PackageManifest } from './deployment-events.ts';
import type { DeploymentStatus, Verdict } from './deployment-approval.ts';
import type { Obligation } from './obligation.ts';
import type { Proof } from './session.ts';
import type { Assurance, Instant } from './primitives.ts';
import type { SlackMenuItem } from './slack-actions.ts';

/** A vote as everybody may read it. */
export interface VoteView {
  readonly id: string;
  readonly lane: string;
  readonly person: string;
  /** Set when a delegate signed: the record shows "B for A" (§1.01). */
  readonly on_behalf_of: string | null;
  readonly verdict: Verdict;
  readonly at: Instant;
  readonly door: string;
  readonly assurance: Assurance;
  /** What the identity provider proved of the signer; absent where none was asked. */
  readonly proof?: Proof;
  /** Given where one can be anybody: by the embedded sign-in, or in the stand-in for Slack. */
  readonly development?: true;
  readonly reason: string | null;
  readonly package_digest: string;
  readonly weight: 'counts' | 'void' | 'withdrawn';
  readonly flagged: string | null;
}

/** How a case was decided or ended, by whose word if it was one person's, and why if somebody said so. */
export interface DecidedBy {
  readonly what: string;
  readonly person: string | null;
  readonly at: Instant;
  readonly reason: string | null;
}

export interface LaneView {
  readonly lane: string;
  readonly name: string;
  readonly state: 'waiting' | 'open' | 'passed' | 'failed' | 'overridden';
  readonly needed: number;
  readonly approvals: number;
  readonly veto: boolean;
  readonly committee: boolean;
  readonly obligation_id: string | null;
  readonly due_at: Instant | null;
  readonly overridden_until: Instant | null;
  /** Who may sign at present. */
  readonly may_sign: readonly string[];
  /** Whose approval would bring the lane nearer without making another impossible (§1.05). */
  readonly could_satisfy: readonly string[];
  readonly votes: readonly VoteView[];
}

export type HoldingView = Pick<Blocker, 'id' | 'kind' | 'title' | 'owner' | 'link' | 'extent' | 'holds' | 'raised_at'>;

/** A blocker that would hold, but for a waiver; at its end it holds again. */
export interface WaivedView extends HoldingView {
  readonly waived_until: Instant;
  readonly waived_by: string;
}

/** A condition of an approval (§1.08, §1.21). */
export interface ConditionView extends ConditionSet {
  /** The lane that set it; null for a nonconformity. */
  readonly lane: string | null;
  /** The open nonconformity that it is, where a rule set it for one: it is met when that is over. */
  readonly nonconformity?: string;
  readonly state: string;
  readonly obligation_id: string | null;
  readonly review_obligation_id: string | null;
  readonly evidence: readonly string[];
  readonly returned_reason: string | null;
}

/** A deployment case as API, CLI, console and messages show it; a fold over its events plus the facts of the moment. */
export interface DeploymentView {
  readonly id: string;
  readonly kind: 'deployment';
  readonly state: DeploymentStatus;
  readonly outcome: string | null;
  readonly title: string;
  readonly rationale: string;
  readonly options: readonly string[];
  readonly system_id: string;
  readonly system_name: string;
  readonly version_id: string;
  readonly version_name: string;
  readonly environment: string;
  readonly change_type: string;
  readonly requester: string;
  readonly owner: string;
  readonly unit: string;
  readonly tier: string;
  readonly path: string | null;
  readonly score: number;
  readonly traits: readonly string[];
  readonly policy_digest: string;
  readonly revision: number;
  readonly package_digest: string;
  readonly manifest: PackageManifest;
  /** Components that differ from the last approval; null where there is nothing to compare with. */
  readonly changed: Compared | null;
  readonly submitted_at: Instant | null;
  readonly decided_at: Instant | null;
  readonly valid_until: Instant | null;
  readonly fixes: string | null;
  readonly consent: { readonly person: string; readonly at: Instant } | null;
  readonly lanes: readonly LaneView[];
  readonly notices: readonly string[];
  readonly checks: readonly { readonly check: string; readonly outcome: 'pass' | 'fail'; readonly subject: string; readonly code: string }[];
  /** Everything that holds the gate, the permit or the live rollout now, with owner and link. */
  readonly blockers: readonly HoldingView[];
  /** What a waiver keeps from holding. */
  readonly waived: readonly WaivedView[];
  readonly vacancies: readonly string[];
  /** The conflict report: who may not judge this revision, and why (R-79, §1.04, §1.05). */
  readonly conflicts: readonly { readonly person: string; readonly why: string }[];
  readonly conditions: readonly ConditionView[];
  readonly questions: readonly { readonly id: string; readonly lane: string; readonly person: string; readonly question: string; readonly answer: string | null; readonly state: string; readonly answer_obligation_id: string | null }[];
  readonly permit: { readonly id: string; readonly state: string; readonly issued_at: Instant; readonly expires_at: Instant } | null;
  readonly live: { readonly at: Instant; readonly environment: string } | null;
  readonly decision: { readonly conditional: boolean; readonly approvers: readonly { readonly lane: string; readonly people: readonly string[] }[]; readonly dissent: readonly { readonly lane: string; readonly person: string; readonly verdict: string }[] } | null;
  readonly rejected: { readonly lane: string | null; readonly veto: boolean; readonly rule: string; readonly override_until: Instant | null } | null;
  readonly decided_by: DecidedBy | null;
  readonly obligations: readonly Obligation[];
  /** Rungs still to come, earliest first. */
  readonly next_rungs: readonly { readonly obligation_id: string; readonly rung: string; readonly level: string; readonly at: Instant; readonly to: readonly string[] }[];
}

/** Components of a version against those of the approved one that is live there, or of the revision before; null on a side where there is none. */
export interface Compared {
  readonly since: 'approval' | 'revision';
  readonly components: readonly { readonly name: string; readonly before: string | null; readonly after: string | null }[];
}

/** What a message to one person is rendered from; pure data, so that a redraw shows the record and nothing else (§1.20). */
export interface MessageView {
  readonly kind: string;
  readonly recipient: { readonly id: string; readonly name: string };
  readonly about: Readonly<Record<string, string>>;
  readonly late: boolean;
  /** The lane that it is about, by name; of an answer, the one for which was asked. */
  readonly lane_name: string | null;
  /** When what it is about is due; null once that has ended, and where nothing is due. */
  readonly due_at: Instant | null;
  /** Absolute link to the case. */
  readonly case_url: string;
  /** Absolute link to the case with the form of what is owed; the case's own where nothing is. */
  readonly form_url: string;
  readonly case: {
    readonly id: string;
    readonly title: string;
    readonly state: string;
    readonly system: string;
    readonly version: string;
    readonly environment: string;
    readonly tier: string;
    readonly revision: number;
    readonly package_digest: string;
    readonly digests: readonly { readonly component: string; readonly digest: string }[];
    readonly changed: Compared | null;
    readonly checks: readonly { readonly check: string; readonly outcome: string; readonly subject: string }[];
    readonly blockers: readonly { readonly title: string; readonly owner: string; readonly link: string }[];
    /** Open nonconformities on whose condition the approval stands, with absolute links; absent where there is none. */
    readonly depends_on?: readonly { readonly title: string; readonly owner: string; readonly link: string }[];
    readonly signed: readonly { readonly lane: string; readonly person: string; readonly on_behalf_of: string | null; readonly verdict: string; readonly at: Instant }[];
    /** Names of the policy's lanes, by id. */
    readonly lane_names: Readonly<Record<string, string>>;
    readonly requester: string;
    readonly valid_until: Instant | null;
    readonly decided_by: DecidedBy | null;
  } | null;
  readonly obligation: {
    readonly id: string;
    readonly kind: string;
    readonly lane: string | null;
    readonly lane_name: string | null;
    readonly due_at: Instant | null;
    readonly state: string;
    /** How it ended, for a redraw: who, what, when, why. */
    readonly ended: { readonly what: string; readonly person: string | null; readonly at: Instant; readonly reason: string | null } | null;
    /** The question, condition or task in words. */
    readonly text: string | null;
  } | null;
  /** How this person may sign now: by a button here, or, where a click proves too little for the tier, on the page behind `url`; null for whoever has nothing to sign. */
  readonly sign: { readonly by: 'button'; readonly needed: Assurance } | { readonly by: 'page'; readonly needed: Assurance; readonly url: string } | null;
  /** Buttons that make sense for this person now; none once it is decided. */
  readonly actions: readonly { readonly action: string; readonly label: string; readonly style: 'primary' | 'danger' | 'plain'; readonly needs_reason: boolean }[];
  /** What else this person may do about it: step aside, ask, let somebody else sign; nudge, give it away, snooze. */
  readonly menu: readonly SlackMenuItem[];
}
