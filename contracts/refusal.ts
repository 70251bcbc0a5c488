/** Why a command was refused: a closed list, in answers and in the ledger (design §3). The HTTP status stands beside each. */
export const REFUSALS = {
  // what was asked is not well formed
  invalid: 422,
  unknown_system: 404,
  unknown_version: 404,
  unknown_case: 404,
  unknown_obligation: 404,
  unknown_person: 404,
  unknown_blocker: 404,
  unknown_permit: 404,
  unknown_policy: 404,
  unknown_evidence: 404,
  unknown_message: 404,
  already_exists: 409,
  // the package
  package_incomplete: 422,
  digest_mismatch: 422,
  evidence_missing: 422,
  evidence_changed: 422,
  // who
  not_permitted: 403,
  not_eligible: 403,
  separation_of_duties: 403,
  conflict_of_interest: 403,
  assurance_too_weak: 403,
  machine_cannot_sign: 403,
  delegation_circle: 422,
  delegation_not_allowed: 422,
  // when
  already_decided: 409,
  already_voted: 409,
  stale_package: 409,
  wrong_state: 409,
  not_due: 409,
  limit_reached: 409,
  rollout_in_progress: 409,
  blocked: 409,
  permit_spent: 409,
  permit_void: 409,
  permit_expired: 409,
  not_quorate: 409,
  last_activation_stands: 409,
  second_person_needed: 403,
  idempotency_conflict: 409,
} as const;
export type RefusalCode = keyof typeof REFUSALS;

/** A refusal: values, never exceptions. `detail` says what is wrong and what would be right. */
export interface Refusal {
  readonly refused: RefusalCode;
  readonly detail: string;
  /** JSON pointer into the command, when one field is at fault. */
  readonly pointer?: string;
  /** Further faults of the same command. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  /** Machine-readable extras: the blockers, the difference of two packages, who may. */
  readonly extra?: Readonly<Record<string, unknown>>;
}
