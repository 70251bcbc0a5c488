import { eventInWords } from '../../render/event-words.ts';
import { listLedger } from '../../store/queries/ledger.ts';
import { findRecord } from '../../store/read.ts';
import type { Answer } from '../answers.ts';
import { LedgerRowOf } from '../ledger/row.tsx';
import { EVENT_TYPES } from '../ledger/types.ts';
import { listPage } from '../parts/list-page.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { nothingHere } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';

/** Everything that happened to one record, newest first: facts, refusals and deliveries. */
export async function eventsPage(visit: Visit): Promise<Answer> {
  const { deps: { store }, query, params, nameOf, laneOf } = visit;
  const id = params['id'] ?? '';
  if ((await findRecord(store, id))?.id !== id) return nothingHere(visit);
  return listPage(visit, {
    title: 'What happened',
    lead: <p class="lead">Every row about <RecordLink id={id} />, newest first.</p>,
    filters: [
      { name: 'type', label: 'Type', any: 'Every type', options: EVENT_TYPES.map((value) => ({ value, label: value })) },
      { name: 'actor', label: 'Actor (id)', any: 'Anybody', suggested: true, options: visit.house.directory.people.map(({ id: value, name: label }) => ({ value, label })) },
    ],
    list: (wish) => listLedger(store, { ...wish, stream: id, type: query['type'], actor: query['actor'] }),
    heads: ['Row', 'At', 'Actor', 'What', 'Hashes'],
    row: (row) => <LedgerRowOf key={row.position} row={row} />,
    nothing: 'Nothing happened yet.',
    file: {
      name: `events-${id}.csv`,
      columns: ['seq', 'at', 'actor_kind', 'actor', 'type', 'what', 'said', 'hash'],
      row: (row) => ({ seq: row.seq, at: row.at, actor_kind: row.actor.kind, actor: row.actor.id, type: row.type, ...eventInWords(row, nameOf, laneOf), hash: row.hash }),
    },
  });
}
