import type { VNode } from 'preact';
import { PEOPLE_PAGE } from '../../contracts/pages.ts';
import type { AbsenceListed, DelegationListed } from '../../domain/house/listed.ts';
import type { Choices } from '../acts/people.ts';
import { type Offered, OfferedForm } from '../parts/offered.tsx';
import { Empty, Lane, Section, Time, Unit } from '../parts/small.tsx';
import { useViewer } from '../viewer.tsx';

/** Forms of this page, by the id that each is about. */
export interface Forms {
  readonly of: (key: string, id: string) => readonly Offered[];
  readonly choices: Choices;
  readonly back: string;
}

const Person = ({ id }: { readonly id: string }): VNode => <a href={`${PEOPLE_PAGE}/${id}`}>{useViewer().nameOf(id)}</a>;

const End = ({ act, id, forms }: { readonly act: string; readonly id: string | null; readonly forms: Forms }): VNode => (id === null ? <p class="faint">It stands in the directory file, and ends there.</p> : <>{forms.of(act, id).map((offer) => <OfferedForm key={offer.id} offer={offer} choices={forms.choices} back={forms.back} />)}</>);

const Delegation = ({ given, forms }: { readonly given: DelegationListed; readonly forms: Forms }): VNode => (
  <li>
    <div class="line"><strong><Person id={given.from} /> → <Person id={given.to} /></strong><span>lane <Lane of={given.lane} /></span><span class="faint">{given.starts_at === undefined ? null : <>from <Time at={given.starts_at} near /> </>}until <Time at={given.until} />{given.unit === undefined ? null : <>, in <Unit of={given.unit} /></>}{given.tier_cap === undefined ? '' : `, up to tier ${given.tier_cap}`}</span></div>
    <End act="endDelegation" id={given.id} forms={forms} />
  </li>
);

/** Who signs in whose place, with a form per lane that the person can give away (§1.01). */
export const Delegations = ({ delegations, person, lanes, forms }: { readonly delegations: readonly DelegationListed[]; readonly person: string; readonly lanes: readonly { readonly lane: string; readonly name: string }[]; readonly forms: Forms }): VNode => (
  <Section id="delegations" title="Delegations">
    {delegations.length === 0 ? <Empty>Nobody signs in this place, and this person signs for nobody else.</Empty> : <ul class="plain">{delegations.map((given) => <Delegation key={given.id ?? `${given.from} ${given.to} ${given.lane} ${given.until}`} given={given} forms={forms} />)}</ul>}
    {lanes.length === 0 ? <p class="faint">There is no lane to delegate: this person signs in none in their own right.</p> : null}
    {lanes.map(({ lane, name }) => forms.of('addDelegation', person).filter(({ carried }) => carried['lane'] === lane).map((offer) => <OfferedForm key={lane} offer={offer} choices={forms.choices} back={forms.back} about={name} />))}
  </Section>
);

/** When the person is away, and who stands in (§1.02). */
export const Absences = ({ absences, person, forms }: { readonly absences: readonly AbsenceListed[]; readonly person: string; readonly forms: Forms }): VNode => (
  <Section id="absences" title="Absences">
    {absences.length === 0 ? <Empty>No absence is entered.</Empty> : (
      <ul class="plain">
        {absences.map((absence) => (
          <li key={absence.id ?? absence.starts_at}>
            <div class="line"><span>from <Time at={absence.starts_at} near /> until <Time at={absence.until} /></span><span>{absence.deputy === undefined ? 'nobody stands in' : <><Person id={absence.deputy} /> stands in</>}</span></div>
            <End act="endAbsence" id={absence.id} forms={forms} />
          </li>
        ))}
      </ul>
    )}
    {forms.of('addAbsence', person).map((offer) => <OfferedForm key={offer.id} offer={offer} choices={forms.choices} back={forms.back} />)}
  </Section>
);
