import type { VNode } from 'preact';
import { DEPLOYMENT_STATES } from '../../contracts/deployment-approval.ts';
import { capital, spaced } from '../../render/words.ts';
import { type CaseListed, type CasesWish, listCases } from '../../store/queries/cases.ts';
import { type Answer, page } from '../answers.ts';
import { csvList } from '../parts/csv-file.ts';
import { Cell, type Filter, Filters, Pager } from '../parts/list.tsx';
import { Empty, Name, State, Time } from '../parts/small.tsx';
import { systemFilter, withSystem } from '../parts/system-filter.ts';
import type { Visit } from '../visit.ts';

const ROWS = 50;
const wishOf = ({ query }: Visit): CasesWish => ({ kind: 'deployment', state: query['state'], system: query['system'], owner: query['owner'], cursor: query['cursor'], limit: ROWS });

const COLUMNS = ['case', 'title', 'state', 'system', 'requester', 'owner', 'created_at', 'updated_at'];

const asCsv = (visit: Visit): Promise<Answer> =>
  csvList({
    name: 'deployments.csv',
    columns: COLUMNS,
    list: (cursor) => listCases(visit.deps.store, { ...wishOf(visit), limit: 200, cursor }),
    rows: ({ id, title, state, system_id, requester, owner, created_at, updated_at }) => [{ case: id, title, state, system: system_id, requester, owner, created_at, updated_at }],
  });

async function filtersFor({ deps, house, query }: Visit): Promise<readonly Filter[]> {
  return [
    { name: 'state', label: 'State', any: 'Every state', options: DEPLOYMENT_STATES.map((value) => ({ value, label: capital(spaced(value)) })) },
    await systemFilter(deps.store, query['system']),
    { name: 'owner', label: 'Owner', any: 'Everybody', options: house.directory.people.map(({ id, name }) => ({ value: id, label: name })) },
  ];
}

const Row = ({ found }: { readonly found: CaseListed }): VNode => (
  <tr>
    <th scope="row"><a href={`/cases/${found.id}`}>{found.title}</a></th>
    <Cell label="State"><State of={found.state} /></Cell>
    <Cell label="Requested by">{found.requester === null ? 'nobody' : <Name of={found.requester} />}</Cell>
    <Cell label="Owner">{found.owner === null ? 'nobody' : <Name of={found.owner} />}</Cell>
    <Cell label="Requested"><Time at={found.created_at} near /></Cell>
    <Cell label="Last change"><Time at={found.updated_at} /></Cell>
  </tr>
);

const Rows = ({ found }: { readonly found: readonly CaseListed[] }): VNode => (
  <table class="stack">
    <caption class="unseen">Deployments, newest first</caption>
    <thead><tr><th scope="col">Request</th><th scope="col">State</th><th scope="col">Requested by</th><th scope="col">Owner</th><th scope="col">Requested</th><th scope="col">Last change</th></tr></thead>
    <tbody>{found.map((each) => <Row key={each.id} found={each} />)}</tbody>
  </table>
);

const Nothing = ({ any }: { readonly any: boolean }): VNode =>
  any ? <Empty>No request is like this. <a href="/deployments">Show all.</a></Empty> : <Empty>Nobody has asked for a deployment yet. Choose <a href="/systems">its system</a> and ask there, or with <code>gatehouse deploy request -f FILE</code>.</Empty>;

/** Every deployment, newest first. */
export async function deploymentListPage(given: Visit): Promise<Answer> {
  const visit = await withSystem(given);
  if (visit.query['format'] === 'csv') return asCsv(visit);
  const [found, filters] = await Promise.all([listCases(visit.deps.store, wishOf(visit)), filtersFor(visit)]);
  const any = filters.some(({ name }) => visit.query[name] !== undefined);
  const content = (): VNode => (
    <section aria-label="Deployments" class="card">
      {found.items.length === 0 ? <Nothing any={any} /> : <Rows found={found.items} />}
      <Pager path="/deployments" query={visit.query} next={found.next_cursor} />
    </section>
  );
  const ask = <p class="hint">To ask for a deployment, choose <a href="/systems">its system</a>.</p>;
  return page('Deployments', <>{ask}<Filters path="/deployments" query={visit.query} filters={filters} /></>, { live: [{ name: 'list', content }] });
}
