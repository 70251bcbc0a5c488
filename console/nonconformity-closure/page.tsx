import type { VNode } from 'preact';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import { casePage } from '../../contracts/pages.ts';
import type { Policy } from '../../contracts/policy.ts';
import { instant, type Instant } from '../../contracts/primitives.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { nonconformityView } from '../../domain/nonconformity-closure/view.ts';
import { spaced } from '../../render/words.ts';
import type { LedgerEntry } from '../../store/ledger.ts';
import { type DeliveryListed, listDeliveries } from '../../store/queries/case-events.ts';
import { storedFiles } from '../../store/queries/evidence.ts';
import { newestEvents } from '../../store/queries/newest-events.ts';
import type { TicketListed } from '../../store/queries/tickets.ts';
import { titlesOf } from '../../store/queries/titles.ts';
import { readRecordAsOf } from '../../store/read-as-of.ts';
import { readRecord, type RecordNow } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import { type Choices, choicesBeyond, choicesOf } from '../acts/people.ts';
import { type Answer, page } from '../answers.ts';
import { AsOf, Past } from '../deployment-approval/as-of.tsx';
import { Do } from '../deployment-approval/do.tsx';
import { Next } from '../deployment-approval/next.tsx';
import type { Offer } from '../deployment-approval/offered.ts';
import { Deliveries, Timeline } from '../deployment-approval/record.tsx';
import { Done } from '../parts/done.tsx';
import { Section, State } from '../parts/small.tsx';
import type { Files } from '../parts/stored-file.tsx';
import { StepStrip } from '../pictures/step-strip.tsx';
import { Tickets, ticketsOf } from '../records/tickets.tsx';
import { nothingHere, refusedPage } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';
import { Costs, Holds, Likes } from './beside.tsx';
import { Correction, RootCause } from './cause.tsx';
import { ClassBadge } from './class-badge.tsx';
import { offersOf } from './offered.ts';
import { Effectiveness, Plans } from './plan.tsx';
import { Finding, type Titles } from './summary.tsx';
import { owedTitle } from './titles.ts';

/** Rows of the ledger that the page shows, and messages. */
const EVENTS = 200;
const MESSAGES = 200;

interface Read {
  readonly files: Files;
  readonly titles: Titles;
  readonly entries: readonly LedgerEntry[];
  readonly told: readonly DeliveryListed[];
  readonly tickets: readonly TicketListed[];
  /** Events of every instant, for the list of instants to look at. */
  readonly all: readonly LedgerEntry[];
}

/** Digests of every file that the page names. */
const filesOf = ({ evidence, correction, root_causes, actions, checks }: NonconformityView): readonly string[] => [
  ...evidence,
  ...(correction?.evidence ?? []),
  ...root_causes.flatMap(({ whys, fishbone }) => [...whys, ...fishbone].flatMap((each) => each.evidence)),
  ...[...actions, ...checks].flatMap((each) => each.evidence),
];

/** Ids of every other record that the page names. */
const namedIn = ({ systems, root_causes, alike, recurrence, source_case, merged_into }: NonconformityView): readonly string[] => [
  ...systems,
  ...root_causes.flatMap(({ extent }) => extent.found_in),
  ...[...alike, ...recurrence].map(({ id }) => id),
  ...[source_case, merged_into].filter((id) => id !== null),
];

/** What the page shows beside the view; nothing that came after `until`. */
async function rest({ deps: { store } }: Visit, view: NonconformityView, until: Instant | null): Promise<Read> {
  // how a ticket stood is not kept, so the past has none
  const [all, told, tickets, files, titles] = await Promise.all([newestEvents(store, view.id, EVENTS), listDeliveries(store, view.id, { limit: MESSAGES }), until === null ? ticketsOf(store, view.id) : [], storedFiles(store, filesOf(view)), titlesOf(store, namedIn(view))]);
  const then = (at: Instant): boolean => until === null || at <= until;
  return { all, files, titles, tickets, entries: all.filter(({ at }) => then(at)), told: told.items.filter(({ owed_at }) => then(owed_at)) };
}

const Whole = ({ view, policy, read: { files, titles, entries, all, told, tickets } }: { readonly view: NonconformityView; readonly policy: Policy; readonly read: Read }): VNode => (
  <>
    <Section id="steps" title="How far it is"><StepStrip id="step-strip" steps={view.steps} /></Section>
    <Finding view={view} files={files} titles={titles} />
    <Holds view={view} />
    <Next view={view} tickets={tickets} titled={(owed) => owedTitle(view, owed)} />
    <Correction view={view} files={files} />
    <RootCause view={view} files={files} titles={titles} causeOf={(id) => policy.nonconformities?.cause_classes[id]?.name ?? spaced(id)} />
    <Plans view={view} files={files} tickets={tickets} />
    <Effectiveness view={view} files={files} />
    <Likes view={view} titles={titles} />
    <Costs view={view} />
    <Tickets tickets={tickets} />
    <Deliveries all={told} page={casePage(view.id)} />
    <Timeline entries={entries} more={all.length >= EVENTS} all={casePage(view.id)} />
  </>
);

const heading = (view: NonconformityView): VNode => <><ClassBadge of={view.class} /><State of={view.state} /><span class="faint small">{view.id}</span></>;
/** On narrow screens the forms stand below everything else. */
const present = (view: NonconformityView): VNode => <>{heading(view)}<a class="jump" href="#do">What you can do</a></>;

/** As it was: the same page without anything to do. */
async function past(visit: Visit, target: Target, wanted: string): Promise<Answer> {
  const at = instant.safeParse(wanted);
  if (!at.success || at.data > visit.at) return refusedPage({ refused: 'invalid', detail: `"${wanted}" is no instant that has been; choose one from the list on the page of the nonconformity` });
  const found = await readRecordAsOf(visit.deps.store, target, at.data);
  if (!found) return refusedPage({ refused: 'unknown_case', detail: `There was no ${target.id} yet at ${at.data}` });
  const view = nonconformityView(found.state as NonconformityState, { ...found.facts, now: found.now });
  const read = await rest(visit, view, at.data);
  const path = casePage(target.id);
  return page(view.title, <><Past at={at.data} path={path} /><AsOf path={path} entries={read.all} chosen={at.data} /><Whole view={view} policy={found.facts.policy} read={read} /></>, { beside: heading(view) });
}

/** Whether the request is for the whole page or for this piece of it: what another piece needs is not worked out. */
const asksFor = ({ query }: Visit, part: string): boolean => query['part'] === undefined || query['part'] === part;

interface Doing {
  readonly offers: readonly Offer[];
  readonly choices: Choices;
}

async function doing(visit: Visit, view: NonconformityView, record: RecordNow, titles: Titles): Promise<Doing> {
  const offers = offersOf(visit, view, record, titles);
  const fields = offers.filter(({ open }) => open).flatMap(({ act }) => act.fields);
  return { offers, choices: { ...choicesOf(visit), ...(await choicesBeyond(visit, fields, record.facts.policy)) } };
}

/** A nonconformity's page: how far it is, what is owed by whom and when, what was found out and done, and what this person can do about it. */
export async function nonconformityPage(visit: Visit): Promise<Answer> {
  const id = visit.params['id'] ?? '';
  const target: Target = { kind: 'nonconformity', id };
  const wanted = visit.query['as_of'];
  if (wanted !== undefined) return past(visit, target, wanted);
  const record = await readRecord(visit.deps.store, target);
  if (!record) return nothingHere(visit);
  const view = nonconformityView(record.state as NonconformityState, { ...record.facts, now: record.now });
  const read = await rest(visit, view, null);
  const { offers, choices } = asksFor(visit, 'acts') ? await doing(visit, view, record, read.titles) : { offers: [], choices: choicesOf(visit) };
  const path = casePage(id);
  return page(view.title, <><Done of={visit.query['done']} /><details class="box"><summary>Look at it as it was</summary><AsOf path={path} entries={read.all} chosen={null} /></details></>, {
    beside: present(view),
    live: [
      { name: 'facts', content: () => <Whole view={view} policy={record.facts.policy} read={read} /> },
      { name: 'acts', content: () => <Do offers={offers} choices={choices} back={path} asked={visit.query['decide']} /> },
    ],
  });
}
