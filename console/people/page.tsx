import type { VNode } from 'preact';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { PEOPLE_PAGE } from '../../contracts/pages.ts';
import { lanesHeld, lanesLent } from '../../domain/authority/lanes-held.ts';
import { conflicts } from '../../domain/deployment-approval/lanes.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { personById } from '../../domain/directory.ts';
import type { HouseState } from '../../domain/house/index.ts';
import { absencesListed, delegationsListed, peopleListed, type PersonListed } from '../../domain/house/listed.ts';
import { listObligations, type ObligationListed } from '../../store/queries/obligations.ts';
import { type CaseListed, listCases } from '../../store/queries/cases.ts';
import { statesOf } from '../../store/queries/waiting.ts';
import { readRecord } from '../../store/read.ts';
import type { Act } from '../acts/act.ts';
import { choicesOf } from '../acts/people.ts';
import { ACTS } from '../acts/table.ts';
import { type Answer, page } from '../answers.ts';
import { Done } from '../parts/done.tsx';
import { type Offered, offered, type Place } from '../parts/offered.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Empty, Facts, Name, Section, State, Time, Unit } from '../parts/small.tsx';
import { nothingHere } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';
import { owedWords } from '../my-work/rows.ts';
import { Absences, Delegations, type Forms } from './away.tsx';
import { Presence, Roles } from './list.tsx';

const OWED = 25;
const CASES = 40;

const act = (key: string): readonly Act[] => ACTS.filter((each) => each.key === key);

interface Around {
  readonly delegations: ReturnType<typeof delegationsListed>;
  readonly absences: ReturnType<typeof absencesListed>;
  readonly lanes: ReturnType<typeof lanesHeld>;
}

function aroundOf({ house: { state, directory }, policy, at }: Visit, id: string): Around {
  const person = personById(directory, id);
  return {
    delegations: delegationsListed(state as HouseState, directory, at).filter(({ from, to }) => from === id || to === id),
    absences: absencesListed(state as HouseState, directory, at).filter((absence) => absence.person === id),
    lanes: person && policy ? lanesHeld(person, policy) : [],
  };
}

/** What the reader may do here, asked of the rules of the house. To ask about a delegation, somebody who gives and has none stands for its receiver. */
function offersOf(visit: Visit, id: string, { delegations, absences, lanes }: Around, place: Place): readonly Offered[] {
  const { directory } = visit.house;
  const receiver = (lane: string): string => directory.people.find((each) => each.id !== id && each.left_on === undefined && !directory.delegations.some((given) => given.lane === lane && (given.from === each.id || given.to === each.id)))?.id ?? id;
  return [
    ...act('addDelegation').flatMap((each) => lanes.map(({ lane }) => offered(visit, each, id, place, { lane }, { to: receiver(lane) }))),
    ...act('addAbsence').map((each) => offered(visit, each, id, place)),
    ...act('endDelegation').flatMap((each) => delegations.flatMap((given) => (given.id === null ? [] : [offered(visit, each, given.id, place)]))),
    ...act('endAbsence').flatMap((each) => absences.flatMap((given) => (given.id === null ? [] : [offered(visit, each, given.id, place)]))),
  ];
}

const Who = ({ visit, person, lanes }: { readonly visit: Visit; readonly person: PersonListed; readonly lanes: Around['lanes'] }): VNode => {
  const { policy, house, at } = visit;
  const lent = policy ? lanesLent(person.id, policy, house.directory, at) : [];
  return (
    <Section id="who" title="Who">
      <Facts
        of={[
          ['Unit', <Unit key="unit" of={person.unit} />],
          ['Presence', <Presence key="presence" person={person} />],
          ['Line manager', person.manager === null ? 'nobody' : <a key="manager" href={`${PEOPLE_PAGE}/${person.manager}`}><Name of={person.manager} /></a>],
          ['Calendar', person.calendar],
          ['Roles', <Roles key="roles" of={person.roles} />],
          ['Signs in the lanes', lanes.map(({ name }) => name).join(', ') || 'none'],
          ['Signs now for others', lent.length === 0 ? 'nobody' : <ul key="lent">{lent.map(({ lane, name, from, until }) => <li key={`${lane} ${from}`}><Name of={from} /> in {name} until <Time at={until} near /></li>)}</ul>],
        ]}
      />
    </Section>
  );
};

const Owed = ({ visit, owed }: { readonly visit: Visit; readonly owed: readonly ObligationListed[] }): VNode => (
  <Section id="owed" title="What they owe now">
    {owed.length === 0 ? <Empty>Nothing is open.</Empty> : <ul class="plain">{owed.map((each) => <li key={each.id} class="line"><strong>{owedWords(visit, each)}</strong><RecordLink id={each.case_id} title={each.case_title} />{each.due_at === null ? null : <span>due <Time at={each.due_at} /></span>}{each.overdue ? <Badge tone="bad">Overdue</Badge> : null}</li>)}</ul>}
    {owed.length < OWED ? null : <p class="faint">The {OWED} that are due first are shown.</p>}
  </Section>
);

interface Conflict {
  readonly found: CaseListed;
  readonly why: string;
}

/** The open ones of the newest deployments that this person may not judge, with the reason of the rule (§1.05). */
async function conflictsOf({ deps: { store }, house: { directory } }: Visit, id: string): Promise<readonly Conflict[]> {
  const open = (await listCases(store, { kind: 'deployment', limit: CASES })).items.filter(({ closed }) => !closed);
  const states = await statesOf(store, open.map((each) => each.id));
  return open.flatMap((found) => {
    const state = states.get(found.id) as DeploymentState | undefined;
    const why = state ? conflicts(state, directory).get(id) : undefined;
    return why === undefined ? [] : [{ found, why }];
  });
}

const Conflicts = ({ all }: { readonly all: readonly Conflict[] }): VNode => (
  <Section id="conflicts" title="Conflicts of interest">
    {all.length === 0 ? <Empty>None of the newest {CASES} requests is one that this person may not judge.</Empty> : <ul class="plain">{all.map(({ found: { id, title, state }, why }) => <li key={id} class="line"><RecordLink id={id} title={title} /><State of={state} /><span class="faint">may not judge it: {why}</span></li>)}</ul>}
  </Section>
);

/** One person: what they may do, who signs for them, when they are away, what they owe, with the forms that the rules allow the reader. */
export async function personPage(visit: Visit): Promise<Answer> {
  const { deps: { store }, house: { directory }, at } = visit;
  const id = visit.params['id'] ?? '';
  const person = peopleListed(directory, at, {}).find((each) => each.id === id);
  if (!person) return nothingHere(visit);
  const target = { kind: 'house', id: HOUSE_ID } as const;
  const [record, owed, own] = await Promise.all([readRecord(store, target), listObligations(store, { person: id, limit: OWED }), conflictsOf(visit, id)]);
  const around = aroundOf(visit, id);
  const offers = record ? offersOf(visit, id, around, { target, record }) : [];
  const forms: Forms = { of: (key, about) => offers.filter((offer) => offer.act.key === key && offer.id === about), choices: choicesOf(visit), back: `${PEOPLE_PAGE}/${id}` };
  const content = (): VNode => (
    <>
      <Who visit={visit} person={person} lanes={around.lanes} />
      <Owed visit={visit} owed={owed.items} />
      <Delegations delegations={around.delegations} person={id} lanes={around.lanes} forms={forms} />
      <Absences absences={around.absences} person={id} forms={forms} />
      <Conflicts all={own} />
    </>
  );
  return page(person.name, <Done of={visit.query['done']} />, { beside: <span class="faint small">{id}</span>, live: [{ name: 'facts', content }] });
}
