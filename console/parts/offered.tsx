import type { VNode } from 'preact';
import type { Refusal } from '../../contracts/refusal.ts';
import type { RecordNow } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import type { Act, Typed } from '../acts/act.ts';
import { isOpenTo, refusalAhead } from '../acts/ahead.ts';
import { ActForm } from '../acts/form.tsx';
import type { Choices } from '../acts/people.ts';
import { Why } from '../acts/refusal.tsx';
import type { Visit } from '../visit.ts';

/** Something that could be done about one thing of a record; `refusal` says why the reader can't. */
export interface Offered {
  readonly act: Act;
  readonly id: string;
  readonly carried: Typed;
  readonly refusal: Refusal | null;
  readonly open: boolean;
}

/** The record that an act would change, as it stands. */
export interface Place {
  readonly target: Target;
  readonly record: Pick<RecordNow, 'state' | 'facts' | 'now'>;
}

/** Asks privileges and rules ahead; a look only. `seen`: what the rules are to see filled in beside what the form carries. */
export function offered(visit: Visit, act: Act, id: string, { target, record }: Place, carried: Typed = {}, seen: Typed = {}): Offered {
  const refusal = refusalAhead(visit, act, id, target, record, { ...carried, ...seen });
  return { act, id, carried, refusal, open: isOpenTo(act, refusal) };
}

/** The form folded up under its title, or why it is not for the reader: never hidden. */
export function OfferedForm({ offer, choices, back, about }: { readonly offer: Offered; readonly choices: Choices; readonly back: string; readonly about?: string }): VNode {
  const { act, id, carried, refusal, open } = offer;
  const title = <>{act.title}{about === undefined ? null : <>: {about}</>}</>;
  if (!open) return <p class="not-yours"><strong>{title}</strong>: {refusal === null ? null : <Why refusal={refusal} />}.</p>;
  return (
    <details class="box">
      <summary>{title}</summary>
      <div class="inside"><ActForm act={act} id={id} back={back} typed={carried} choices={choices} /></div>
    </details>
  );
}

/** Forms one below the other; what the reader can't do stands folded up after them, with the reasons. */
export function OfferedForms({ offers, choices, back }: { readonly offers: readonly Offered[]; readonly choices: Choices; readonly back: string }): VNode {
  const draw = (offer: Offered): VNode => <OfferedForm key={`${offer.act.key} ${offer.id}`} offer={offer} choices={choices} back={back} />;
  const closed = offers.filter(({ open }) => !open);
  return (
    <>
      {offers.filter(({ open }) => open).map(draw)}
      {closed.length === 0 ? null : <details class="box"><summary>What you can’t do here, and why ({closed.length})</summary><div class="inside">{closed.map(draw)}</div></details>}
    </>
  );
}
