import { ASKED, type DecisionRecord } from '../../contracts/decision-record.ts';
import type { VoteView } from '../../contracts/deployment-view.ts';
import type { DeploymentState } from './state.ts';
import { deploymentView, type Seen } from './view.ts';

/** The decision log's entry of a case; null while nothing was decided. With the facts of an earlier moment, as it was then. */
export function decisionRecord(state: DeploymentState, seen: Seen): DecisionRecord | null {
  const decision = decisionOf(state);
  if (!decision) return null;
  const view = deploymentView(state, seen);
  const { lanes, manifest, package_digest, revision } = view;
  const counted = lanes.flatMap(({ votes }) => votes.filter(({ weight }) => weight === 'counts'));
  return {
    ...(Object.fromEntries(ASKED.map((key) => [key, view[key]])) as Pick<DecisionRecord, (typeof ASKED)[number]>),
    case_id: view.id,
    state: view.state,
    decision,
    ended: state.decided && state.outcome !== null ? state.decided_by : null,
    evidence: { revision, package_digest, components: manifest.digests, documents: manifest.documents },
    checks: view.checks,
    lanes: lanes.map(({ lane, name, needed, state: standing, overridden_until }) => ({ lane, name, needed, state: standing, overridden_until, signatures: counted.filter((vote) => vote.lane === lane) })),
    dissent: counted.filter(said('reject', 'request_changes')),
    abstentions: counted.filter(said('abstain', 'recuse')),
    conditions: view.conditions,
    accepted_risks: acceptedRisks(seen),
    waived: view.waived,
    permit: view.permit,
    live: view.live,
  };
}

const said =
  (...verdicts: readonly VoteView['verdict'][]) =>
  ({ verdict }: VoteView): boolean =>
    verdicts.includes(verdict);

/** What ended the case before an approval, else the approval itself, whatever became of it later. */
function decisionOf({ decided, outcome, decided_by, rejected }: DeploymentState): DecisionRecord['decision'] | null {
  if (decided) {
    const what = decided.conditional ? 'conditionally_approved' : 'approved';
    return { what, at: decided.at, by: null, valid_until: decided.valid_until, rule: null, lane: null, reason: null };
  }
  if (outcome === null || decided_by === null) return null;
  return { what: outcome, at: decided_by.at, by: decided_by.person, valid_until: null, rule: rejected?.rule ?? null, lane: rejected?.lane ?? null, reason: decided_by.reason };
}

function acceptedRisks({ system }: Seen): DecisionRecord['accepted_risks'] {
  return (system?.risks ?? [])
    .filter(({ state }) => state === 'accepted')
    .map(({ id, title, owner, residual, accepted_by, accepted_until }) => ({ id, title, owner, residual, accepted_by, accepted_until }));
}
