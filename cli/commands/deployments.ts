import { DEPLOYMENT_STATES } from '../../contracts/deployment-approval.ts';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import { digestsOf, DIGESTS } from '../digests.ts';
import { withStoredDocuments } from '../documents.ts';
import { deploymentText } from '../show-deployment.ts';
import { answered, field, listing, simple } from '../simple.ts';
import { type CommandSpec, type GroupSpec, REASON, REQUEST } from '../spec.ts';
import { RECORD } from './record.ts';
import { WAIT } from './wait.ts';

const OF_CASE = ['id', 'CASE'] as const;
const WITH_PATHS = 'A document given as a path (from the file\'s folder) is stored as evidence first, and its digest put in its place.';

const request: CommandSpec = {
  name: 'request',
  about: 'ask to deploy one version to one environment; this opens the case',
  options: REQUEST,
  notes: `${WITH_PATHS} See examples/requests/deployment-request.yaml.`,
  run: async (given, shell) => answered(await shell.api.call('requestDeployment', { body: await withStoredDocuments(given.body(), given, shell) })),
};

/** A new revision, of an open case or of one that ended (§1.11, §1.24). */
const revision = (name: string, operation: 'reviseDeployment' | 'resubmitDeployment', about: string): CommandSpec => ({
  name,
  args: '<CASE>',
  about,
  options: [...REQUEST, { flags: '--version-id <VERSION>', about: 'the version that takes the place of the last one', field: 'version_id' }, REASON],
  notes: `What is not given stays as it was. ${WITH_PATHS}`,
  run: async (given, shell) => answered(await shell.api.call(operation, { params: { id: given.arg(0) }, body: await withStoredDocuments(given.body(), given, shell) })),
});

const show: CommandSpec = {
  name: 'show',
  args: '<CASE>',
  about: 'one case: lanes, what holds it, conditions, permit',
  run: async (given, { api }) => {
    const view = await api.call('getDeployment', { params: { id: given.arg(0) } });
    return { json: view, text: deploymentText(view as unknown as DeploymentView) };
  },
};

const confirmLive: CommandSpec = {
  name: 'confirm-live',
  args: '<CASE>',
  about: 'say that it runs, with the digests observed',
  options: DIGESTS,
  run: async (given, { api, json }) => answered(await api.call('confirmLive', { params: { id: given.arg(0) }, body: { digests: await digestsOf(given, json) } })),
};

const OWED = ['id', 'OBLIGATION'] as const;

/** Deployment approval. */
export const DEPLOY_GROUP: GroupSpec = {
  name: 'deploy',
  about: 'deployment approval',
  commands: [
    request,
    show,
    listing({
      name: 'list',
      about: 'deployment cases, newest first',
      operation: 'listDeployments',
      columns: [field('case', 'id'), field('state'), field('title'), field('owner'), field('system', 'system_id')],
      filters: [
        { flags: '--state <STATE>', about: `one of ${DEPLOYMENT_STATES.join(', ')}`, field: 'state' },
        { flags: '--system <SYSTEM>', about: 'only of this system', field: 'system' },
        { flags: '--owner <PERSON>', about: 'only of this owner', field: 'owner' },
      ],
    }),
    revision('revise', 'reviseDeployment', 'submit a new revision'),
    simple({ name: 'withdraw', about: 'withdraw the request', operation: 'withdrawDeployment', of: OF_CASE, options: [REASON] }),
    revision('resubmit', 'resubmitDeployment', 'open a lapsed, withdrawn or rejected case again'),
    simple({ name: 'ask', about: 'ask the requester before signing; the lane waits for the answer', operation: 'askAboutObligation', of: OWED, options: [{ flags: '--question <TEXT>', about: 'the question', field: 'question', needed: true }] }),
    simple({ name: 'answer', about: 'answer the question that is owed', operation: 'answerObligation', of: OWED, options: [{ flags: '--answer <TEXT>', about: 'the answer', field: 'answer', needed: true }] }),
    WAIT,
    RECORD,
    simple({ name: 'consent', about: 'consent to a request that cures a case', operation: 'consentToCure', of: OF_CASE, options: [REASON] }),
    simple({ name: 'override-veto', about: 'override a veto, as one of two executives', operation: 'overrideVeto', of: OF_CASE, options: [REASON] }),
    simple({ name: 'set-tier', about: 'set the tier; a second person confirms by setting the same', operation: 'setTier', of: OF_CASE, options: [{ flags: '--tier <TIER>', about: 'low, medium or high', field: 'tier', needed: true }, REASON] }),
    simple({ name: 'revoke', about: 'revoke an approval', operation: 'revokeApproval', of: OF_CASE, options: [REASON] }),
    confirmLive,
  ],
};
