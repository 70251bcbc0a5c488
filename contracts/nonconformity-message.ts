import type { FishboneBranch, LIKENESS, NcClass, NonconformityStatus } from './nonconformity-closure.ts';
import type { Extent, Instant } from './primitives.ts';

/** What a message about a nonconformity shows of it: the record as it stands, and of its parts those that the message is about. */
export interface NonconformityShown {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly state: NonconformityStatus;
  readonly cycle: number;
  readonly class: NcClass | null;
  readonly proposed_class: NcClass | null;
  readonly severity: string;
  readonly source: string;
  readonly clauses: readonly string[];
  readonly controls: readonly string[];
  /** The systems in its extent, by name where it is known, else by id. */
  readonly systems: readonly string[];
  /** The unit or the organisation that it reaches as a whole; null where only systems are named. */
  readonly wide: Extent | null;
  /** Name of that unit; null where it is none. */
  readonly wide_name: string | null;
  readonly raised_by: string;
  readonly owner: string | null;
  readonly deadline: Instant | null;
  /** Whether it holds the gates of all that shut. */
  readonly holds: boolean;
  readonly action: {
    readonly title: string;
    readonly owner: string;
    readonly verifier: string;
    readonly evidence_spec: string;
    readonly evidence: readonly string[];
    readonly done_by: string | null;
    readonly returned_reason: string | null;
  } | null;
  readonly plan: {
    readonly number: number;
    readonly by: string;
    readonly plan_digest: string;
    readonly returned_reason: string | null;
    readonly actions: readonly { readonly title: string; readonly owner: string; readonly due_at: Instant }[];
  } | null;
  readonly effectiveness: { readonly measure: string; readonly target: string; readonly method: string; readonly checker: string } | null;
  readonly check: { readonly verdict: string; readonly measured: string; readonly person: string } | null;
  readonly cause: CauseShown | null;
  readonly extension: { readonly number: number; readonly until: Instant; readonly person: string; readonly reason: string; readonly interim_control: string; readonly state: string } | null;
  readonly proposal: { readonly what: 'reject' | 'cancel'; readonly person: string; readonly reason: string } | null;
  readonly dispute: { readonly person: string; readonly reason: string } | null;
  readonly alike: readonly { readonly id: string; readonly by: readonly (typeof LIKENESS)[number][] }[];
}

/** The analysis in the order in which it is read. */
export interface CauseShown {
  readonly cause: string;
  readonly cause_class: string;
  readonly whys: readonly { readonly because: string; readonly assumption: boolean }[];
  readonly fishbone: readonly { readonly branch: FishboneBranch; readonly cause: string; readonly weight: 'root' | 'contributing' }[];
  readonly escape: string | null;
}
