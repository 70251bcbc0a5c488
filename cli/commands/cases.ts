import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import { fields } from '../print.ts';
import { deploymentText } from '../show-deployment.ts';
import { nonconformityText } from '../show-nonconformity.ts';
import { field, listing } from '../simple.ts';
import type { CommandSpec, GroupSpec } from '../spec.ts';
import { instantFrom } from '../when.ts';

const OF_CASE = ['id', 'CASE'] as const;

function textOf(view: Readonly<Record<string, unknown>>): string {
  if (view['kind'] === 'deployment') return deploymentText(view as unknown as DeploymentView);
  return view['kind'] === 'nonconformity' ? nonconformityText(view as unknown as NonconformityView) : fields(view);
}

const show: CommandSpec = {
  name: 'show',
  args: '<CASE>',
  about: 'a case of any kind, now or as it was',
  options: [{ flags: '--as-of <INSTANT>', about: 'as it was then; a date means its first moment in UTC' }],
  run: async (given, { api }) => {
    const at = given.text('asOf');
    const query = at === undefined ? {} : { as_of: instantFrom(at, '--as-of') };
    const view = await api.call('getCase', { params: { id: given.arg(0) }, query });
    return { json: view, text: textOf(view) };
  },
};

const actor = (row: Readonly<Record<string, unknown>>): unknown => (row['actor'] as { readonly id?: string } | undefined)?.id;

/** Cases of every kind: what they are, what happened, who was told. */
export const CASE_GROUP: GroupSpec = {
  name: 'case',
  about: 'cases of every kind: what they are, what happened, who was told',
  commands: [
    listing({
      name: 'list',
      about: 'cases, newest first',
      operation: 'listCases',
      columns: [field('case', 'id'), field('kind'), field('state'), field('title'), field('owner'), field('system', 'system_id')],
      filters: [
        { flags: '--kind <KIND>', about: 'only of this kind, e.g. deployment', field: 'kind' },
        { flags: '--state <STATE>', about: 'only in this state', field: 'state' },
        { flags: '--system <SYSTEM>', about: 'only of this system', field: 'system' },
        { flags: '--owner <PERSON>', about: 'only of this owner', field: 'owner' },
      ],
    }),
    show,
    listing({ name: 'events', about: "a case's record, oldest first: facts and refusals", operation: 'listCaseEvents', of: OF_CASE, columns: [field('seq'), field('at'), field('event', 'type'), ['by', actor], field('what', 'body')] }),
    listing({
      name: 'deliveries',
      about: 'who was told, how, and when',
      operation: 'listCaseDeliveries',
      of: OF_CASE,
      columns: [field('to', 'recipient'), field('message', 'kind'), field('channel'), field('state'), field('sent', 'sent_at'), field('late')],
      filters: [
        { flags: '--state <STATE>', about: 'pending, sending, sent, unclear, failed or superseded', field: 'state' },
        { flags: '--channel <CHANNEL>', about: 'chat or email', field: 'channel' },
      ],
    }),
  ],
};
