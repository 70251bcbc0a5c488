import type { Blocker } from '../../contracts/blocker.ts';
import { current, isLive, rolledOutTo, type DeploymentState } from './state.ts';

const common = (state: DeploymentState) => ({
  extent: { scope: 'system' as const, id: current(state).manifest.system_id },
  link: `/v1/deployments/${state.id}`,
  source_case: state.id,
  ends_by: 'cure' as const,
  dormant_until: null,
});

/** What this case holds against its system: missed conditions, and a live version without a valid approval. */
export function blockers(state: DeploymentState): readonly Blocker[] {
  if (!state.exists || state.status === 'closed') return [];
  return [...missedConditions(state), ...unapprovedLive(state)];
}

function missedConditions(state: DeploymentState): Blocker[] {
  if (!isLive(state)) return [];
  return state.conditions
    .filter((c) => c.missed_at !== null)
    .map((c) => ({
      ...common(state),
      id: `${state.id}/condition/${c.condition_id}`,
      kind: 'overdue_condition' as const,
      holds: ['gate', 'permit', 'live'] as const,
      owner: c.owner,
      title: `Overdue condition: ${c.title}`,
      raised_at: state.obligations.find((o) => o.id === c.obligation_id)?.due_at ?? c.missed_at ?? '',
    }));
}

/** It holds the rollout that is live, never the request that would replace it (§1.21). */
function unapprovedLive(state: DeploymentState): Blocker[] {
  const environment = rolledOutTo(state);
  if (environment === null || (state.status !== 'expired' && state.status !== 'revoked')) return [];
  return [
    {
      ...common(state),
      id: `${state.id}/approval`,
      kind: 'approval_expired',
      holds: ['live'],
      owner: state.owner,
      title: `${state.live ? 'Live' : 'Rolled out'} in ${environment} without a valid approval (${state.status})`,
      raised_at: state.decided_by?.at ?? '',
    },
  ];
}
