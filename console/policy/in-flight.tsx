import type { VNode } from 'preact';
import type { CaseInFlight } from '../../contracts/in-flight.ts';
import { spaced } from '../../render/words.ts';
import { listInFlight } from '../../store/queries/in-flight.ts';
import { type Answer, page } from '../answers.ts';
import { csvList } from '../parts/csv-file.ts';
import { Cell, type Filter, Filters, Pager } from '../parts/list.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Digest, Empty, State, Time } from '../parts/small.tsx';
import { nothingHere } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';
import { policyAddress, valueWords } from './words.ts';

const ROWS = 25;
const COLUMNS = ['case', 'title', 'state', 'what', 'before', 'after'];

type Row = Readonly<Record<'case' | 'title' | 'state' | 'what' | 'before' | 'after', string>>;

/** One line per thing that would be different. */
function rowsOf({ id, title, state, differences, obligations }: CaseInFlight): Row[] {
  const about = { case: id, title, state };
  const due = obligations.filter((each) => each.due.before !== each.due.after).map((each) => ({ ...about, what: `due: ${each.kind}${each.lane === null ? '' : ` of ${each.lane}`}`, ...each.due }));
  const rungs = obligations.flatMap((each) => each.rungs.map((rung) => ({ ...about, what: `rung ${rung.id} (${rung.level}): ${each.kind}${each.lane === null ? '' : ` of ${each.lane}`}`, before: rung.before ?? 'nothing', after: rung.after ?? 'nothing' })));
  return [...differences.map(({ what, before, after }) => ({ ...about, what, before: valueWords(before), after: valueWords(after) })), ...due, ...rungs];
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const Value = ({ of }: { readonly of: string }): VNode => (INSTANT.test(of) ? <Time at={of} near /> : <>{of}</>);

const One = ({ found }: { readonly found: CaseInFlight }): VNode => (
  <li>
    <div class="line"><strong><RecordLink id={found.id} title={found.title} /></strong><State of={found.state} />{found.differs ? null : <span class="faint">would be treated alike</span>}</div>
    {found.differs ? (
      <details open>
        <summary>What would be different</summary>
        <table class="stack">
          <thead><tr><th scope="col">What</th><th scope="col">By its own policy</th><th scope="col">By this one</th></tr></thead>
          <tbody>{rowsOf(found).map(({ what, before, after }) => <tr key={what}><th scope="row">{spaced(what)}</th><Cell label="By its own policy"><Value of={before} /></Cell><Cell label="By this one"><Value of={after} /></Cell></tr>)}</tbody>
        </table>
      </details>
    ) : null}
  </li>
);

const FILTERS: readonly Filter[] = [{ name: 'differs', label: 'Cases', any: 'All running cases', options: [{ value: 'yes', label: 'Only those treated differently' }] }];

/** Which running cases a policy would treat differently; each keeps the policy that it began with. */
export async function inFlightPage(visit: Visit): Promise<Answer> {
  const { deps: { store }, house, query, params } = visit;
  const digest = params['digest'] ?? '';
  const proposal = house.policies.find((each) => each.digest === digest);
  if (!proposal) return nothingHere(visit);
  const path = `${policyAddress(digest)}/in-flight`;
  const meant = (each: CaseInFlight): boolean => query['differs'] !== 'yes' || each.differs;
  if (query['format'] === 'csv') return csvList({ name: 'in-flight.csv', columns: COLUMNS, list: (cursor) => listInFlight(store, proposal, house.policies, { cursor, limit: 200 }), rows: rowsOf });
  const found = await listInFlight(store, proposal, house.policies, { cursor: query['cursor'], limit: ROWS });
  const shown = found.items.filter(meant);
  return page('Running cases under this policy', (
    <>
      <p class="lead">For information: a running case keeps the policy that it began with. Instants are planned from the opening of each obligation, without pauses. <a href={policyAddress(digest)}>The policy</a> is <Digest of={digest} label="policy" />.</p>
      <Filters path={path} query={query} filters={FILTERS} />
      <section class="card" aria-label="Running cases">
        {shown.length === 0 ? <Empty>{found.items.length === 0 ? 'No deployment is running, so nothing would change for any.' : 'No case on this page would be treated differently.'}</Empty> : <ul class="plain">{shown.map((each) => <One key={each.id} found={each} />)}</ul>}
        <Pager path={path} query={query} next={found.next_cursor} />
      </section>
    </>
  ));
}
