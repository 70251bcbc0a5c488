import type { Blocker } from '../../contracts/blocker.ts';
import type { DigestSet } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { personOf, type Context, type Decision, type Facts } from '../aggregate.ts';
import { addDuration } from '../time/calendar.ts';
import { laneCalendar } from '../directory.ts';
import { earliest } from '../time/instant.ts';
import { holding } from './blocking.ts';
import { alreadyDecided, wrongState, type Case } from './case.ts';
import { openConditions } from './conditions.ts';
import { voidPermit } from './outcome.ts';
import { current, isApproved, type DeploymentState, type Permit } from './state.ts';

export const blockedBy = (blockers: readonly Blocker[], what: string): Refusal => ({
  refused: 'blocked',
  detail: `${what} is held by ${blockers.map((b) => `${b.id} (${b.kind}: ${b.title}, owner ${b.owner})`).join('; ')}`,
  extra: { blockers: blockers.map(({ id, kind, title, owner, link }) => ({ id, kind, title, owner, link })) },
});

/** Leave to deploy exactly what was approved, once, for a short time (R-15, §1.22). A new permit voids an unspent one. */
export function issuePermit(draft: Case): Decision {
  const { state, context } = draft;
  if (!isApproved(state) || !state.decided) return state.decided ? alreadyDecided(state) : wrongState(state, 'an approved case');
  if (state.permit?.state === 'used') return { refused: 'rollout_in_progress', detail: `permit ${state.permit.id} was used; confirm the rollout with confirm-live` };
  const owed = state.conditions.filter((c) => c.type === 'before_deploy' && (c.state === 'set' || c.state === 'open' || c.state === 'submitted'));
  if (owed.length > 0) {
    return { refused: 'blocked', detail: `${owed.length} condition(s) before deploy are not met: ${owed.map((c) => `"${c.title}" (owner ${c.owner})`).join('; ')}`, extra: { conditions: owed.map((c) => c.obligation_id) } };
  }
  const held = holding(state, context, 'permit');
  if (held.length > 0) return blockedBy(held, 'the permit');
  if (state.decided.valid_until <= context.now) return { refused: 'permit_expired', detail: `the approval ended at ${state.decided.valid_until}` };
  const { manifest, package_digest } = current(state);
  const busy = rolloutBeside(state, context);
  if (busy) return busy;
  voidPermit(draft, 'replaced');
  const permit_id = context.newId('prm');
  const life = addDuration(context.now, context.policy.thresholds.permit_life, laneCalendar(context.policy, ''));
  const expires_at = earliest([life, state.decided.valid_until]) ?? life;
  const issued = { permit_id, environment: manifest.environment, version_id: manifest.version_id, digests: manifest.digests, package_digest, issued_to: personOf(context.meta.actor), expires_at };
  draft.add('permit.issued', issued);
  return draft.done({ ...issued, issued_at: context.now, system_id: manifest.system_id });
}

/** One rollout per environment of a system at a time, from the use of its permit to confirm-live (§1.18). */
function rolloutBeside(state: DeploymentState, facts: Facts): Refusal | null {
  const { environment } = current(state).manifest;
  const other = facts.rollouts.find((r) => r.environment === environment && r.case_id !== state.id);
  if (!other) return null;
  return { refused: 'rollout_in_progress', detail: `case ${other.case_id} is rolling out to ${environment} of this system; one rollout at a time (§1.18)`, extra: { case: other.case_id } };
}

/** Whether a permit could be used now, and if not, why: `verify` and `use` share this (§1.22). */
export function permitFault(state: DeploymentState, permit_id: string, facts: Facts & Pick<Context, 'now'>): Refusal | null {
  const permit = state.permit;
  if (!permit || permit.id !== permit_id) return { refused: 'permit_void', detail: `permit ${permit_id} was replaced or voided; ask for a new one` };
  const faults: Partial<Record<Permit['state'], Refusal>> = {
    used: { refused: 'permit_spent', detail: `permit ${permit_id} was used already; a permit is good for one rollout` },
    void: { refused: 'permit_void', detail: `permit ${permit_id} is void: ${permit.ended_by ?? 'voided'}` },
    expired: { refused: 'permit_expired', detail: `permit ${permit_id} ended at ${permit.expires_at}` },
  };
  const fault = faults[permit.state];
  if (fault) return fault;
  if (permit.expires_at <= facts.now) return { refused: 'permit_expired', detail: `permit ${permit_id} ended at ${permit.expires_at}` };
  if (!isApproved(state)) return { refused: 'permit_void', detail: `the case is "${state.status}"` };
  const held = holding(state, facts, 'permit');
  return held.length > 0 ? blockedBy(held, 'the permit') : rolloutBeside(state, facts);
}

/** Consumes the permit; a second use is refused (§1.22). */
export function usePermit(draft: Case, permit_id: string): Decision {
  const fault = permitFault(draft.state, permit_id, draft.context);
  if (fault) return fault;
  draft.add('permit.used', { permit_id });
  return draft.done({ permit_id });
}

/** Digests that differ between what is expected and what was seen; a component missing on either side differs. */
export function digestDifference(expected: DigestSet, seen: Readonly<Record<string, string>>) {
  return [...new Set([...Object.keys(expected), ...Object.keys(seen)])]
    .filter((name) => expected[name] !== seen[name])
    .sort()
    .map((component) => ({ component, approved: expected[component] ?? null, observed: seen[component] ?? null }));
}

/** The case is live only with the digests observed, all of them the approved ones (§1.22). */
export function confirmLive(draft: Case, digests: Readonly<Record<string, string>>): Decision {
  const { state } = draft;
  const permit = state.permit;
  if (permit?.state !== 'used') return wrongState(state, 'a used permit: issue one, use it in the pipeline, then confirm');
  if (!isApproved(state)) return alreadyDecided(state);
  const difference = digestDifference(permit.digests, digests);
  if (difference.length > 0) {
    return { refused: 'digest_mismatch', detail: `what was observed is not what was approved: ${difference.map((d) => d.component).join(', ')}`, pointer: '/digests', extra: { difference } };
  }
  draft.add('deployment.live', { digests: permit.digests, environment: permit.environment });
  openConditions(draft, ['within', 'ongoing']);
  return draft.done({ state: draft.state.status });
}
