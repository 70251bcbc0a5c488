import type { VNode } from 'preact';
import type { GovernanceMetrics } from '../../contracts/governance-metrics.ts';
import { instant, TIERS } from '../../contracts/primitives.ts';
import { windowOf } from '../../domain/metrics/window.ts';
import { governanceCsv } from '../../render/governance-csv.ts';
import { capital, spaced } from '../../render/words.ts';
import { closures } from '../../store/queries/closures.ts';
import { gateFlow } from '../../store/queries/flow.ts';
import { nowOf } from '../../store/store.ts';
import { instantIn } from '../acts/plain.ts';
import { type Answer, csvFile, page } from '../answers.ts';
import { type Filter, Filters, listAddress } from '../parts/list.tsx';
import { Empty, Facts, Section, Time } from '../parts/small.tsx';
import { systemFilter, withSystem } from '../parts/system-filter.ts';
import { LeadTimeChart, WaitPerLaneChart } from '../pictures/charts.tsx';
import { ClosureFlowSection, closureNames } from './closure-flow.tsx';
import { refusedPage } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';

const HOME = '/flow';
const DAY_MS = 86_400_000;
/** How far back the list of beginnings goes, in days; left out it is the first of the month eleven months ago. */
const SPANS: readonly (readonly [number, string])[] = [[7, 'The last 7 days'], [30, 'The last 30 days'], [90, 'The last 90 days']];

/** Of more people than this some are suggested, and any can be typed by id. */
const MANY = 100;

async function filtersFor({ deps, house, at, query }: Visit): Promise<readonly Filter[]> {
  const since = (days: number): string => new Date(Math.floor(Date.parse(at) / DAY_MS) * DAY_MS - days * DAY_MS).toISOString();
  return [
    { name: 'from', label: 'Time', any: 'The last twelve months', options: SPANS.map(([days, label]) => ({ value: since(days), label })) },
    await systemFilter(deps.store, query['system']),
    { name: 'unit', label: 'Unit', any: 'Every unit', options: house.directory.units.map(({ id, name }) => ({ value: id, label: name })) },
    { name: 'owner', label: 'Owner of a nonconformity', any: 'Everybody', ...(house.directory.people.length > MANY ? { suggested: true as const } : {}), options: house.directory.people.slice(0, MANY).map(({ id, name }) => ({ value: id, label: name })) },
    { name: 'tier', label: 'Tier', any: 'Every tier', options: TIERS.map((value) => ({ value, label: capital(value) })) },
  ];
}

const share = (value: number | null): string => (value === null ? 'not known' : `${Math.round(value * 1000) / 10} %`);
const hours = (value: number | null): string => (value === null ? 'none' : `${value} h`);

/** The figures in one look; docs/metrics.md says how each is reckoned. */
const Figures = ({ of }: { readonly of: GovernanceMetrics }): VNode => (
  <Section id="figures" title="Figures">
    <p>From <Time at={of.from} near /> until <Time at={of.to} near />.</p>
    <Facts
      of={[
        ['Decided', of.decided],
        ...Object.entries(of.outcomes).map(([name, n]) => [capital(spaced(name)), n] as const),
        ['Lead time, median', hours(of.lead_time.median_hours)],
        ['Lead time, 90th percentile', hours(of.lead_time.p90_hours)],
        ['Longest waits in', of.bottleneck === null ? 'no lane yet' : `${of.bottleneck.lane}: 90 % within ${of.bottleneck.p90_business_hours} business hours`],
        ['Sign-offs overdue', `${of.sign_offs.overdue} of ${of.sign_offs.closed} (${share(of.sign_offs.overdue_share)})`],
        ['Reworked', `${of.rework.cases} cases (${share(of.rework.share)})`],
        ['Escalations', Object.entries(of.escalations).map(([level, n]) => `${level}: ${n}`).join(', ') || 'none'],
        ['Passed by themselves', of.auto_pass.reason],
        ['Break-glass', of.break_glass.reason],
      ]}
    />
  </Section>
);

/** How the gate flows: the same numbers as the API's, drawn. */
export async function flowPage(given: Visit): Promise<Answer> {
  const visit = await withSystem(given);
  const { query, deps, house } = visit;
  const read = (name: string) => instant.safeParse(instantIn(query, name)[name]).data;
  const window = windowOf({ from: read('from'), to: read('to') }, await nowOf(deps.store));
  if ('refused' in window) return refusedPage(window);
  const wish = { ...window, system: query['system'], unit: query['unit'], owner: query['owner'] };
  const gate = await gateFlow(deps.store, { ...wish, tier: TIERS.find((tier) => tier === query['tier']) }, house.policies);
  const metrics = { ...gate, nonconformities: await closures(deps.store, wish) };
  if (query['format'] === 'csv') return csvFile('flow.csv', governanceCsv(metrics));
  return page('How the gate flows', (
    <>
      <Filters path={HOME} query={query} filters={await filtersFor(visit)} />
      {metrics.decided === 0 ? <div class="card"><Empty>Nothing was decided in this time. Figures appear with the first decision; <a href="/deployments">the open requests</a> are what they will be about.</Empty></div> : null}
      <Figures of={metrics} />
      <Section id="lead-time" title="By month"><LeadTimeChart id="lead" of={metrics} /></Section>
      <Section id="waits" title="By lane"><WaitPerLaneChart id="wait" waits={metrics.waits} /></Section>
      <ClosureFlowSection of={metrics.nonconformities} names={await closureNames(visit, metrics.nonconformities)} />
      <p class="pager"><a href={listAddress(HOME, query, { format: 'csv' })}>These figures as CSV</a></p>
    </>
  ));
}
