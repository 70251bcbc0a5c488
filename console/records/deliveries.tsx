import { DELIVERY_STATES } from '../../contracts/delivery.ts';
import { CHANNELS } from '../../contracts/primitives.ts';
import { listDeliveries } from '../../store/queries/case-events.ts';
import { findRecord } from '../../store/read.ts';
import type { Answer } from '../answers.ts';
import { Told } from '../deployment-approval/record.tsx';
import { optionsOf } from '../parts/list.tsx';
import { listPage } from '../parts/list-page.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { nothingHere } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';


/** Who was told what of one case, where, and how far each message got; oldest first. */
export async function deliveriesPage(visit: Visit): Promise<Answer> {
  const { deps: { store }, query, params } = visit;
  const id = params['id'] ?? '';
  if ((await findRecord(store, id))?.id !== id) return nothingHere(visit);
  const channel = CHANNELS.find((each) => each === query['channel']);
  const state = DELIVERY_STATES.find((each) => each === query['state']);
  return listPage(visit, {
    title: 'Who was told',
    lead: <p class="lead">Every message about <RecordLink id={id} />, oldest first.</p>,
    filters: [
      { name: 'channel', label: 'By', any: 'Every channel', options: optionsOf(CHANNELS) },
      { name: 'state', label: 'State', any: 'Every state', options: optionsOf(DELIVERY_STATES) },
    ],
    list: (wish) => listDeliveries(store, id, { ...wish, channel, state }),
    heads: ['Who', 'About', 'By', 'State', 'When'],
    row: (of) => <Told key={`${of.key} ${of.channel}`} of={of} />,
    nothing: 'Nobody was to be told yet.',
    file: {
      name: `told-${id}.csv`,
      columns: ['recipient', 'kind', 'channel', 'state', 'late', 'attempts', 'owed_at', 'sent_at', 'obligation', 'last_error'],
      row: ({ recipient, kind, channel: by, state: how, late, attempts, owed_at, sent_at, obligation_id, last_error }) => ({ recipient, kind, channel: by, state: how, late: late ? 'yes' : 'no', attempts, owed_at, sent_at, obligation: obligation_id, last_error }),
    },
  });
}
