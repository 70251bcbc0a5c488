import { NC_CLASSES, NC_SEVERITIES, NC_SOURCES, NONCONFORMITY_STATES } from '../../contracts/nonconformity-closure.ts';
import type { VNode } from 'preact';
import { NONCONFORMITY_COLUMNS, nonconformityCells } from '../../render/nonconformity-csv.ts';
import { capital, spaced } from '../../render/words.ts';
import { listNonconformities, type NonconformitiesWish, type NonconformityListed } from '../../store/queries/nonconformities.ts';
import { nonconformitiesForFile } from '../../store/queries/nonconformity-file.ts';
import type { Answer } from '../answers.ts';
import { ClassBadge } from '../nonconformity-closure/class-badge.tsx';
import { csvList } from '../parts/csv-file.ts';
import { Cell, type Filter, optionsOf } from '../parts/list.tsx';
import { listPage } from '../parts/list-page.tsx';
import { Badge, Name, State, Time } from '../parts/small.tsx';
import { systemFilter, withSystem } from '../parts/system-filter.ts';
import type { Visit } from '../visit.ts';
import { IMPORT_PAGE } from './import.tsx';
import { NEAR_MISSES_PAGE } from './near-misses.tsx';
import { NONCONFORMITIES_PAGE, raisePage } from './raise.tsx';

const MOST_AT_ONCE = 200;
const YES_NO: readonly { readonly value: string; readonly label: string }[] = [{ value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }];
const said = (text: string | undefined): boolean | undefined => (text === 'true' ? true : text === 'false' ? false : undefined);

const wishOf = ({ query }: Visit): NonconformitiesWish => ({
  state: query['state'],
  class: query['class'],
  severity: query['severity'],
  owner: query['owner'],
  system: query['system'],
  unit: query['unit'],
  control: query['control'],
  source: query['source'],
  cause_class: query['cause_class'],
  open: said(query['open']),
  overdue: said(query['overdue']),
  near_miss: said(query['near_miss']),
});

async function filtersFor({ deps, house, policy, query }: Visit): Promise<readonly Filter[]> {
  const causes = Object.entries(policy?.nonconformities?.cause_classes ?? {}).map(([value, { name }]) => ({ value, label: name }));
  return [
    { name: 'open', label: 'Open', any: 'Open and ended', options: YES_NO },
    { name: 'state', label: 'State', any: 'Every state', options: optionsOf(NONCONFORMITY_STATES) },
    { name: 'class', label: 'Class', any: 'Every class', options: optionsOf(NC_CLASSES) },
    { name: 'severity', label: 'Severity', any: 'Every severity', options: optionsOf(NC_SEVERITIES) },
    { name: 'owner', label: 'Owner', any: 'Everybody', options: house.directory.people.map(({ id, name }) => ({ value: id, label: name })) },
    await systemFilter(deps.store, query['system']),
    { name: 'unit', label: 'Unit, with those below', any: 'Every unit', options: house.directory.units.map(({ id, name }) => ({ value: id, label: name })) },
    { name: 'overdue', label: 'Overdue', any: 'All', options: YES_NO },
    { name: 'source', label: 'Source', any: 'Every source', options: optionsOf(NC_SOURCES) },
    { name: 'cause_class', label: 'Class of cause', any: 'Every class of cause', options: causes },
    { name: 'control', label: 'Control', any: 'e.g. A.6.2.4', suggested: true, options: [] },
    { name: 'near_miss', label: 'Raised as a near-miss', any: 'All', options: YES_NO },
  ];
}

const Row = ({ found, causeOf }: { readonly found: NonconformityListed; readonly causeOf: (id: string) => string }): VNode => (
  <tr>
    <th scope="row"><a href={`/cases/${found.id}`}>{found.title}</a></th>
    <Cell label="Class"><ClassBadge of={found.class} /></Cell>
    <Cell label="State"><State of={found.state} /></Cell>
    <Cell label="Owner">{found.owner === null ? 'nobody yet' : <Name of={found.owner} />}</Cell>
    <Cell label="Due">{found.due_at === null ? 'nothing is owed' : <Time at={found.due_at} />} {found.overdue ? <Badge tone="bad">Overdue</Badge> : null}</Cell>
    <Cell label="Source">{capital(spaced(found.source))}</Cell>
    <Cell label="Cause">{found.cause_class === null ? 'not known yet' : causeOf(found.cause_class)}</Cell>
    <Cell label="Raised"><Time at={found.raised_at} near /></Cell>
  </tr>
);

const Lead = (): VNode => (
  <p class="actions"><a class="button primary" href={raisePage()}>Raise a nonconformity</a><a class="button" href={IMPORT_PAGE}>Import findings</a> <a class="button" href={NEAR_MISSES_PAGE}>Near-misses that come together</a></p>
);

/** Every nonconformity and near-miss, newest first. */
export async function nonconformityListPage(given: Visit): Promise<Answer> {
  const visit = await withSystem(given);
  const wish = wishOf(visit);
  if (visit.query['format'] === 'csv') return csvList({ name: 'nonconformities.csv', columns: NONCONFORMITY_COLUMNS, list: (cursor) => nonconformitiesForFile(visit.deps.store, { ...wish, cursor, limit: MOST_AT_ONCE }), rows: (found) => [nonconformityCells(found)] });
  const causeOf = (id: string): string => visit.policy?.nonconformities?.cause_classes[id]?.name ?? spaced(id);
  return listPage(visit, {
    title: 'Nonconformities',
    lead: <Lead />,
    filters: await filtersFor(visit),
    list: (paging) => listNonconformities(visit.deps.store, { ...wish, ...paging }),
    heads: ['Finding', 'Class', 'State', 'Owner', 'Due', 'Source', 'Cause', 'Raised'],
    row: (found) => <Row key={found.id} found={found} causeOf={causeOf} />,
    nothing: <>Nothing was raised yet. <a href={raisePage()}>Raise the first one</a>, <a href={IMPORT_PAGE}>import the findings of an audit</a>, or use <code>gatehouse nc raise -f FILE</code>; whoever works here may.</>,
  });
}

/** The list with some filters set. */
export const nonconformitiesOf = (filters: Readonly<Record<string, string>>): string => `${NONCONFORMITIES_PAGE}?${new URLSearchParams(filters).toString()}`;
