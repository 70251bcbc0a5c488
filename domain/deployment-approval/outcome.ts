import { after, owe, settleObligation, withdrawAll, type Case } from './case.ts';
import { current, rolledOutTo } from './state.ts';
import type { Instant } from '../../contracts/primitives.ts';

/** Voids an unspent permit (§1.09). */
export function voidPermit(draft: Case, rule: string): void {
  const { permit } = draft.state;
  if (permit?.state === 'issued') draft.add('permit.voided', { permit_id: permit.id, rule });
}

const closesAt = (draft: Case) => after(draft, draft.context.policy.thresholds.closing_grace);

/** Rejects the case; a veto may be overridden for a while, a prohibited practice never (§1.07). */
export function rejectAtOnce(draft: Case, lane: string | null, veto: boolean, rule: string): void {
  const override_until = veto ? after(draft, draft.context.policy.thresholds.veto_override.within) : null;
  const grace = closesAt(draft);
  withdrawAll(draft, 'rejected');
  draft.add('deployment.rejected', { lane, veto, rule, override_until, closes_at: override_until !== null && override_until > grace ? override_until : grace });
}

/** Ends the case at the word of requester or owner (§1.12). */
export function withdrawCase(draft: Case, person: string, reason: string): void {
  withdrawAll(draft, 'withdrawn');
  voidPermit(draft, 'withdrawn');
  draft.add('deployment.withdrawn', { person, reason, closes_at: closesAt(draft) });
}

/** Ends a case that nobody decided, after the board was told (§1 timers): lapsed is not rejected. */
export function lapse(draft: Case, obligation_id: string): void {
  settleObligation(draft, obligation_id, 'failed', 'lapsed');
  withdrawAll(draft, 'lapsed');
  draft.add('deployment.lapsed', { rule: 'sla_cap', obligation_id, closes_at: closesAt(draft) });
}

/** Takes the approval back (any time after it was given). What is live unapproved keeps the case open. */
export function revoke(draft: Case, person: string | null, rule: string, reason: string | null): void {
  withdrawAll(draft, 'revoked');
  voidPermit(draft, 'revoked');
  const runs = rolledOutTo(draft.state) !== null;
  draft.add('approval.revoked', { person, rule, reason, closes_at: runs ? null : closesAt(draft) });
  if (runs) oweRetirementReview(draft);
}

/** The approval's time is over (§1 states). What runs on without one keeps the case open, and asks for a review of retirement. */
export function expire(draft: Case, valid_until: Instant): void {
  const runs = rolledOutTo(draft.state) !== null;
  withdrawAll(draft, 'expired');
  voidPermit(draft, 'approval_expired');
  draft.add('approval.expired', { valid_until, closes_at: runs ? null : closesAt(draft) });
  if (runs) oweRetirementReview(draft);
}

/** The owner of what runs without a valid approval must say what becomes of it. */
function oweRetirementReview(draft: Case): void {
  owe(draft, {
    kind: 'retirement_review',
    subject: { version: current(draft.state).manifest.version_id },
    owed_by: { person: draft.state.owner },
    sla: draft.context.policy.thresholds.retirement_review_due,
  });
}

/** A later version was confirmed live in the same environment (§1.18). */
export function supersede(draft: Case, by_case: string): void {
  withdrawAll(draft, 'superseded');
  voidPermit(draft, 'superseded');
  draft.add('deployment.superseded', { by_case, closes_at: closesAt(draft) });
}

/** Undoes an approval that its votes no longer carry: conditions and permit go with it, and the checks run anew. */
export function undoApproval(draft: Case, rule: string): void {
  withdrawAll(draft, rule);
  voidPermit(draft, rule);
  draft.add('deployment.reopened', { rule });
}
