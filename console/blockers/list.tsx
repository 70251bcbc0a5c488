import type { VNode } from 'preact';
import { BLOCKER_KINDS } from '../../contracts/blocker.ts';
import { blockerPage, SYSTEMS_PAGE } from '../../contracts/pages.ts';
import { EXTENT_SCOPES, type Extent } from '../../contracts/primitives.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { capital, spaced } from '../../render/words.ts';
import { type BlockerListed, listBlockers } from '../../store/queries/blockers.ts';
import { readRecord } from '../../store/read.ts';
import { refusalAhead } from '../acts/ahead.ts';
import { addressOf } from '../acts/reach.ts';
import { Why } from '../acts/refusal.tsx';
import type { Answer } from '../answers.ts';
import { Done } from '../parts/done.tsx';
import { Cell, optionsOf } from '../parts/list.tsx';
import { listPage } from '../parts/list-page.tsx';
import { Reach } from '../parts/reach.tsx';
import { Name, Time } from '../parts/small.tsx';
import { systemFilter, withSystem } from '../parts/system-filter.ts';
import type { Visit } from '../visit.ts';
import { STOP_ACTS, stopPage } from './acts.ts';
import { Standing } from './page.tsx';

const Row = ({ of }: { readonly of: BlockerListed }): VNode => (
  <tr>
    <th scope="row"><a href={blockerPage(of.id)}>{of.title}</a></th>
    <Cell label="Kind">{capital(spaced(of.kind))}</Cell>
    <Cell label="Stands"><Standing of={of} /></Cell>
    <Cell label="Reaches"><Reach of={of.extent} /></Cell>
    <Cell label="Holds">{of.holds.join(', ')}</Cell>
    <Cell label="Owner"><Name of={of.owner} /></Cell>
    <Cell label="Raised"><Time at={of.raised_at} near /></Cell>
  </tr>
);

const idOf = (extent: Extent): string | null => (extent.scope === 'organisation' ? null : extent.id);

/** What stops more than one system at once, for whoever may; for others why not. */
async function stops(visit: Visit): Promise<VNode> {
  const { deps, house, unitOf } = visit;
  const target = { kind: 'house', id: HOUSE_ID } as const;
  const record = await readRecord(deps.store, target);
  const extents: readonly Extent[] = [{ scope: 'organisation' }, ...house.directory.units.map(({ id }) => ({ scope: 'unit', id }) as const)];
  const asked = record === null ? [] : STOP_ACTS.flatMap((act) => extents.map((extent) => ({ act, extent, refusal: refusalAhead(visit, act, addressOf(extent), target, record, {}) })));
  const open = asked.filter(({ refusal }) => refusal === null);
  const [first] = asked;
  const one = <p class="hint">What holds one system is raised on the page of <a href={SYSTEMS_PAGE}>the system</a>.</p>;
  if (open.length === 0) return <>{first?.refusal ? <p class="not-yours">Stopping a unit or the organisation is not for you: <Why refusal={first.refusal} />.</p> : null}{one}</>;
  return (
    <details class="box">
      <summary>Stop more than one system</summary>
      <div class="inside">
        {STOP_ACTS.map((act) => <p key={act.key}><strong>{act.title}:</strong> {open.filter((each) => each.act === act).map(({ extent }, i) => <span key={addressOf(extent)}>{i === 0 ? '' : ', '}<a href={stopPage(act, extent)}>{extent.scope === 'unit' ? unitOf(extent.id) : 'the whole organisation'}</a></span>)}</p>)}
        {one}
      </div>
    </details>
  );
}

/** Every open blocker, newest first: of systems, units and the organisation. */
export async function blockerListPage(given: Visit): Promise<Answer> {
  const visit = await withSystem(given);
  const { deps: { store }, query } = visit;
  const [filter, stop] = await Promise.all([systemFilter(store, query['system']), stops(visit)]);
  return listPage(visit, {
    title: 'Blockers',
    lead: <><Done of={query['done']} />{stop}</>,
    filters: [
      { name: 'scope', label: 'Reaches', any: 'However far', options: optionsOf(EXTENT_SCOPES) },
      { ...filter, label: 'Holds the system' },
      { name: 'kind', label: 'Kind', any: 'Every kind', options: optionsOf(BLOCKER_KINDS) },
    ],
    list: (wish) => listBlockers(store, { ...wish, scope: query['scope'], kind: query['kind'], system: query['system'] }),
    heads: ['Blocker', 'Kind', 'Stands', 'Reaches', 'Holds', 'Owner', 'Raised'],
    row: (each) => <Row key={each.id} of={each} />,
    nothing: <>Nothing is held anywhere: every gate can pass.</>,
    file: {
      name: 'blockers.csv',
      columns: ['blocker', 'title', 'kind', 'scope', 'of', 'holds', 'holding', 'waived_until', 'owner', 'raised_at', 'ends_by', 'source_case'],
      row: (each) => ({ blocker: each.id, title: each.title, kind: each.kind, scope: each.extent.scope, of: idOf(each.extent), holds: each.holds.join(' '), holding: each.holding ? 'yes' : 'no', waived_until: each.waived_until, owner: each.owner, raised_at: each.raised_at, ends_by: each.ends_by, source_case: each.source_case }),
    },
  });
}
