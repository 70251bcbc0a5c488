import { WORKFLOW_ONLY, type DeploymentCommandName, type DEPLOYMENT_COMMANDS } from '../../contracts/deployment-approval.ts';
import type { PackageManifest } from '../../contracts/deployment-events.ts';
import type { Policy } from '../../contracts/policy.ts';
import { UNDELIVERED, type Undelivered } from '../../contracts/undelivered.ts';
import type { z } from 'zod';
import { isRefusal, type Command, type Context, type Decision } from '../aggregate.ts';
import { provenNow } from '../authority/proving.ts';
import { endedByHand } from '../blockers/index.ts';
import { decideObligation, decideUndelivered } from '../obligations/index.ts';
import { after, Case, matterOf, wrongState } from './case.ts';
import { answer, ask } from './changes.ts';
import { minutes, oweMinutes } from './committee.ts';
import { completeCondition, reviewCondition } from './conditions.ts';
import { escalate } from './escalate.ts';
import { completeRetirementReview, consent, overrideVeto, revokeApproval, setTier, withdraw } from './lifecycle.ts';
import { confirmLive, issuePermit, usePermit } from './permits.ts';
import { resubmit, revise } from './revise.ts';
import { wokenAt } from '../time/due.ts';
import { settleReview } from './settle.ts';
import { current, isUndecided, type DeploymentState } from './state.ts';
import { endStall } from './stalled.ts';
import { submit } from './submit.ts';
import { vote } from './vote.ts';

type Body<T extends DeploymentCommandName> = z.output<(typeof DEPLOYMENT_COMMANDS)[T]>;
type Handlers = { readonly [T in DeploymentCommandName]?: (draft: Case, body: Body<T>) => Decision };

const HANDLERS: Handlers = {
  submit,
  revise,
  resubmit,
  vote,
  ask,
  answer,
  minutes,
  complete: (draft, body) => {
    const owed = draft.state.obligations.find((o) => o.id === body.obligation_id);
    if (owed?.kind !== 'retirement_review') return completeCondition(draft, body);
    return completeRetirementReview(draft, body, after(draft, draft.context.policy.thresholds.closing_grace));
  },
  accept: (draft, body) => reviewCondition(draft, body, true),
  return: (draft, body) => reviewCondition(draft, body, false),
  withdraw: (draft, body) => withdraw(draft, body.reason),
  revoke: (draft, body) => revokeApproval(draft, body.reason),
  consent: (draft, body) => consent(draft, body.reason),
  'override-veto': (draft, body) => overrideVeto(draft, body.reason),
  'set-tier': (draft, body) => setTier(draft, body.tier, body.reason),
  'issue-permit': issuePermit,
  'use-permit': (draft, body) => usePermit(draft, body.permit_id),
  'confirm-live': (draft, body) => confirmLive(draft, body.digests),
  'record-checks': recordChecks,
  escalate,
};

/** What the workflow found when it checked the package; an answer about an older round changes nothing. */
function recordChecks(draft: Case, body: Body<'record-checks'>): Decision {
  const { state, context } = draft;
  const old = body.revision !== current(state).number || (body.round ?? state.check_round) !== state.check_round;
  if (state.status !== 'checking' || state.checks !== null || old) return draft.done();
  draft.add('checks.completed', { revision: body.revision, results: [...body.results, ...missing(current(state).manifest, context.policy)] });
  settleReview(draft);
  return draft.done();
}

/** Documents that the tier asks for and the package lacks; there can be some only since the tier was raised (R-13, §1.23). */
const missing = ({ path, documents }: PackageManifest, policy: Policy) =>
  (path === null ? [] : policy.tiers.paths[path].documents)
    .filter((name) => documents[name] === undefined)
    .map((name) => ({ check: 'completeness', outcome: 'fail' as const, subject: name, code: 'missing' }));

/** Every command of a deployment case, decided on the facts of one transaction (design §3, §4). */
export function decide(state: DeploymentState, command: Command, given: Context): Decision {
  const context = provenNow(given);
  const name = command.name as DeploymentCommandName;
  if (!state.exists && name !== 'submit') return { refused: 'unknown_case', detail: `there is no deployment case ${context.id}` };
  if (WORKFLOW_ONLY.includes(name) && context.meta.actor.kind !== 'workflow') return { refused: 'not_permitted', detail: `"${name}" is for the case's own workflow` };
  const byHand = endedByHand(command, context.id);
  if (byHand) return byHand;
  if (state.exists && command.name === UNDELIVERED) return decideUndelivered(state.obligations, command.body as Undelivered, [state.owner, state.requester], context);
  if (state.exists && name !== 'escalate') {
    const shared = decideObligation(state.obligations, command, context, matterOf(state, context.directory));
    if (shared) return shared;
  }
  const handler = HANDLERS[name] as ((draft: Case, body: unknown) => Decision) | undefined;
  if (!handler) return wrongState(state, 'a command that deployments know');
  const draft = new Case(state, name === 'escalate' ? wokenAt(context, (command.body as Body<'escalate'>).woke_for) : context);
  const decision = handler(draft, command.body);
  if (isRefusal(decision)) return decision;
  // what a command made true is judged with it, so that nothing is left for a timer to find
  if (isUndecided(draft.state)) settleReview(draft);
  oweMinutes(draft);
  endStall(draft);
  return { ...decision, events: draft.events };
}
