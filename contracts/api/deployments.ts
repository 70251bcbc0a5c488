import { z } from 'zod';
import { DEPLOYMENT_COMMANDS } from '../deployment-approval.ts';
import { accepted, at, type Operation, pageOf, paging } from './operation.ts';
import { caseListed } from './cases.ts';

const deployment = z.looseObject({
  id: z.string(),
  kind: z.literal('deployment'),
  rev: z.number().int(),
  state: z.string(),
  title: z.string(),
  system_id: z.string(),
  tier: z.string(),
  package_digest: z.string(),
  lanes: z.array(z.looseObject({ lane: z.string(), state: z.string(), obligation_id: z.string().nullable() })),
  blockers: z.array(z.looseObject({ id: z.string(), kind: z.string(), owner: z.string(), link: z.string() })),
  obligations: z.array(z.looseObject({ id: z.string(), kind: z.string(), state: z.string() })),
});

const vote = z.looseObject({ lane: z.string(), person: z.string(), verdict: z.string(), at, reason: z.string().nullable() });

/** `DecisionRecord` of `contracts/decision-record.ts`, as far as a client may rely on it. */
const record = z.looseObject({
  case_id: z.string(),
  state: z.string(),
  title: z.string(),
  rationale: z.string(),
  options: z.array(z.string()),
  decision: z.object({ what: z.string(), at, by: z.string().nullable(), valid_until: at.nullable(), rule: z.string().nullable(), lane: z.string().nullable(), reason: z.string().nullable() }),
  ended: z.object({ what: z.string(), person: z.string().nullable(), at, reason: z.string().nullable() }).nullable(),
  evidence: z.object({ revision: z.number().int(), package_digest: z.string(), components: z.record(z.string(), z.string()), documents: z.record(z.string(), z.string()) }),
  lanes: z.array(z.looseObject({ lane: z.string(), state: z.string(), signatures: z.array(vote) })),
  dissent: z.array(vote),
  abstentions: z.array(vote),
  conditions: z.array(z.looseObject({ title: z.string(), owner: z.string(), state: z.string(), nonconformity: z.string().optional() })),
  accepted_risks: z.array(z.looseObject({ id: z.string(), title: z.string(), accepted_by: z.string().nullable() })),
});

/** Forms of the decision record: data, the one page as plain text, the same page for a browser. */
export const RECORD_FORMATS = ['json', 'text', 'html'] as const;

const path = <C extends string>(command: C) => `/v1/deployments/{id}/${command}` as const;
const command = { method: 'post', tag: 'deployments', status: 200, answer: accepted } as const;

/** Deployment approval (workflows §1). */
export const DEPLOYMENT_OPERATIONS = {
  requestDeployment: {
    method: 'post',
    path: '/v1/deployments',
    tag: 'deployments',
    summary: 'Ask to deploy one version of a system to one environment; this opens the case (§1.24)',
    body: DEPLOYMENT_COMMANDS.submit,
    status: 201,
    answer: accepted.extend({ package_digest: z.string(), tier: z.string() }),
  },
  listDeployments: {
    method: 'get',
    path: '/v1/deployments',
    tag: 'deployments',
    summary: 'Deployment cases, newest first',
    query: z.strictObject({ ...paging, state: z.string().optional(), system: z.string().optional(), owner: z.string().optional() }),
    status: 200,
    answer: pageOf(caseListed),
  },
  getDeployment: { method: 'get', path: '/v1/deployments/{id}', tag: 'deployments', summary: 'One deployment case, with everything that holds it', status: 200, answer: deployment },
  getDecisionRecord: {
    method: 'get',
    path: '/v1/deployments/{id}/record',
    tag: 'deployments',
    summary: 'The decision record of a case, now or as it was at an instant: JSON, or one page as text or HTML (R-09, R-90)',
    query: z.strictObject({ format: z.enum(RECORD_FORMATS).optional(), as_of: at.optional() }),
    status: 200,
    answer: record,
    also: ['text/plain', 'text/html'],
  },
  withdrawDeployment: { ...command, path: path('withdraw'), summary: 'Withdraw the request (§1.12)', body: DEPLOYMENT_COMMANDS.withdraw },
  resubmitDeployment: { ...command, path: path('resubmit'), summary: 'Open a lapsed, withdrawn or rejected case again (§1.11)', body: DEPLOYMENT_COMMANDS.resubmit },
  reviseDeployment: { ...command, path: path('revise'), summary: 'Submit a new revision (§1.09, §1.24)', body: DEPLOYMENT_COMMANDS.revise },
  confirmLive: { ...command, path: path('confirm-live'), summary: 'Confirm the rollout with the digests observed (§1.22)', body: DEPLOYMENT_COMMANDS['confirm-live'] },
  askRequester: { ...command, path: path('ask'), summary: 'Ask the requester; the lane waits for the answer (§0.06)', body: DEPLOYMENT_COMMANDS.ask },
  answerApprover: { ...command, path: path('answer'), summary: 'Answer a question', body: DEPLOYMENT_COMMANDS.answer },
  consentToCure: { ...command, path: path('consent'), summary: 'Consent to a request that cures a case (§1.21)', body: DEPLOYMENT_COMMANDS.consent },
  overrideVeto: { ...command, path: path('override-veto'), summary: 'Override a veto, as one of two executives (§1.07)', body: DEPLOYMENT_COMMANDS['override-veto'] },
  setTier: { ...command, path: path('set-tier'), summary: 'Set the tier, with a second person (R-02, §1.23)', body: DEPLOYMENT_COMMANDS['set-tier'] },
  revokeApproval: { ...command, path: path('revoke'), summary: 'Revoke an approval', body: DEPLOYMENT_COMMANDS.revoke },
} as const satisfies Record<string, Operation>;
