import type { VNode } from 'preact';
import { listNonconformities, type NonconformityListed } from '../../store/queries/nonconformities.ts';
import type { Store } from '../../store/store.ts';
import { nonconformitiesOf } from '../nonconformities/list.tsx';
import { raisePage } from '../nonconformities/raise.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Empty, Name, Section, State, Time } from '../parts/small.tsx';
import { ClassBadge } from './class-badge.tsx';

const MOST = 20;

/** Open nonconformities in whose extent a system is, the newest first. */
export const openOnesOf = async (store: Store, system: string): Promise<readonly NonconformityListed[]> => (await listNonconformities(store, { system, open: true, limit: MOST })).items;

/** What is open about a system, with whose it is and when it is due, and the way to raise another. `from`: the case on whose page it stands. */
export const OpenOnes = ({ found, system, from }: { readonly found: readonly NonconformityListed[]; readonly system: string; readonly from?: string }): VNode => (
  <Section id="nonconformities" title="Open nonconformities">
    {found.length === 0 ? <Empty>No nonconformity is open about this system.</Empty> : (
      <ul class="plain">
        {found.map((one) => (
          <li key={one.id}>
            <div class="line"><strong><RecordLink id={one.id} title={one.title} /></strong><ClassBadge of={one.class} /><State of={one.state} />{one.overdue ? <Badge tone="bad">Overdue</Badge> : null}</div>
            <div class="line faint"><span>Owner: {one.owner === null ? 'nobody yet' : <Name of={one.owner} />}</span>{one.due_at === null ? null : <span>due <Time at={one.due_at} /></span>}</div>
          </li>
        ))}
      </ul>
    )}
    <p class="pager"><a class="button" href={raisePage({ system_id: system, ...(from === undefined ? {} : { source_case: from }) })}>Raise a nonconformity about it</a><a href={nonconformitiesOf({ system })}>All nonconformities of this system, with filters and as CSV</a></p>
  </Section>
);
