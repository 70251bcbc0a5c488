import type { VNode } from 'preact';
import { NEAR_MISS_GROUNDS, type NearMissPattern, type NearMissView } from '../../contracts/near-miss.ts';
import { capital, spaced } from '../../render/words.ts';
import { nearMisses } from '../../store/queries/near-misses.ts';
import { nonconformitiesNamed } from '../../store/queries/nonconformities.ts';
import { titlesOf } from '../../store/queries/titles.ts';
import type { Answer } from '../answers.ts';
import { Cell, optionsOf } from '../parts/list.tsx';
import { listPage } from '../parts/list-page.tsx';
import { Time } from '../parts/small.tsx';
import { NONCONFORMITIES_PAGE } from './raise.tsx';
import type { Visit } from '../visit.ts';

/** Where the patterns are shown. */
export const NEAR_MISSES_PAGE = '/nonconformities/near-misses';

/** So many of a pattern are named in its row. */
const NAMED = 3;

const Lead = ({ view }: { readonly view: NearMissView | null }): VNode => (
  <p class="lead">{view === null ? 'The policy in force says nothing about nonconformities.' : <>Raised since <Time at={view.since} near />. With {view.promote_at} like ones a near-miss is a nonconformity; texts that are alike count too, and stand with each near-miss.</>} <a href={NONCONFORMITIES_PAGE}>Back to all</a></p>
);

interface RowProps {
  readonly of: NearMissPattern;
  readonly promoteAt: number;
  readonly nameOf: (of: NearMissPattern) => string;
  readonly titleOf: (id: string) => string;
}

const Row = ({ of, promoteAt, nameOf, titleOf }: RowProps): VNode => (
  <tr>
    <th scope="row">{nameOf(of)}<br /><span class="small">{capital(spaced(of.by))}</span></th>
    <Cell label="Near-misses">{of.count} of {promoteAt}</Cell>
    <Cell label="Made nonconformities">{of.promoted}</Cell>
    <Cell label="Last"><Time at={of.last_at} near /></Cell>
    <Cell label="Newest">{of.ids.slice(0, NAMED).map((id, i) => <>{i === 0 ? null : ', '}<a href={`/cases/${id}`}>{titleOf(id)}</a></>)}{of.ids.length > NAMED ? ' …' : null}</Cell>
  </tr>
);

/** What near-misses have in common, and how near each pattern is to being a nonconformity. */
export async function nearMissesPage(visit: Visit): Promise<Answer> {
  const { deps: { store }, policy, query } = visit;
  const view = await nearMisses(store, policy);
  const items = (view?.items ?? []).filter(({ by }) => query['by'] === undefined || by === query['by']);
  const [systems, named] = await Promise.all([
    titlesOf(store, items.flatMap(({ by, key }) => (by === 'system' ? [key] : []))),
    nonconformitiesNamed(store, items.flatMap(({ ids }) => ids.slice(0, NAMED))),
  ]);
  const causes = policy?.nonconformities?.cause_classes ?? {};
  const nameOf = ({ by, key }: NearMissPattern): string => (by === 'system' ? (systems.get(key) ?? key) : by === 'cause_class' ? (causes[key]?.name ?? spaced(key)) : key);
  const titleOf = (id: string): string => named.get(id)?.title ?? id;
  return listPage(visit, {
    title: 'Near-misses that come together',
    lead: <Lead view={view} />,
    filters: [{ name: 'by', label: 'In common', any: 'Anything', options: optionsOf(NEAR_MISS_GROUNDS) }],
    list: () => Promise.resolve({ items, next_cursor: null }),
    heads: ['In common', 'Near-misses', 'Made nonconformities', 'Last', 'Newest'],
    row: (of) => <Row key={`${of.by} ${of.key}`} of={of} promoteAt={view?.promote_at ?? 0} nameOf={nameOf} titleOf={titleOf} />,
    nothing: 'No near-miss of this time names a control, a clause or a system.',
    file: {
      name: 'near-misses.csv',
      columns: ['by', 'key', 'name', 'count', 'promote_at', 'promoted', 'last_at', 'ids'],
      row: (of) => ({ by: of.by, key: of.key, name: nameOf(of), count: of.count, promote_at: view?.promote_at ?? null, promoted: of.promoted, last_at: of.last_at, ids: of.ids.join(' ') }),
    },
  });
}
