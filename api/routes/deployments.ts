import type { DEPLOYMENT_OPERATIONS } from '../../contracts/api/deployments.ts';
import type { DeploymentCommandName } from '../../contracts/deployment-approval.ts';
import { pathOf } from '../../contracts/routes.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { deploymentView } from '../../domain/deployment-approval/view.ts';
import { listCases } from '../../store/queries/cases.ts';
import { readRecord } from '../../store/read.ts';
import type { ApiDeps } from '../deps.ts';
import type { Asked, Handlers } from '../http/route.ts';
import { answerDecisionRecord } from './decision-record.ts';
import { command, freshId, refuse } from './give.ts';

export const deploymentTarget = (id: string) => ({ kind: 'deployment', id }) as const;

/** The case as everybody sees it now, with its revision. @throws HttpProblem (404) */
export async function deploymentNow(deps: ApiDeps, id: string) {
  const found = await readRecord(deps.store, deploymentTarget(id));
  if (!found) refuse({ refused: 'unknown_case', detail: `there is no deployment case ${id}; GET /v1/deployments lists them` });
  const view = deploymentView(found.state as DeploymentState, { ...found.facts, now: found.now });
  return { ...view, rev: found.agenda.rev };
}

type Named = { readonly params: { readonly id: string }; readonly body: object } & Pick<Asked<'revokeApproval'>, 'meta'>;

const asCommand =
  (name: DeploymentCommandName) =>
  async ({ params, body, meta }: Named, deps: ApiDeps) => ({ json: await command(deps, deploymentTarget(params.id), name, body, meta()) });

/** Deployment approval; what may be done when, and by whom, is for `domain/deployment-approval`. */
export const deploymentHandlers: Handlers<keyof typeof DEPLOYMENT_OPERATIONS> = {
  requestDeployment: async ({ body, meta }, deps) => {
    const json = await command(deps, deploymentTarget(freshId(deps, 'dep')), 'submit', body, meta());
    return { json, headers: { Location: pathOf('getDeployment', { id: String(json['id']) }) } };
  },
  listDeployments: async ({ query }, deps) => ({ json: await listCases(deps.store, { ...query, kind: 'deployment' }) }),
  getDeployment: async ({ params }, deps) => ({ json: await deploymentNow(deps, params.id) }),
  getDecisionRecord: answerDecisionRecord,
  withdrawDeployment: asCommand('withdraw'),
  resubmitDeployment: asCommand('resubmit'),
  reviseDeployment: asCommand('revise'),
  confirmLive: asCommand('confirm-live'),
  askRequester: asCommand('ask'),
  answerApprover: asCommand('answer'),
  consentToCure: asCommand('consent'),
  overrideVeto: asCommand('override-veto'),
  setTier: asCommand('set-tier'),
  revokeApproval: asCommand('revoke'),
};
