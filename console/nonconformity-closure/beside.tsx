import type { VNode } from 'preact';
import { blockerPage } from '../../contracts/pages.ts';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import { likenessInWords } from '../../render/nonconformity-words.ts';
import { capital, spaced } from '../../render/words.ts';
import { Cell } from '../parts/list.tsx';
import { Reach } from '../parts/reach.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Empty, Name, Section, Time } from '../parts/small.tsx';
import type { Titles } from './summary.tsx';

/** What it holds shut at present. */
export const Holds = ({ view: { blockers, class: cls } }: { readonly view: NonconformityView }): VNode => (
  <Section id="holds" title="What it holds">
    {blockers.length === 0 ? <Empty>It holds no gate{cls === null ? ' before it is classified' : ''}.</Empty> : (
      <ul class="plain">
        {blockers.map(({ id, title, extent, holds, owner, raised_at }) => (
          <li key={id}>
            <div class="line"><strong><a href={blockerPage(id)}>{title}</a></strong><Badge tone="bad">holds {holds.join(', ')}</Badge></div>
            <div class="line faint"><span>reaches <Reach of={extent} /></span><span>owner: <Name of={owner} /></span><span>since <Time at={raised_at} /></span><span>ends when the evidence of every action is verified</span></div>
          </li>
        ))}
      </ul>
    )}
  </Section>
);

const answerOf = (confirmed: boolean | null): VNode => (confirmed === null ? <Badge tone="warn">Not decided</Badge> : <Badge tone={confirmed ? 'bad' : 'plain'}>{confirmed ? 'Repeats it' : 'Does not repeat it'}</Badge>);

/** Those that it may be a duplicate of, and those that it may repeat, each with what was decided. */
export function Likes({ view: { alike, recurrence }, titles }: { readonly view: NonconformityView; readonly titles: Titles }): VNode {
  const others = alike.filter(({ id }) => !recurrence.some((one) => one.id === id));
  return (
    <Section id="alike" title="Alike, and recurrence">
      {recurrence.length + others.length === 0 ? <Empty>Nothing on record is like it.</Empty> : null}
      {recurrence.length === 0 ? null : <><h3>It may repeat</h3><ul class="plain">{recurrence.map(({ id, by, confirmed, decided_by }) => <li key={id} class="line"><RecordLink id={id} title={titles.get(id) ?? id} />{answerOf(confirmed)}<span class="faint">{likenessInWords(by)}{decided_by === null ? null : <>; decided by <Name of={decided_by} /></>}</span></li>)}</ul></>}
      {others.length === 0 ? null : <><h3>It looked like these when it was raised</h3><ul class="plain">{others.map(({ id, by }) => <li key={id} class="line"><RecordLink id={id} title={titles.get(id) ?? id} /><span class="faint">{likenessInWords(by)}</span></li>)}</ul></>}
    </Section>
  );
}

type Cost = NonconformityView['costs'][number];
/** What was spent, by currency: amounts of different ones are never added up. */
function sums(costs: readonly Cost[]): readonly string[] {
  const found = new Map<string, number>();
  for (const { currency, amount } of costs) found.set(currency, (found.get(currency) ?? 0) + amount);
  return [...found].map(([currency, amount]) => `${amount.toFixed(2)} ${currency}`);
}

/** What poor quality cost. */
export const Costs = ({ view: { costs } }: { readonly view: NonconformityView }): VNode => (
  <Section id="costs" title="Costs">
    {costs.length === 0 ? <Empty>No cost was recorded.</Empty> : (
      <>
        <p>Together: {sums(costs).join(', ')}.</p>
        <table class="stack">
          <caption class="unseen">Costs, oldest first</caption>
          <thead><tr><th scope="col">Kind</th><th scope="col">Amount</th><th scope="col">By</th><th scope="col">When</th><th scope="col">Note</th></tr></thead>
          <tbody>{costs.map(({ kind, amount, currency, person, at, note }, i) => <tr key={i}><th scope="row">{capital(spaced(kind))}</th><Cell label="Amount">{amount.toFixed(2)} {currency}</Cell><Cell label="By"><Name of={person} /></Cell><Cell label="When"><Time at={at} near /></Cell><Cell label="Note">{note ?? 'none'}</Cell></tr>)}</tbody>
        </table>
      </>
    )}
  </Section>
);
