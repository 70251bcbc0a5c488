import type { VNode } from 'preact';
import { ActForm } from '../acts/form.tsx';
import type { Choices } from '../acts/people.ts';
import { Why } from '../acts/refusal.tsx';
import { Empty, Section } from '../parts/small.tsx';
import type { Offer } from './offered.ts';

const titleOf = ({ act, about }: Offer): string => (about === null ? act.title : `${act.title}: ${about}`);

const Form = ({ offer, choices, back, unfolded }: { readonly offer: Offer; readonly choices: Choices; readonly back: string; readonly unfolded: boolean }): VNode => (
  <details class="box" open={unfolded}>
    <summary>{titleOf(offer)}</summary>
    <div class="inside">
      {offer.refusal?.refused === 'assurance_too_weak' ? <p class="hint">You will be asked to confirm who you are with a second factor; what you type comes back.</p> : null}
      {offer.act.rows === undefined ? <ActForm act={offer.act} id={offer.id} back={back} typed={offer.carried} choices={choices} /> : <p><a class="button primary" href={`/act/${offer.act.key}/${encodeURIComponent(offer.id)}`}>Open the form<span class="unseen">: {titleOf(offer)}</span></a></p>}
    </div>
  </details>
);

/** What the reader came for, before what they could also do. */
const first = ({ act: { tone }, about }: Offer): boolean => tone === 'primary' && about !== null;

/** Why what a link asked for is not to be done here: refused to the reader, or not owed any more. */
function NotNow({ asked }: { readonly asked: readonly Offer[] }): VNode | null {
  if (asked.some(({ open }) => open)) return null;
  const [offer] = asked;
  if (!offer) return <p class="notice">What you came for is not owed here any more.</p>;
  return <p class="notice warn"><strong>{titleOf(offer)}</strong>: {offer.refusal ? <Why refusal={offer.refusal} /> : null}.</p>;
}

export interface DoWish {
  readonly offers: readonly Offer[];
  readonly choices: Choices;
  readonly back: string;
  /** The obligation that the address asks for (`decidePage`): its forms come first and unfolded. */
  readonly asked?: string | undefined;
}

/** Forms for what this person may do here now; what they may not do, with the reason, which is never hidden. */
export function Do({ offers, choices, back, asked }: DoWish): VNode {
  const open = offers.filter((offer) => offer.open);
  const closed = offers.filter((offer) => !offer.open);
  const wanted = asked === undefined ? [] : offers.filter(({ meets }) => meets === asked);
  const rank = (offer: Offer): number => (wanted.includes(offer) ? 0 : first(offer) ? 1 : 2);
  const ordered = open.toSorted((a, b) => rank(a) - rank(b));
  const unfolded = (offer: Offer, i: number): boolean => wanted.includes(offer) || (i === 0 && first(offer));
  return (
    <Section id="do" title="What you can do">
      {asked === undefined ? null : <NotNow asked={wanted} />}
      {ordered.length === 0 ? <Empty>Nothing here is for you to do at the moment.</Empty> : ordered.map((offer, i) => <Form key={`${offer.act.key} ${offer.id}`} offer={offer} choices={choices} back={back} unfolded={unfolded(offer, i)} />)}
      {closed.length === 0 ? null : (
        <details class="box">
          <summary>What you can’t do now, and why ({closed.length})</summary>
          <div class="inside"><ul class="plain">{closed.map((offer) => <li key={`${offer.act.key} ${offer.id}`}><strong>{titleOf(offer)}</strong>: {offer.refusal ? <Why refusal={offer.refusal} /> : null}.</li>)}</ul></div>
        </details>
      )}
    </Section>
  );
}
