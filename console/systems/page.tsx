import type { VNode } from 'preact';
import { systemPage } from '../../contracts/pages.ts';
import type { Target } from '../../store/store.ts';
import type { SystemState } from '../../domain/system/index.ts';
import { assessTier } from '../../domain/tier.ts';
import { type BlockerListed, listSystemBlockers } from '../../store/queries/blockers.ts';
import { listCases } from '../../store/queries/cases.ts';
import { newestEvents } from '../../store/queries/newest-events.ts';
import { systemApprovals } from '../../store/queries/system-facts.ts';
import { readRecord, type RecordNow } from '../../store/read.ts';
import type { Act } from '../acts/act.ts';
import { choicesOf } from '../acts/people.ts';
import { ACTS } from '../acts/table.ts';
import { type Answer, page } from '../answers.ts';
import { Timeline } from '../deployment-approval/record.tsx';
import { OpenOnes, openOnesOf } from '../nonconformity-closure/open-ones.tsx';
import { Done } from '../parts/done.tsx';
import { type Offered, offered } from '../parts/offered.tsx';
import { State } from '../parts/small.tsx';
import { Tickets, ticketsOf } from '../records/tickets.tsx';
import { nothingHere } from '../shell/trouble.tsx';
import { blockerOffers } from '../blockers/offers.ts';
import type { Visit } from '../visit.ts';
import { Entry, Live, Observed, Versions } from './entry.tsx';
import { Approvals, Blockers, Cases, type Forms, Risks, Waivers } from './matters.tsx';

/** How many of each the page shows at most. */
const EVENTS = 100;
const CASES = 20;
const BLOCKERS = 50;

const acts = (...keys: readonly string[]): readonly Act[] => keys.flatMap((key) => ACTS.find((act) => act.key === key) ?? []);

/** What can be done about the risks, and entering one, asked of the rules of the record. */
function riskOffers(visit: Visit, target: Target, record: RecordNow): readonly Offered[] {
  const { risks } = record.state as SystemState;
  const open = risks.filter(({ state }) => state !== 'closed');
  const about = { owner: visit.person.id };
  return [
    ...open.flatMap(({ id }) => acts('treatRisk', 'acceptRisk', 'closeRisk').map((act) => offered(visit, act, id, { target, record }))),
    ...acts('addRisk').map((act) => offered(visit, act, target.id, { target, record }, {}, about)),
  ];
}

interface Read {
  readonly state: SystemState;
  readonly record: RecordNow;
  readonly blockers: readonly BlockerListed[];
  readonly approvals: Awaited<ReturnType<typeof systemApprovals>>;
  readonly cases: Awaited<ReturnType<typeof listCases>>['items'];
  readonly events: Awaited<ReturnType<typeof newestEvents>>;
  readonly tickets: Awaited<ReturnType<typeof ticketsOf>>;
  readonly findings: Awaited<ReturnType<typeof openOnesOf>>;
}

async function read({ deps: { store } }: Visit, id: string, record: RecordNow): Promise<Read> {
  const [blockers, approvals, cases, events, tickets, findings] = await Promise.all([
    listSystemBlockers(store, id, { limit: BLOCKERS }),
    systemApprovals(store, id),
    listCases(store, { kind: 'deployment', system: id, limit: CASES }),
    newestEvents(store, id, EVENTS),
    ticketsOf(store, id),
    openOnesOf(store, id),
  ]);
  return { state: record.state as SystemState, record, blockers: blockers.items, approvals, cases: cases.items, events, tickets, findings };
}

function Whole({ visit, of: { state, record, blockers, approvals, cases, events, tickets, findings }, forms }: { readonly visit: Visit; readonly of: Read; readonly forms: Forms }): VNode {
  const { policy, at } = visit;
  const { entry, versions, risks, drift, id } = state;
  const assessed = entry && policy ? assessTier(entry.risk_profile, { novel: approvals.length === 0, type: entry.type }, policy) : null;
  const names = new Map(versions.map((version) => [version.id, version.name]));
  const titles = new Map(blockers.map((blocker) => [blocker.id, blocker.title]));
  const waivers = record.facts.waivers.filter(({ until, system_id }) => until > at && (system_id === null || system_id === id));
  return (
    <>
      <Blockers blockers={blockers} system={id} forms={forms} />
      <OpenOnes found={findings} system={id} />
      <Live live={record.facts.live} versions={versions} />
      <Approvals approvals={approvals} names={names} />
      <Risks risks={risks} system={id} forms={forms} />
      <Tickets tickets={tickets} />
      <Waivers waivers={waivers} titles={titles} />
      <Observed drift={drift} />
      <Versions versions={versions} id={id} />
      <Cases cases={cases} system={id} versions={versions.length} />
      {entry === null ? null : <Entry entry={entry} id={id} assessed={assessed} />}
      <Timeline entries={events} more={events.length >= EVENTS} all={systemPage(id)} />
    </>
  );
}

/** One system: where it stands, what holds it and what ends that, what is live, and its history. */
export async function systemDetailPage(visit: Visit): Promise<Answer> {
  const id = visit.params['id'] ?? '';
  const target: Target = { kind: 'system', id };
  const record = await readRecord(visit.deps.store, target);
  if (!record) return nothingHere(visit);
  const found = await read(visit, id, record);
  const offers = [...(await blockerOffers(visit, found.blockers, id)), ...riskOffers(visit, target, record)];
  const forms: Forms = { of: (about) => offers.filter((offer) => offer.id === about), choices: choicesOf(visit), back: systemPage(id) };
  const { entry } = found.state;
  const beside = <>{entry === null ? null : <State of={entry.stage} />}<span class="faint small">{id}</span></>;
  return page(entry?.name ?? id, <Done of={visit.query['done']} />, { beside, live: [{ name: 'facts', content: () => <Whole visit={visit} of={found} forms={forms} /> }] });
}
