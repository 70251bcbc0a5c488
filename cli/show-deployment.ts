import type { DeploymentView } from '../contracts/deployment-view.ts';
import { isOpen } from '../contracts/obligation.ts';
import { fields, sections, table } from './print.ts';

type View = DeploymentView;

const head = (view: View): string =>
  fields({
    case: view.id,
    title: view.title,
    state: view.state,
    outcome: view.outcome ?? undefined,
    system: `${view.system_name} (${view.system_id})`,
    version: `${view.version_name} (${view.version_id})`,
    environment: view.environment,
    tier: `${view.tier}${view.path === null ? '' : `, path ${view.path}`}${view.traits.length > 0 ? `, ${view.traits.join(', ')}` : ''}`,
    requester: view.requester,
    owner: view.owner,
    revision: view.revision,
    package: view.package_digest,
    policy: view.policy_digest,
    decided: view.decided_by === null ? undefined : `${view.decided_by.what}${view.decided_by.person === null ? '' : ` by ${view.decided_by.person}`} at ${view.decided_by.at}`,
    valid_until: view.valid_until ?? undefined,
    fixes: view.fixes ?? undefined,
  });

const lanes = ({ lanes: all }: View): string =>
  table(all, [
    ['lane', ({ lane }) => lane],
    ['state', ({ state }) => state],
    ['approvals', ({ approvals, needed, committee }) => (committee ? 'committee' : `${approvals} of ${needed}`)],
    ['due', ({ due_at }) => due_at],
    ['obligation', ({ obligation_id }) => obligation_id],
    ['could sign', ({ state, could_satisfy }) => (state === 'open' ? could_satisfy : '')],
  ], 'no lanes');

const votes = ({ lanes: all }: View): string =>
  table(all.flatMap((lane) => lane.votes), [
    ['lane', ({ lane }) => lane],
    ['person', ({ person, on_behalf_of }) => (on_behalf_of === null ? person : `${person} for ${on_behalf_of}`)],
    ['verdict', ({ verdict }) => verdict],
    ['weight', ({ weight }) => weight],
    ['at', ({ at }) => at],
    ['through', ({ door, assurance, development }) => `${door}, ${assurance}${development && assurance !== 'development' ? ', development' : ''}`],
    ['reason', ({ reason }) => reason],
  ], '');

const holding = ({ blockers, vacancies }: View): string =>
  [
    table(blockers, [['blocker', ({ id }) => id], ['kind', ({ kind }) => kind], ['title', ({ title }) => title], ['owner', ({ owner }) => owner], ['holds', ({ holds }) => holds], ['link', ({ link }) => link]], ''),
    ...vacancies.map((vacancy) => `vacancy: ${vacancy}`),
  ]
    .filter((text) => text !== '')
    .join('\n');

const owed = ({ obligations }: View): string =>
  table(obligations.filter(isOpen), [
    ['obligation', ({ id }) => id],
    ['kind', ({ kind }) => kind],
    ['state', ({ state }) => state],
    ['due', ({ due_at }) => due_at],
    ['with', ({ to }) => to],
  ], '');

const conditions = ({ conditions: all }: View): string =>
  table(all, [['condition', ({ title }) => title], ['type', ({ type }) => type], ['owner', ({ owner }) => owner], ['state', ({ state }) => state], ['obligation', ({ obligation_id }) => obligation_id], ['closed at', ({ nonconformity }) => (nonconformity === undefined ? null : `/v1/nonconformities/${nonconformity}`)]], '');

const conflicts = ({ conflicts: all }: View): string => table(all, [['person', ({ person }) => person], ['why', ({ why }) => why]], '');

const digests = ({ manifest }: View): string => fields(manifest.digests);

const permit = ({ permit: it }: View): string => (it === null ? '' : fields({ id: it.id, state: it.state, issued_at: it.issued_at, expires_at: it.expires_at }));

const coming = ({ next_rungs }: View): string =>
  table(next_rungs.slice(0, 5), [['at', ({ at }) => at], ['level', ({ level }) => level], ['rung', ({ rung }) => rung], ['to', ({ to }) => to], ['obligation', ({ obligation_id }) => obligation_id]], '');

/** A deployment case for a terminal: what it is, who signed, what holds it, who owes what. */
export const deploymentText = (view: View): string =>
  sections(
    ['', head(view)],
    ['Digests', digests(view)],
    ['Lanes', lanes(view)],
    ['Votes', votes(view)],
    ['May not sign', conflicts(view)],
    ['Held by', holding(view)],
    ['Conditions', conditions(view)],
    ['Owed', owed(view)],
    ['Next, if nobody acts', coming(view)],
    ['Permit', permit(view)],
  );
