import type { VNode } from 'preact';
import { addMs } from '../../domain/time/instant.ts';
import { type Late, LATE_BY_MS, lateCases, lateCounts, type LateKind } from '../../store/late.ts';
import { lastBeat } from '../../store/pulse.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { Cell, type Filter, listAddress } from '../parts/list.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Empty, Section, Time } from '../parts/small.tsx';
import type { Visit } from '../visit.ts';

/** What can be late, in words: the thing, and what it means. */
export const LATE_WORDS: Readonly<Record<LateKind, readonly [string, string]>> = {
  relay: ['Handing cases to their workflows', 'Temporal does not take them, or nobody hands them over'],
  wake: ['Reminders and escalations', 'a worker or Temporal is not running'],
  step: ['Long steps: checks, rollouts', 'a worker is not running, or a step does not end'],
  message: ['Messages to people', 'a channel does not answer, or a worker is not running'],
};
const KINDS = Object.keys(LATE_WORDS) as LateKind[];

/** How every part is, as far as the database shows it: the same view as `/readyz` and the watch. */
export interface Health {
  readonly postgres: string;
  readonly beat: Instant | null;
  /** Whether that was lately. */
  readonly beats: boolean;
  readonly counts: Readonly<Record<LateKind, number>>;
  readonly late: readonly Late[];
}

/** Late cases that the page shows. */
const SHOWN = 50;

/** Which kind of late things the address asks for; null for all. */
export const lateWanted = ({ query }: Pick<Visit, 'query'>): LateKind | null => KINDS.find((kind) => kind === query['late']) ?? null;
export const LATE_FILTER: Filter = { name: 'late', label: 'What is late', any: 'Anything', options: KINDS.map((value) => ({ value, label: LATE_WORDS[value][0] })) };

export async function healthOf(visit: Visit): Promise<Health> {
  const { deps: { store }, at } = visit;
  const [{ rows }, beat, counts, late] = await Promise.all([store.pool.query<{ server_version: string }>('SHOW server_version'), lastBeat(store), lateCounts(store, LATE_BY_MS), lateCases(store, LATE_BY_MS, SHOWN, lateWanted(visit))]);
  return { postgres: rows[0]?.server_version ?? 'unknown', beat, beats: beat !== null && beat >= addMs(at, -LATE_BY_MS), counts, late };
}

const Row = ({ part, good, children }: { readonly part: string; readonly good: boolean; readonly children: VNode }): VNode => (
  <tr><th scope="row">{part}</th><Cell label="State"><Badge tone={good ? 'good' : 'bad'}>{good ? 'Well' : 'Not well'}</Badge></Cell><Cell label="About">{children}</Cell></tr>
);

/** One line per part, and what is late with a link to each case. */
export const Parts = ({ health: { postgres, beat, beats, counts, late }, query }: { readonly health: Health; readonly query: Visit['query'] }): VNode => (
  <Section id="health" title="Health">
    <table class="stack">
      <caption class="unseen">Health of each part</caption>
      <thead><tr><th scope="col">Part</th><th scope="col">State</th><th scope="col">About</th></tr></thead>
      <tbody>
        <Row part="Database" good><>PostgreSQL {postgres} answers</></Row>
        <Row part="Gate" good={beats}>{beat === null ? <>no pulse was ever recorded</> : <>was last seen at the database <Time at={beat} /></>}</Row>
        {KINDS.map((kind) => <Row key={kind} part={LATE_WORDS[kind][0]} good={counts[kind] === 0}>{counts[kind] === 0 ? <>nothing is more than {LATE_BY_MS / 1000} seconds late</> : <>{counts[kind]} late: {LATE_WORDS[kind][1]}</>}</Row>)}
      </tbody>
    </table>
    <h3>What is late</h3>
    {late.length === 0 ? <Empty>Nothing{query['late'] === undefined ? '' : ' of this kind'}. What is late by more than {LATE_BY_MS / 1000} seconds stands here, and is set going again by itself.</Empty> : <ul class="plain">{late.map(({ case_id, what, since }) => <li key={`${case_id} ${what}`} class="line"><RecordLink id={case_id} /><span>{LATE_WORDS[what][0]}</span><span class="faint">since <Time at={since} /></span></li>)}</ul>}
    {late.length < SHOWN ? null : <p class="faint">The {SHOWN} that are late longest are shown; the file has them all.</p>}
    <p class="pager"><a href={listAddress('/settings', query, { format: 'csv', list: 'late' })}>What is late as CSV</a> <a href="/readyz">/readyz</a> <a href="/metrics">/metrics</a></p>
  </Section>
);
