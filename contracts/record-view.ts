import type { MessageView } from './deployment-view.ts';
import type { NonconformityShown } from './nonconformity-message.ts';
import type { Instant } from './primitives.ts';

/**
 * What a message about a system, the house or a nonconformity is rendered from: pure data, as {@link MessageView} is for a deployment. Of the
 * subjects that can be named at most those are there that the message is about and that the record still holds.
 */
export interface RecordView extends Pick<MessageView, 'kind' | 'recipient' | 'about' | 'late' | 'obligation' | 'actions' | 'menu'> {
  /** Id of the record: `sys_…`, `nc_…` or `house`. */
  readonly record: string;
  /** The event that is told; null when the message is about an obligation. */
  readonly what: string | null;
  /** Absolute link to where it is looked at. */
  readonly url: string;
  /** Absolute link to the form of what is owed, where the record's page has one. */
  readonly form_url?: string;
  /** Absolute link to where it is signed, when a click in a chat proves too little for what is owed. */
  readonly sign_url?: string;
  /** Absolute link to where the finding is raised that this one makes necessary. */
  readonly raise_url?: string;
  readonly system: { readonly id: string; readonly name: string; readonly owner: string } | null;
  readonly blocker: {
    readonly id: string;
    readonly kind: string;
    readonly title: string;
    readonly owner: string;
    /** `organisation`, or the id of the unit or system. */
    readonly reach: string;
    readonly source_case: string | null;
  } | null;
  readonly risk: { readonly id: string; readonly title: string; readonly owner: string; readonly residual: string; readonly state: string; readonly accepted_by: string | null } | null;
  readonly drift: { readonly environment: string; readonly case_id: string; readonly parts: readonly { readonly component: string; readonly expected: string | null; readonly observed: string }[] } | null;
  readonly policy: { readonly digest: string; readonly changed: readonly string[]; readonly proposed_by: string | null; readonly state: string } | null;
  readonly delegation: { readonly from: string; readonly to: string; readonly lane: string; readonly lane_name: string; readonly until: Instant | null } | null;
  readonly absence: { readonly person: string; readonly until: Instant | null; readonly deputy: string | null } | null;
  readonly gained: readonly { readonly person: string; readonly role: string; readonly unit: string | null }[];
  readonly nonconformity?: NonconformityShown;
}
