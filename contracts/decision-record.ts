import type { DecidedBy, DeploymentView, VoteView } from './deployment-view.ts';
import type { Instant } from './primitives.ts';

/** The facts of the request that were decided on, as the case shows them. */
export const ASKED = [
  ...(['title', 'rationale', 'options', 'requester', 'owner', 'submitted_at', 'fixes', 'consent'] as const),
  ...(['system_id', 'system_name', 'version_id', 'version_name', 'environment', 'change_type'] as const),
  ...(['tier', 'path', 'score', 'traits', 'policy_digest'] as const),
] as const;
type Asked = Pick<DeploymentView, (typeof ASKED)[number]>;

/**
 * The decision log's entry of one deployment (R-09, §1 artefacts): what was asked, what was weighed, who decided how and
 * why, under which conditions, on which evidence. JSON as it stands; `render/certificate.ts` puts it on one page.
 */
export interface DecisionRecord extends Asked {
  readonly case_id: string;
  readonly state: string;
  readonly decision: {
    /** `approved`, `conditionally_approved`, or how the case ended without an approval. */
    readonly what: string;
    readonly at: Instant;
    /** The person whose word alone ended it, e.g. a withdrawal; null where lanes or a rule did. */
    readonly by: string | null;
    readonly valid_until: Instant | null;
    /** The rule and the lane that rejected it. */
    readonly rule: string | null;
    readonly lane: string | null;
    /** That person's reason. */
    readonly reason: string | null;
  };
  /** How an approval came to its end later: revoked, expired, superseded; null while it stands. */
  readonly ended: DecidedBy | null;
  /** What was frozen, and by which digests it can be checked. */
  readonly evidence: { readonly revision: number; readonly package_digest: string; readonly components: Readonly<Record<string, string>>; readonly documents: Readonly<Record<string, string>> };
  readonly checks: DeploymentView['checks'];
  /** Per lane the words that counted, as they were signed. */
  readonly lanes: readonly { readonly lane: string; readonly name: string; readonly needed: number; readonly state: string; readonly overridden_until: Instant | null; readonly signatures: readonly VoteView[] }[];
  /** Words that counted and were no approval: rejections and requests for changes; who abstained or stepped aside. */
  readonly dissent: readonly VoteView[];
  readonly abstentions: readonly VoteView[];
  readonly conditions: DeploymentView['conditions'];
  /** Risk items of the system that stand accepted, by whom and until when. */
  readonly accepted_risks: readonly { readonly id: string; readonly title: string; readonly owner: string; readonly residual: string; readonly accepted_by: string | null; readonly accepted_until: Instant | null }[];
  readonly waived: DeploymentView['waived'];
  readonly permit: DeploymentView['permit'];
  readonly live: DeploymentView['live'];
}
