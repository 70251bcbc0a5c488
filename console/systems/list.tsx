import type { VNode } from 'preact';
import { BLOCKERS_PAGE, systemPage, SYSTEMS_PAGE } from '../../contracts/pages.ts';
import { LIFECYCLE_STAGES } from '../../contracts/system.ts';
import { capital, spaced } from '../../render/words.ts';
import { type Answer, page } from '../answers.ts';
import { csvList } from '../parts/csv-file.ts';
import { Cell, type Filter, Filters, Pager } from '../parts/list.tsx';
import { Marked } from '../parts/marked.tsx';
import { Badge, Empty, Name, State, type Tone, Unit } from '../parts/small.tsx';
import type { Visit } from '../visit.ts';
import { REGISTER_PAGE } from './register.ts';
import { type SystemRow, systemRows, systemsWish } from './rows.ts';

const COLUMNS = ['system', 'name', 'unit', 'owner', 'stage', 'tier', 'live', 'blockers', 'approvals'];

const liveWords = ({ live, versions }: SystemRow): string => live.map(({ environment, version_id }) => `${environment}: ${versions[version_id] ?? version_id}`).join(', ');

const asCsv = (visit: Visit): Promise<Answer> =>
  csvList({
    name: 'systems.csv',
    columns: COLUMNS,
    list: (cursor) => systemRows(visit, { ...systemsWish(visit), limit: 200, cursor }),
    rows: (row) => [{ system: row.id, name: row.title, unit: row.unit ?? null, owner: row.owner ?? null, stage: row.state, tier: row.tier, live: liveWords(row), blockers: row.blockers, approvals: row.approvals }],
  });

const filtersFor = ({ house: { directory } }: Visit): readonly Filter[] => [
  { name: 'state', label: 'Stage', any: 'Every stage', options: LIFECYCLE_STAGES.map((value) => ({ value, label: capital(value) })) },
  { name: 'unit', label: 'Unit', any: 'Every unit', options: directory.units.map(({ id, name }) => ({ value: id, label: name })) },
  { name: 'owner', label: 'Owner', any: 'Everybody', options: directory.people.map(({ id, name }) => ({ value: id, label: name })) },
];

const TONES: Readonly<Record<string, Tone>> = { high: 'warn', prohibited: 'bad' };

/** A tier as a badge. */
export const TierBadge = ({ of }: { readonly of: string | null }): VNode => (of === null ? <>not assessed</> : <Marked as={TONES[of]}>{capital(spaced(of))}</Marked>);

const Row = ({ row }: { readonly row: SystemRow }): VNode => (
  <tr>
    <th scope="row"><a href={systemPage(row.id)}>{row.title}</a></th>
    <Cell label="Unit"><Unit of={row.unit} /></Cell>
    <Cell label="Owner">{row.owner === undefined ? 'nobody' : <Name of={row.owner} />}</Cell>
    <Cell label="Stage"><State of={row.state} /></Cell>
    <Cell label="Tier now"><TierBadge of={row.tier} /></Cell>
    <Cell label="Live">{row.live.length === 0 ? 'nowhere' : liveWords(row)}</Cell>
    <Cell label="Open blockers">{row.blockers === 0 ? '0' : <a href={`${BLOCKERS_PAGE}?${new URLSearchParams({ system: row.id }).toString()}`}><Badge tone="bad">{row.blockers}</Badge></a>}</Cell>
    <Cell label="Approvals">{row.approvals}</Cell>
  </tr>
);

const HEADS = ['System', 'Unit', 'Owner', 'Stage', 'Tier now', 'Live', 'Open blockers', 'Approvals'];

const Rows = ({ rows }: { readonly rows: readonly SystemRow[] }): VNode => (
  <table class="stack">
    <caption class="unseen">Registered systems, newest first</caption>
    <thead><tr>{HEADS.map((head) => <th scope="col" key={head}>{head}</th>)}</tr></thead>
    <tbody>{rows.map((row) => <Row key={row.id} row={row} />)}</tbody>
  </table>
);

const Nothing = ({ any }: { readonly any: boolean }): VNode =>
  any ? <Empty>No system is like this. <a href={SYSTEMS_PAGE}>Show all.</a></Empty> : <Empty>No AI system is registered yet. <a href={REGISTER_PAGE}>Register the first one</a>, or describe it in a file: <code>gatehouse system add -f FILE</code>.</Empty>;

/** The register of AI systems, newest first. */
export async function systemListPage(visit: Visit): Promise<Answer> {
  if (visit.query['format'] === 'csv') return asCsv(visit);
  const { items, next_cursor } = await systemRows(visit, systemsWish(visit));
  const filters = filtersFor(visit);
  const any = filters.some(({ name }) => visit.query[name] !== undefined);
  const content = (): VNode => (
    <section aria-label="Systems" class="card">
      {items.length === 0 ? <Nothing any={any} /> : <Rows rows={items} />}
      <Pager path={SYSTEMS_PAGE} query={visit.query} next={next_cursor} />
    </section>
  );
  const register = <p><a class="button" href={REGISTER_PAGE}>Register a system</a></p>;
  return page('Systems', <>{register}<Filters path={SYSTEMS_PAGE} query={visit.query} filters={filters} /></>, { live: [{ name: 'list', content }] });
}
