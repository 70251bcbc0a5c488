import type { VNode } from 'preact';
import type { NearMissPattern } from '../../contracts/near-miss.ts';
import { capital, spaced } from '../../render/words.ts';
import { nearMisses } from '../../store/queries/near-misses.ts';
import { nonconformitiesNamed } from '../../store/queries/nonconformities.ts';
import { titlesOf } from '../../store/queries/titles.ts';
import { type Answer, page } from '../answers.ts';
import { Cell } from '../parts/list.tsx';
import { Badge, Empty, Time } from '../parts/small.tsx';
import type { Visit } from '../visit.ts';

/** Where the patterns are shown. */
export const NEAR_MISSES_PAGE = '/nonconformities/near-misses';

/** So many of a pattern are named in its row. */
const NAMED = 3;

interface RowProps {
  readonly of: NearMissPattern;
  readonly promoteAt: number;
  readonly nameOf: (of: NearMissPattern) => string;
  readonly titleOf: (id: string) => string;
}

const Row = ({ of, promoteAt, nameOf, titleOf }: RowProps): VNode => (
  <tr>
    <th scope="row">{nameOf(of)}<br /><span class="small">{capital(spaced(of.by))}</span></th>
    <Cell label="Near-misses">{of.count} of {promoteAt} {of.count + 1 >= promoteAt ? <Badge tone="warn">The next one promotes</Badge> : null}</Cell>
    <Cell label="Made nonconformities">{of.promoted}</Cell>
    <Cell label="Last"><Time at={of.last_at} near /></Cell>
    <Cell label="Newest">{of.ids.slice(0, NAMED).map((id, i) => <>{i === 0 ? null : ', '}<a href={`/cases/${id}`}>{titleOf(id)}</a></>)}{of.ids.length > NAMED ? ' …' : null}</Cell>
  </tr>
);

/** What near-misses have in common, and how near each pattern is to being a nonconformity. */
export async function nearMissesPage({ deps: { store }, policy }: Visit): Promise<Answer> {
  const view = await nearMisses(store, policy);
  const items = view?.items ?? [];
  const [systems, named] = await Promise.all([
    titlesOf(store, items.flatMap(({ by, key }) => (by === 'system' ? [key] : []))),
    nonconformitiesNamed(store, items.flatMap(({ ids }) => ids.slice(0, NAMED))),
  ]);
  const causes = policy?.nonconformities?.cause_classes ?? {};
  const nameOf = ({ by, key }: NearMissPattern): string => (by === 'system' ? (systems.get(key) ?? key) : by === 'cause_class' ? (causes[key]?.name ?? spaced(key)) : key);
  const titleOf = (id: string): string => named.get(id)?.title ?? id;
  return page('Near-misses that come together', (
    <>
      <p class="lead">{view === null ? 'The policy in force says nothing about nonconformities.' : <>Raised since <Time at={view.since} near />. With {view.promote_at} like ones a near-miss is a nonconformity; texts that are alike count too, and stand with each near-miss.</>} <a href="/nonconformities">Back to all</a></p>
      <section class="card" aria-label="Patterns">
        {items.length === 0 ? <Empty>No near-miss of this time names a control, a clause or a system.</Empty> : (
          <table class="stack">
            <caption class="unseen">Patterns</caption>
            <thead><tr>{['In common', 'Near-misses', 'Made nonconformities', 'Last', 'Newest'].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>{items.map((of) => <Row key={`${of.by} ${of.key}`} of={of} promoteAt={view?.promote_at ?? 0} nameOf={nameOf} titleOf={titleOf} />)}</tbody>
          </table>
        )}
      </section>
    </>
  ));
}
