/** One thing that is wrong: where, what, and what would be right, in one line. */
export type Finding = string;

/** What one check has to say. `notes` tell what could not be looked at. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly notes?: readonly string[];
}
