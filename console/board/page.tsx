import { randomUUID } from 'node:crypto';
import type { VNode } from 'preact';
import type { ActionOwed } from '../../contracts/action-board.ts';
import { BOARD_CHOSEN, BOARD_PAGE } from '../../contracts/pages.ts';
import { lineOf } from '../../domain/line.ts';
import { BOARD_COLUMNS, boardCells } from '../../render/action-board.ts';
import { capital, spaced } from '../../render/words.ts';
import { boardPage as readBoard, boardSummary } from '../../store/queries/action-board-view.ts';
import { hiddenFields } from '../acts/fields.tsx';
import { type Answer, page } from '../answers.ts';
import { csvList } from '../parts/csv-file.ts';
import { Cell, Filters, listAddress, Pager } from '../parts/list.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Empty, Name, Time } from '../parts/small.tsx';
import { withSystem } from '../parts/system-filter.ts';
import { useViewer } from '../viewer.tsx';
import type { Visit } from '../visit.ts';
import { boardFilters, boardWish } from './filters.ts';
import { DEEDS } from './deeds.ts';
import { Summary } from './summary.tsx';

const ROWS = 50;
const MOST_AT_ONCE = 200;

const Ladder = ({ of: { highest, next } }: { readonly of: ActionOwed['ladder'] }): VNode => (
  <>
    {highest === null ? 'nobody above heard yet' : <>{highest.level} heard <Time at={highest.at} near /></>}
    {next === null ? null : <span class="faint">; next {next.level}, <Time at={next.at} near /></span>}
  </>
);

const Row = ({ of }: { readonly of: ActionOwed }): VNode => {
  const { nameOf } = useViewer();
  const what = capital(spaced(of.kind));
  const who = of.owner === null ? `the role ${spaced(of.role ?? '')}` : nameOf(of.owner);
  return (
    <tr>
      <td data-label="Choose"><input type="checkbox" name="obligation" value={of.id} aria-label={`Choose: ${what}, ${of.case_title}, owed by ${who}`} /></td>
      <th scope="row"><RecordLink id={of.case_id} title={of.case_title} /><br /><span class="small">{what}{of.class === null ? '' : `, ${of.class}`}</span></th>
      <Cell label="Owed by">{who}{of.accountable === null ? null : <span class="faint"> (answers for it: <Name of={of.accountable} />)</span>}</Cell>
      <Cell label="Due">{of.due_at === null ? 'no time of its own' : <Time at={of.due_at} />} {of.overdue ? <Badge tone="bad">Overdue</Badge> : null}</Cell>
      <Cell label="Ladder"><Ladder of={of.ladder} /></Cell>
    </tr>
  );
};

/** The list with a mark before each row, and what can be done with all that are marked. */
function Rows({ rows, back }: { readonly rows: readonly ActionOwed[]; readonly back: string }): VNode {
  const { csrf } = useViewer();
  return (
    <form method="post" action={BOARD_CHOSEN} aria-label="With those chosen">
      {hiddenFields({ csrf, command_id: randomUUID(), back })}
      <table class="stack">
        <caption class="unseen">What is owed</caption>
        <thead><tr><th scope="col">Choose</th><th scope="col">What</th><th scope="col">Owed by</th><th scope="col">Due</th><th scope="col">Ladder</th></tr></thead>
        <tbody>{rows.map((row) => <Row key={row.id} of={row} />)}</tbody>
      </table>
      <p class="actions" role="group" aria-label="With those chosen">
        {DEEDS.map(({ key, button }) => <button key={key} type="submit" name="do" value={key}>{button}</button>)}
      </p>
      <p class="hint">A nudge goes out at once, as one message to each person however many are chosen. For the others you are asked once for all of them. More time is asked for on behalf of whoever owes it, and somebody above you decides.</p>
    </form>
  );
}

/** The way to one's own line, for whoever has one. */
function OwnLine({ visit: { person, house, query, at } }: { readonly visit: Visit }): VNode | null {
  const below = lineOf(house.directory, person.id, at, 'all').filter((id) => id !== person.id).length;
  if (below === 0 || query['manager'] === person.id) return null;
  return <p class="lead"><a href={listAddress(BOARD_PAGE, query, { manager: person.id, cursor: null })}>Show your own line</a>: {below === 1 ? 'one person' : `${below} people`} below you, and what you answer for.</p>;
}

/** What is owed to put things right: in numbers, as a list, and what can be done with many at once. */
export async function boardPage(given: Visit): Promise<Answer> {
  const visit = await withSystem(given);
  const { deps: { store }, house, query } = visit;
  const wish = boardWish(visit);
  if (query['format'] === 'csv') return csvList({ name: 'board.csv', columns: BOARD_COLUMNS, list: (cursor) => readBoard(store, house, { ...wish, cursor, limit: MOST_AT_ONCE }), rows: (owed) => [boardCells(owed)] });
  const { cursor } = query;
  const [filters, { items, next_cursor }, summary] = await Promise.all([
    boardFilters(visit),
    readBoard(store, house, { ...wish, cursor, limit: ROWS }),
    cursor === undefined ? boardSummary(store, house, wish) : null,
  ]);
  const any = filters.some(({ name }) => query[name] !== undefined);
  const body = (
    <>
      <OwnLine visit={visit} />
      <Filters path={BOARD_PAGE} query={query} filters={filters} />
      {summary === null ? null : <Summary of={summary} query={query} />}
      <section aria-label="What is owed" class="card">
        {items.length > 0 ? <Rows rows={items} back={listAddress(BOARD_PAGE, query, {})} /> : <Empty>{any ? <>Nothing is like this. <a href={BOARD_PAGE}>Show all.</a></> : <>Nothing is owed to put anything right: no nonconformity has an open step, and no deployment an open condition.</>}</Empty>}
        <Pager path={BOARD_PAGE} query={query} next={next_cursor} />
      </section>
    </>
  );
  return page('Board of actions', body);
}
