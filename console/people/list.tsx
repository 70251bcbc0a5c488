import type { VNode } from 'preact';
import { PEOPLE_PAGE } from '../../contracts/pages.ts';
import { peopleListed, type PersonListed } from '../../domain/house/listed.ts';
import { csvOf } from '../../render/csv.ts';
import { capital, spaced } from '../../render/words.ts';
import { pageOfArray } from '../../store/queries/page.ts';
import { type Waiting, waitingFor } from '../../store/queries/waiting.ts';
import { type Answer, csvFile, page } from '../answers.ts';
import { Done } from '../parts/done.tsx';
import { Cell, type Filter, Filters, Pager } from '../parts/list.tsx';
import { Badge, Empty, Name, Unit } from '../parts/small.tsx';
import type { Visit } from '../visit.ts';
import { useViewer } from '../viewer.tsx';
import { roleKey, roleWords } from './held.ts';

const ROWS = 50;
const COLUMNS = ['person', 'name', 'unit', 'roles', 'works_here', 'absent', 'deputy', 'manager', 'open', 'overdue'];
const HERE: Readonly<Record<string, (person: PersonListed) => boolean>> = { present: ({ works_here, absent }) => works_here && !absent, absent: ({ absent }) => absent, left: ({ works_here }) => !works_here };

/** The people whom the filters of the address leave. */
function wanted({ house: { directory }, at, query }: Visit): PersonListed[] {
  const here = HERE[query['here'] ?? ''];
  return peopleListed(directory, at, { role: query['role'], unit: query['unit'] }).filter((person) => here === undefined || here(person));
}

const NONE: Waiting = { open: 0, overdue: 0 };

async function asCsv(visit: Visit): Promise<Answer> {
  const people = wanted(visit);
  const owed = await waitingFor(visit.deps.store, people.map(({ id }) => id));
  const rows = people.map((each) => ({ person: each.id, name: each.name, unit: each.unit, roles: each.roles.map((held) => roleWords(held, visit.unitOf)).join('; '), works_here: each.works_here ? 'yes' : 'no', absent: each.absent ? 'yes' : 'no', deputy: each.deputy, manager: each.manager, ...(owed.get(each.id) ?? NONE) }));
  return csvFile('people.csv', csvOf(rows, COLUMNS));
}

const filtersFor = ({ house: { directory } }: Visit): readonly Filter[] => [
  { name: 'role', label: 'Role', any: 'Every role', options: [...new Set(directory.people.flatMap(({ roles }) => roles.map(roleKey)))].sort().map((value) => ({ value, label: capital(spaced(value)) })) },
  { name: 'unit', label: 'Unit', any: 'Every unit', options: directory.units.map(({ id, name }) => ({ value: id, label: name })) },
  { name: 'here', label: 'Presence', any: 'Everybody', options: [{ value: 'present', label: 'Here' }, { value: 'absent', label: 'Absent' }, { value: 'left', label: 'Left' }] },
];

/** Whether somebody is here, in words. */
export const Presence = ({ person }: { readonly person: PersonListed }): VNode => {
  if (!person.works_here) return <Badge tone="warn">Left on {person.left_on}</Badge>;
  if (!person.absent) return <>here</>;
  return <><Badge tone="warn">Absent</Badge> {person.deputy === null ? 'nobody stands in' : <><Name of={person.deputy} /> stands in</>}</>;
};

/** Roles in words, with the unit where they are for one. */
export const Roles = ({ of }: { readonly of: PersonListed['roles'] }): VNode => {
  const { unitOf } = useViewer();
  return <>{of.map((held) => roleWords(held, unitOf)).join(', ') || 'none'}</>;
};

const Row = ({ person, owed }: { readonly person: PersonListed; readonly owed: Waiting }): VNode => (
  <tr>
    <th scope="row"><a href={`${PEOPLE_PAGE}/${person.id}`}>{person.name}</a></th>
    <Cell label="Unit"><Unit of={person.unit} /></Cell>
    <Cell label="Roles"><Roles of={person.roles} /></Cell>
    <Cell label="Presence"><Presence person={person} /></Cell>
    <Cell label="Line manager">{person.manager === null ? 'nobody' : <Name of={person.manager} />}</Cell>
    <Cell label="Owes">{owed.open === 0 ? 'nothing' : `${owed.open}\u00a0open`}{owed.overdue === 0 ? null : <>, <Badge tone="bad">{owed.overdue} overdue</Badge></>}</Cell>
  </tr>
);

/** Everybody in the directory, with what they may do, whether they are here, and how much they owe. */
export async function peopleListPage(visit: Visit): Promise<Answer> {
  if (visit.query['format'] === 'csv') return asCsv(visit);
  const { items, next_cursor } = pageOfArray(wanted(visit), { limit: ROWS, cursor: visit.query['cursor'] }, ({ id }) => id);
  const owed = await waitingFor(visit.deps.store, items.map(({ id }) => id));
  const content = (): VNode => (
    <section aria-label="People" class="card">
      {items.length === 0 ? <Empty>Nobody is like this. <a href={PEOPLE_PAGE}>Show everybody.</a></Empty> : (
        <table class="stack">
          <caption class="unseen">People of the directory</caption>
          <thead><tr>{['Person', 'Unit', 'Roles', 'Presence', 'Line manager', 'Owes'].map((head) => <th scope="col" key={head}>{head}</th>)}</tr></thead>
          <tbody>{items.map((person) => <Row key={person.id} person={person} owed={owed.get(person.id) ?? NONE} />)}</tbody>
        </table>
      )}
      <Pager path={PEOPLE_PAGE} query={visit.query} next={next_cursor} />
    </section>
  );
  const body = <><Done of={visit.query['done']} /><Filters path={PEOPLE_PAGE} query={visit.query} filters={filtersFor(visit)} /></>;
  const after = <p class="hint">Who works here, with which roles, is written in the directory file. <a href={`${PEOPLE_PAGE}/${visit.person.id}`}>Your own page</a> has the forms to delegate and to say that you are away.</p>;
  return page('People', body, { live: [{ name: 'list', content }], after });
}
