import { RESIDUALS } from '../../contracts/system.ts';
import { capital } from '../../render/words.ts';
import { listRisks } from '../../store/queries/systems.ts';
import type { Answer } from '../answers.ts';
import { Cell, optionsOf } from '../parts/list.tsx';
import { listPage } from '../parts/list-page.tsx';
import { Marked } from '../parts/marked.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Name, State, Time } from '../parts/small.tsx';
import { nothingHere } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';

const STATES = ['open', 'treated', 'accepted', 'closed'];

/** The risk items of one system, newest first. */
export async function risksPage(visit: Visit): Promise<Answer> {
  const { deps: { store }, query, params, house } = visit;
  const id = params['id'] ?? '';
  if ((await listRisks(store, id, { limit: 1 })) === null) return nothingHere(visit);
  return listPage(visit, {
    title: 'Risks',
    lead: <p class="lead">Every risk on record for <RecordLink id={id} />, newest first. The forms about them stand on the page of the system.</p>,
    filters: [
      { name: 'state', label: 'State', any: 'Every state', options: optionsOf(STATES) },
      { name: 'residual', label: 'Residual', any: 'Every residual', options: optionsOf(RESIDUALS) },
      { name: 'owner', label: 'Owner', any: 'Everybody', options: house.directory.people.map(({ id: value, name: label }) => ({ value, label })) },
    ],
    list: async (wish) => (await listRisks(store, id, { ...wish, state: query['state'], residual: query['residual'], owner: query['owner'] })) ?? { items: [], next_cursor: null },
    heads: ['Risk', 'State', 'Residual', 'Owner', 'Meant', 'Entered', 'Accepted until'],
    row: (risk) => (
      <tr key={risk.id}>
        <th scope="row">{risk.title}</th>
        <Cell label="State"><State of={risk.state} /></Cell>
        <Cell label="Residual"><Marked as={risk.halts && risk.state === 'open' ? 'bad' : undefined}>{capital(risk.residual)}</Marked></Cell>
        <Cell label="Owner"><Name of={risk.owner} /></Cell>
        <Cell label="Meant">{risk.option}</Cell>
        <Cell label="Entered"><Name of={risk.added_by} /> <Time at={risk.added_at} near /></Cell>
        <Cell label="Accepted until">{risk.accepted_until === null ? 'not accepted' : <Time at={risk.accepted_until} />}</Cell>
      </tr>
    ),
    nothing: <>No risk is on record for this system. Enter the first one on <RecordLink id={id} title="its page" />.</>,
    file: {
      name: `risks-${id}.csv`,
      columns: ['risk', 'title', 'state', 'residual', 'halts', 'owner', 'option', 'criteria', 'added_at', 'added_by', 'accepted_until', 'accepted_by'],
      row: (risk) => ({ risk: risk.id, title: risk.title, state: risk.state, residual: risk.residual, halts: risk.halts ? 'yes' : 'no', owner: risk.owner, option: risk.option, criteria: risk.criteria, added_at: risk.added_at, added_by: risk.added_by, accepted_until: risk.accepted_until, accepted_by: risk.accepted_by }),
    },
  });
}
