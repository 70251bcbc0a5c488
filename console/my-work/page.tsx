import { randomUUID } from 'node:crypto';
import type { VNode } from 'preact';
import { lanesHeld, lanesLent } from '../../domain/authority/lanes-held.ts';
import { isOpen } from '../../contracts/obligation.ts';
import { decidePage } from '../../contracts/pages.ts';
import { OBLIGATION_KINDS } from '../../contracts/policy.ts';
import { listObligations, type ObligationListed } from '../../store/queries/obligations.ts';
import { waitingFor } from '../../store/queries/waiting.ts';
import { hiddenFields } from '../acts/fields.tsx';
import { formPath, formsThatMeet } from '../acts/meets.ts';
import { actNamed } from '../acts/table.ts';
import { type Answer, page } from '../answers.ts';
import { csvList } from '../parts/csv-file.ts';
import { Cell, type Filter, Filters, optionsOf, Pager } from '../parts/list.tsx';
import { Badge, Empty, State, Time } from '../parts/small.tsx';
import { systemFilter, withSystem } from '../parts/system-filter.ts';
import { raisePage } from '../nonconformities/raise.tsx';
import { Done } from '../parts/done.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { useViewer } from '../viewer.tsx';
import type { Visit } from '../visit.ts';
import { owedWords, type WorkRow, workRows, workWish } from './rows.ts';

const COLUMNS = ['due_at', 'overdue', 'owed', 'lane', 'title', 'state', 'case', 'system', 'obligation'];

function asCsv(visit: Visit): Promise<Answer> {
  const wish = { ...workWish(visit), limit: 200 };
  const rowOf = (item: ObligationListed) => ({
    due_at: item.due_at,
    overdue: item.overdue ? 'yes' : 'no',
    owed: owedWords(visit, item),
    lane: item.subject['lane'] ?? null,
    title: item.case_title,
    state: item.state,
    case: item.case_id,
    system: item.system_id,
    obligation: item.id,
  });
  return csvList({ name: 'my-work.csv', columns: COLUMNS, list: (cursor) => listObligations(visit.deps.store, { ...wish, cursor }), rows: (item) => [rowOf(item)] });
}

async function filtersFor({ deps, policy, query }: Visit): Promise<readonly Filter[]> {
  return [
    { name: 'state', label: 'State', any: 'Open', options: [{ value: 'overdue', label: 'Overdue' }, ...optionsOf(['paused', 'met', 'failed', 'withdrawn'])] },
    { name: 'kind', label: 'Kind', any: 'Every kind', options: optionsOf(OBLIGATION_KINDS) },
    { name: 'lane', label: 'Lane', any: 'Every lane', options: Object.entries(policy?.lanes.lanes ?? {}).map(([value, { name }]) => ({ value, label: name })) },
    await systemFilter(deps.store, query['system']),
    { name: 'sort', label: 'Order', any: 'Due first', options: [{ value: 'newest', label: 'Newest first' }] },
  ];
}

/** One click to approve, where the tier lets one. */
function Approve({ row }: { readonly row: WorkRow }): VNode | null {
  const { csrf } = useViewer();
  if (row.quick === null) return null;
  return (
    <form method="post" action={`/act/castVote/${row.id}`}>
      {hiddenFields({ csrf, command_id: randomUUID(), back: '/work', verdict: 'approve', package_digest: row.quick })}
      <button class="primary" type="submit">Approve<span class="unseen"> {row.what}: {row.case_title}</span></button>
    </form>
  );
}

const Go = ({ row, to, label, primary = false }: { readonly row: WorkRow; readonly to: string; readonly label: string; readonly primary?: boolean }): VNode => (
  <a class={primary ? 'button primary' : 'button'} href={to}>{label}<span class="unseen">: {row.what}: {row.case_title}</span></a>
);

/** One click to what meets it: each form that does; the page of the case where that one has them. */
function Meet({ row }: { readonly row: WorkRow }): VNode {
  const forms = formsThatMeet(row);
  if (forms.length === 0) return <Go row={row} to={decidePage(row.case_id, row.id)} label="Decide" primary />;
  return <>{forms.map((form, i) => <Go key={form.act} row={row} to={formPath(form)} label={actNamed(form.act)?.title ?? 'Decide'} primary={i === 0 && row.quick === null} />)}</>;
}

/** Whether the page of the record has every form about its obligations. */
const hasForms = ({ case_kind }: WorkRow): boolean => case_kind === 'deployment' || case_kind === 'nonconformity';

const Row = ({ row }: { readonly row: WorkRow }): VNode => (
  <tr>
    <th scope="row"><RecordLink id={row.case_id} title={row.case_title} /></th>
    <Cell label="Owed">{row.what}</Cell>
    <Cell label="Due">{row.due_at === null ? 'no time of its own' : <Time at={row.due_at} />} {row.overdue ? <Badge tone="bad">Overdue</Badge> : null}</Cell>
    <Cell label="State"><State of={row.state} /></Cell>
    <td>
      <div class="actions">
        <Approve row={row} />
        {isOpen(row) ? <Meet row={row} /> : null}
        {isOpen(row) && !hasForms(row) ? <Go row={row} to={`/act/acknowledgeObligation/${row.id}`} label="Acknowledge" /> : null}
      </div>
    </td>
  </tr>
);

const Rows = ({ rows }: { readonly rows: readonly WorkRow[] }): VNode => (
  <table class="stack">
    <caption class="unseen">What you owe</caption>
    <thead><tr><th scope="col">Matter</th><th scope="col">Owed</th><th scope="col">Due</th><th scope="col">State</th><th scope="col">Do</th></tr></thead>
    <tbody>{rows.map((row) => <Row key={row.id} row={row} />)}</tbody>
  </table>
);

/** What the reader signs for, and what else they may do: for an empty list, and for whoever has no role. */
function May({ visit: { person, policy, house, at, nameOf } }: { readonly visit: Visit }): VNode {
  const held = policy ? lanesHeld(person, policy) : [];
  const lent = policy ? lanesLent(person.id, policy, house.directory, at) : [];
  return (
    <section aria-labelledby="may" class="card">
      <h2 id="may">What you may do</h2>
      <ul>
        <li>{held.length > 0 ? `You sign for: ${held.map(({ name }) => name).join(', ')}.` : 'You sign in no lane in your own right.'}</li>
        {lent.map(({ lane, name, from, until }) => <li key={`${lane} ${from}`}>You sign for {nameOf(from)} in {name} until <Time at={until} />.</li>)}
        {person.roles.length === 0 ? <li>You hold no role: you may look at every request, ask for deployments, and answer what you are asked. Who holds which role is written in the directory.</li> : null}
        <li>Look at <a href="/deployments">every deployment</a>, or ask for one: choose <a href="/systems">its system</a>, and ask there.</li>
        <li>Something is not as it should be? <a href={raisePage()}>Raise a nonconformity</a>, or a near-miss.</li>
      </ul>
    </section>
  );
}

const filtered = ({ query }: Visit): boolean => ['state', 'kind', 'lane', 'system'].some((name) => query[name] !== undefined);

const Nothing = ({ visit }: { readonly visit: Visit }): VNode =>
  filtered(visit) ? <Empty>Nothing of this sort waits for you. <a href="/work">Show everything that is open.</a></Empty> : <Empty>You owe nothing at the moment. When somebody asks for a deployment that you sign for, it stands here, with the time it is due.</Empty>;

/** What the reader owes, due and overdue first, with one click to decide. */
export async function workPage(given: Visit): Promise<Answer> {
  const visit = await withSystem(given);
  if (visit.query['format'] === 'csv') return asCsv(visit);
  const [{ rows, next }, filters, waiting] = await Promise.all([workRows(visit), filtersFor(visit), waitingFor(visit.deps.store, [visit.person.id])]);
  const { open, overdue } = waiting.get(visit.person.id) ?? { open: 0, overdue: 0 };
  const content = (): VNode => (
    <section aria-label="What you owe" class="card">
      <p>{open === 0 ? 'Nothing is open.' : `${open} open, `}{open === 0 ? null : <strong>{overdue === 0 ? 'none overdue' : `${overdue} overdue`}</strong>}</p>
      {rows.length === 0 ? <Nothing visit={visit} /> : <Rows rows={rows} />}
      <Pager path="/work" query={visit.query} next={next} />
    </section>
  );
  const body = <><Done of={visit.query['done']} /><Filters path="/work" query={visit.query} filters={filters} /></>;
  return page('My work', body, { live: [{ name: 'work', content }], after: <May visit={visit} /> });
}
