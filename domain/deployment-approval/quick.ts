import type { Obligation } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Assurance } from '../../contracts/primitives.ts';
import { isStrongEnough } from '../authority/eligibility.ts';
import { hasSpoken } from './lanes-meant.ts';
import { countingVotes, current, isUndecided, type DeploymentState } from './state.ts';

/** What an approval without typing names. */
export interface QuickApproval {
  readonly package_digest: string;
}

/**
 * Whether somebody who was asked may be offered to approve by one click: the sign-off is open, they have not spoken, the
 * tier asks for no reason, and their sign-in is strong enough (§1.20). Whether the vote counts is for the vote's own rule.
 */
export function quickApproval(state: DeploymentState, owed: Pick<Obligation, 'kind' | 'state' | 'subject' | 'to'>, person: string, policy: Policy, have: Assurance): QuickApproval | null {
  if (owed.kind !== 'sign_off' || owed.state !== 'open' || !owed.to.includes(person) || !isUndecided(state)) return null;
  const { manifest, package_digest } = current(state);
  const { assurance, reason_for_approval } = policy.tiers.paths[manifest.path ?? 'low'];
  if (reason_for_approval || !isStrongEnough(have, assurance)) return null;
  return hasSpoken(countingVotes(state, owed.subject['lane'] ?? ''), person) ? null : { package_digest };
}
