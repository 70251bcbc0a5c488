import type { VNode } from 'preact';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import { recordPage } from '../../contracts/pages.ts';
import { instant, type Instant } from '../../contracts/primitives.ts';
import type { Facts as RuleFacts } from '../../domain/aggregate.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { deploymentView } from '../../domain/deployment-approval/view.ts';
import { capital, spaced } from '../../render/words.ts';
import type { LedgerEntry } from '../../store/ledger.ts';
import { type DeliveryListed, listDeliveries } from '../../store/queries/case-events.ts';
import { storedFiles } from '../../store/queries/evidence.ts';
import { newestEvents } from '../../store/queries/newest-events.ts';
import type { TicketListed } from '../../store/queries/tickets.ts';
import { readRecordAsOf } from '../../store/read-as-of.ts';
import { readRecord, type RecordNow } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import { choicesOf } from '../acts/people.ts';
import { type Answer, page } from '../answers.ts';
import { OpenOnes, openOnesOf } from '../nonconformity-closure/open-ones.tsx';
import { Done } from '../parts/done.tsx';
import { Facts, Lane, Name, Section, State, Time } from '../parts/small.tsx';
import type { Files } from '../parts/stored-file.tsx';
import { Tickets, ticketsOf } from '../records/tickets.tsx';
import { nothingHere, refusedPage } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';
import { AsOf, Past } from './as-of.tsx';
import { Tier } from './brief.tsx';
import { Do } from './do.tsx';
import { Evidence, filesOf, Rollout } from './evidence.tsx';
import { Lanes } from './lanes.tsx';
import { Blockers, Conditions, Questions, Risks } from './matters.tsx';
import { Next } from './next.tsx';
import { blockerOffers, type Offer, offersOf } from './offered.ts';
import { Deliveries, Timeline } from './record.tsx';

/** Rows of the ledger that the page shows, and messages. */
const EVENTS = 200;
const MESSAGES = 200;

interface Read {
  readonly view: DeploymentView;
  readonly facts: RuleFacts;
  readonly files: Files;
  readonly entries: readonly LedgerEntry[];
  readonly more: boolean;
  readonly told: readonly DeliveryListed[];
  readonly tickets: readonly TicketListed[];
  /** Null in the past: the list knows only how they stand now. */
  readonly findings: Awaited<ReturnType<typeof openOnesOf>> | null;
}

const Decided = ({ view }: { readonly view: DeploymentView }): VNode | null => {
  const { decided_by: by, rejected } = view;
  if (by === null) return null;
  return (
    <div class="notice">
      <p><strong>{capital(spaced(by.what))}</strong>{by.person === null ? null : <> by <Name of={by.person} /></>}, <Time at={by.at} />{rejected === null ? null : <> ({spaced(rejected.rule)}{rejected.lane === null ? null : <>, lane <Lane of={rejected.lane} /></>})</>}.{rejected?.override_until ? <> Two executives can override this until <Time at={rejected.override_until} />.</> : null}</p>
      {by.reason === null ? null : <blockquote>{by.reason}</blockquote>}
    </div>
  );
};

const Summary = ({ view }: { readonly view: DeploymentView }): VNode => (
  <Section id="request" title="The request">
    <Decided view={view} />
    <Facts
      of={[
        ['System', view.system_name],
        ['Version', `${view.version_name} → ${view.environment}`],
        ['Change', capital(spaced(view.change_type))],
        ['Tier, and why', <Tier key="tier" view={view} />],
        ['Requested by', <Name key="requester" of={view.requester} />],
        ['Accountable', <Name key="owner" of={view.owner} />],
        ...(view.submitted_at === null ? [] : [['Submitted', <Time key="at" at={view.submitted_at} />] as const]),
        ...(view.valid_until === null ? [] : [['Approval valid until', <Time key="until" at={view.valid_until} />] as const]),
        ...(view.fixes === null ? [] : [['Cures', <a key="fixes" href={`/cases/${view.fixes}`}>{view.fixes}</a>] as const]),
      ]}
    />
    <h3>Why</h3>
    <blockquote>{view.rationale}</blockquote>
    {view.options.length === 0 ? null : <><h3>Options weighed</h3><ul>{view.options.map((option) => <li key={option}>{option}</li>)}</ul></>}
  </Section>
);

const Whole = ({ read: { view, facts, files, entries, more, told, tickets, findings } }: { readonly read: Read }): VNode => (
  <>
    <Summary view={view} />
    <Lanes view={view} />
    <Blockers view={view} />
    {findings === null ? null : <OpenOnes found={findings} system={view.system_id} from={view.id} />}
    <Next view={view} tickets={tickets} />
    <Questions view={view} />
    <Conditions view={view} files={files} />
    <Evidence view={view} files={files} />
    <Risks risks={facts.system?.risks ?? []} />
    <Rollout view={view} />
    <Tickets tickets={tickets} />
    <Deliveries all={told} page={recordPage(view.id)} />
    <Timeline entries={entries} more={more} all={recordPage(view.id)} />
  </>
);

const heading = (view: DeploymentView): VNode => <><State of={view.state} /><span class="faint small">{view.id}</span></>;
/** On narrow screens the forms stand below everything else. */
const present = (view: DeploymentView): VNode => <>{heading(view)}<a class="jump" href="#do">What you can do</a></>;

async function rest(visit: Visit, view: DeploymentView, until: Instant | null): Promise<Pick<Read, 'entries' | 'files' | 'more' | 'told' | 'tickets' | 'findings'> & { readonly all: readonly LedgerEntry[] }> {
  const { store } = visit.deps;
  // how a ticket stood is not kept, so the past has none
  const { id } = view;
  const [all, told, tickets, files, findings] = await Promise.all([newestEvents(store, id, EVENTS), listDeliveries(store, id, { limit: MESSAGES }), until === null ? ticketsOf(store, id) : [], storedFiles(store, filesOf(view)), until === null ? openOnesOf(store, view.system_id) : null]);
  const then = <T extends { readonly at: Instant }>(rows: readonly T[]): readonly T[] => (until === null ? rows : rows.filter(({ at }) => at <= until));
  return { all, files, entries: then(all), more: all.length >= EVENTS, tickets, findings, told: until === null ? told.items : told.items.filter(({ owed_at }) => owed_at <= until) };
}

/** The case as it was: the same page without anything to do. */
async function past(visit: Visit, target: Target, wanted: string): Promise<Answer> {
  const at = instant.safeParse(wanted);
  if (!at.success || at.data > visit.at) return refusedPage({ refused: 'invalid', detail: `"${wanted}" is no instant that has been; choose one from the list on the page of the case` });
  const found = await readRecordAsOf(visit.deps.store, target, at.data);
  if (!found) return refusedPage({ refused: 'unknown_case', detail: `There was no ${target.id} yet at ${at.data}` });
  const view = deploymentView(found.state as DeploymentState, { ...found.facts, now: found.now });
  const { all, ...read } = await rest(visit, view, at.data);
  const path = `/cases/${target.id}`;
  return page(view.title, <><Past at={at.data} path={path} /><AsOf path={path} entries={all} chosen={at.data} /><Whole read={{ view, facts: found.facts, ...read }} /></>, { beside: heading(view) });
}

/** Whether the request is for the whole page or for this piece of it: what another piece needs is not worked out. */
const asksFor = ({ query }: Visit, part: string): boolean => query['part'] === undefined || query['part'] === part;
const NO_REST: Awaited<ReturnType<typeof rest>> = { all: [], files: new Map(), entries: [], more: false, told: [], tickets: [], findings: [] };

const offersFor = async (visit: Visit, view: DeploymentView, record: RecordNow): Promise<readonly Offer[]> => [...offersOf(visit, view, record), ...(await blockerOffers(visit, view))];

/** A deployment's page: where it stands, what it waits for, what will happen next, and what this person can do about it. */
export async function casePage(visit: Visit): Promise<Answer> {
  const id = visit.params['id'] ?? '';
  const target: Target = { kind: 'deployment', id };
  const wanted = visit.query['as_of'];
  if (wanted !== undefined) return past(visit, target, wanted);
  const record = await readRecord(visit.deps.store, target);
  if (!record) return nothingHere(visit);
  const view = deploymentView(record.state as DeploymentState, { ...record.facts, now: record.now });
  const [{ all, ...read }, offers] = await Promise.all([asksFor(visit, 'facts') ? rest(visit, view, null) : NO_REST, asksFor(visit, 'acts') ? offersFor(visit, view, record) : []]);
  const path = `/cases/${id}`;
  return page(view.title, <><Done of={visit.query['done']} /><details class="box"><summary>Look at it as it was</summary><AsOf path={path} entries={all} chosen={null} /></details></>, {
    beside: present(view),
    live: [
      { name: 'facts', content: () => <Whole read={{ view, facts: record.facts, ...read }} /> },
      { name: 'acts', content: () => <Do offers={offers} choices={choicesOf(visit)} back={path} asked={visit.query['decide']} /> },
    ],
  });
}
