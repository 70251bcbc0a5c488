import type { Aggregate, CaseSummary } from '../aggregate.ts';
import { agenda } from './agenda.ts';
import { blockers } from './blockers.ts';
import { restsOn } from './conditions.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { messages } from './messages.ts';
import { current, initial, isApproved, isUndecided, type DeploymentState } from './state.ts';

/** What lists and other cases see of a deployment. */
/** Whoever asked, for the case or for its present revision, until it is live or over. */
function asking(state: DeploymentState): string[] {
  if (!state.exists || !(isUndecided(state) || isApproved(state))) return [];
  return [...new Set([state.requester, current(state).asked_by ?? state.requester])];
}

function summary(state: DeploymentState): CaseSummary {
  const manifest = state.exists ? current(state).manifest : null;
  return {
    kind: 'deployment',
    state: state.status,
    title: state.title,
    system_id: manifest?.system_id ?? null,
    owner: state.owner || null,
    requester: state.requester || null,
    asking: asking(state),
    closed: state.status === 'closed',
    policy_digest: manifest?.policy_digest ?? null,
    approved: state.approved_once,
    // a superseded version is what ran before
    live: state.live && manifest && state.outcome !== 'superseded' ? { environment: state.live.environment, case_id: state.id, version_id: manifest.version_id, digests: state.live.digests, at: state.live.at } : null,
    rollout: state.permit?.state === 'used' && !state.live && state.outcome === null && manifest ? { environment: manifest.environment, case_id: state.id } : null,
  };
}

/** Deployment approval: the first of the four gates (workflows §1). */
export const deploymentApproval: Aggregate<DeploymentState> = {
  initial,
  decide,
  evolve,
  agenda,
  messages,
  obligations: (state) => state.obligations,
  restsOn,
  blockers,
  waivers: () => [],
  summary,
};
