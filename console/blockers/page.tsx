import type { VNode } from 'preact';
import { BLOCKERS_PAGE } from '../../contracts/pages.ts';
import { capital, spaced } from '../../render/words.ts';
import { type BlockerListed, getBlocker } from '../../store/queries/blockers.ts';
import { choicesOf } from '../acts/people.ts';
import { type Answer, page } from '../answers.ts';
import { OfferedForms } from '../parts/offered.tsx';
import { Reach } from '../parts/reach.tsx';
import { Linked } from '../parts/record-link.tsx';
import { Badge, Facts, Name, Section, Time } from '../parts/small.tsx';
import type { Visit } from '../visit.ts';
import { blockerOffers } from './offers.ts';

/** Whether it holds now, and until when it does not. */
export function Standing({ of: { holding, waived_until, dormant_until } }: { readonly of: BlockerListed }): VNode {
  if (holding) return <Badge tone="bad">Holds</Badge>;
  if (waived_until !== null) return <>waived until <Time at={waived_until} /></>;
  return dormant_until === null ? <>does not hold</> : <>sleeps until <Time at={dormant_until} /></>;
}

const Blocker = ({ of }: { readonly of: BlockerListed }): VNode => (
  <Facts
    of={[
      ['Stands', <Standing key="stands" of={of} />],
      ['Kind', capital(spaced(of.kind))],
      ['Owner', <Name key="owner" of={of.owner} />],
      ['Reaches', <Reach key="reach" of={of.extent} />],
      ['Holds', of.holds.join(', ')],
      ['Raised', <Time key="raised" at={of.raised_at} />],
      ['Ends', of.ends_by === 'release' ? 'when somebody releases it' : <>only when <Linked to={of.link}>its source</Linked> is cured</>],
    ]}
  />
);

/** One open blocker, with what ends it. */
export async function blockerDetailPage(visit: Visit): Promise<Answer> {
  const found = await getBlocker(visit.deps.store, visit.params['id'] ?? '');
  const all = <p><a href={BLOCKERS_PAGE}>All open blockers</a></p>;
  if (!found) return page('This blocker is not open', <><p class="lead">It was released, cured, or never there. The timeline of its system or case says which.</p>{all}</>, { status: 404 });
  const offers = await blockerOffers(visit, [found], found.extent.scope === 'system' ? found.extent.id : null);
  const forms = <Section id="end" title="What ends it"><OfferedForms offers={offers} choices={choicesOf(visit)} back={BLOCKERS_PAGE} /></Section>;
  return page(found.title, <><Section id="facts" title="Blocker"><Blocker of={found} /></Section>{offers.length === 0 ? null : forms}{all}</>, { beside: <span class="faint small">{found.id}</span> });
}
