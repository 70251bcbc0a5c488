import { Readable } from 'node:stream';
import type { VNode } from 'preact';
import { STREAM_KINDS } from '../../contracts/ledger.ts';
import { eventInWords } from '../../render/event-words.ts';
import { capital } from '../../render/words.ts';
import { ledgerRows } from '../../store/ledger-export.ts';
import { type LedgerListed, type LedgerWish, listLedger } from '../../store/queries/ledger.ts';
import { ActForm } from '../acts/form.tsx';
import { choicesOf } from '../acts/people.ts';
import { type Answer, page } from '../answers.ts';
import { csvList } from '../parts/csv-file.ts';
import { type Filter, Filters, Pager } from '../parts/list.tsx';
import { Empty, Section } from '../parts/small.tsx';
import type { Visit } from '../visit.ts';
import { EVENT_TYPES } from './types.ts';
import { EVERYTHING, LEDGER_ACTS } from './acts.tsx';
import { LedgerRowOf } from './row.tsx';

const HOME = '/ledger';
const ROWS = 25;
const COLUMNS = ['stream', 'seq', 'at', 'actor_kind', 'actor', 'type', 'what', 'prev_hash', 'hash'];

/** The filters of the address as a query; what nobody knows is left out. */
export const ledgerWish = ({ query }: Pick<Visit, 'query'>): LedgerWish => ({ stream: query['stream'], kind: STREAM_KINDS.find((kind) => kind === query['kind']), type: query['type'], actor: query['actor'], cursor: query['cursor'], limit: ROWS });

const asCsv = (visit: Visit): Promise<Answer> =>
  csvList({
    name: 'ledger.csv',
    columns: COLUMNS,
    list: (cursor) => listLedger(visit.deps.store, { ...ledgerWish(visit), limit: 200, cursor }),
    rows: (row) => [{ stream: row.stream, seq: row.seq, at: row.at, actor_kind: row.actor.kind, actor: row.actor.id, type: row.type, what: eventInWords(row, visit.nameOf, visit.laneOf).what, prev_hash: row.prev_hash, hash: row.hash }],
  });

const plainly = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
const FILTERS: readonly Filter[] = [
  { name: 'stream', label: 'Chain (id of a record)', any: 'Every chain', suggested: true, options: [] },
  { name: 'kind', label: 'Kind of record', any: 'Every kind', options: STREAM_KINDS.map((value) => ({ value, label: capital(value) })) },
  { name: 'type', label: 'Type', any: 'Every type', options: plainly(EVENT_TYPES) },
  { name: 'actor', label: 'Actor (id)', any: 'Anybody', suggested: true, options: [] },
];

const Rows = ({ rows }: { readonly rows: readonly LedgerListed[] }): VNode => (
  <table class="stack">
    <caption class="unseen">Rows of the ledger, newest first</caption>
    <thead><tr>{['Row', 'At', 'Actor', 'What', 'Hashes'].map((head) => <th scope="col" key={head}>{head}</th>)}</tr></thead>
    <tbody>{rows.map((row) => <LedgerRowOf key={row.position} row={row} />)}</tbody>
  </table>
);

const Nothing = ({ more }: { readonly more: boolean }): VNode => (more ? <Empty>None of the rows looked at is like this; the next page looks further back.</Empty> : <Empty>No row is like this. <a href={HOME}>Show all.</a></Empty>);

const Verify = ({ visit }: { readonly visit: Visit }): VNode => {
  const { stream } = visit.query;
  const choices = choicesOf(visit);
  const form = (id: string, title: string): VNode[] => LEDGER_ACTS.map((act) => <ActForm key={id} act={{ ...act, title, button: title }} id={id} back={HOME} typed={{}} choices={choices} />);
  return (
    <Section id="verify" title="Verify and export">
      <p>Each row holds the hash of the row before it, so a row that was changed, removed or put in shows. Verifying reads only; it changes nothing.</p>
      <div class="actions">
        {stream === undefined ? null : form(stream, `Verify the chain ${stream}`)}
        {form(EVERYTHING, 'Verify everything')}
        <a href={`${HOME}/export`} download>Export as NDJSON</a>
      </div>
      <p class="hint">The export is what anybody can check without Gatehouse: <code>gatehouse ledger verify</code> and a SHA-256 tool read it alike.</p>
    </Section>
  );
};

/** The ledger: every fact, refusal and delivery, newest first, with the chain that holds it. */
export async function ledgerPage(visit: Visit): Promise<Answer> {
  if (visit.query['format'] === 'csv') return asCsv(visit);
  const { items, next_cursor } = await listLedger(visit.deps.store, ledgerWish(visit));
  return page('Ledger', (
    <>
      <Filters path={HOME} query={visit.query} filters={FILTERS} />
      <section aria-label="Rows" class="card">
        {items.length === 0 ? <Nothing more={next_cursor !== null} /> : <Rows rows={items} />}
        <Pager path={HOME} query={visit.query} next={next_cursor} />
      </section>
      <Verify visit={visit} />
    </>
  ));
}

async function* lines(visit: Visit): AsyncGenerator<string> {
  for await (const row of ledgerRows(visit.deps.store)) yield `${JSON.stringify(row)}\n`;
}

/** Every row as hashed, one JSON object a line, as it goes. */
export function ledgerExport(visit: Visit): Answer {
  return { kind: 'bytes', name: 'ledger.ndjson', length: null, stream: () => Readable.from(lines(visit)) };
}
