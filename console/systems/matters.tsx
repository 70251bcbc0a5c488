import type { VNode } from 'preact';
import type { Waiver } from '../../contracts/blocker.ts';
import { blockerPage, BLOCKERS_PAGE, systemPage } from '../../contracts/pages.ts';
import type { RiskItem } from '../../domain/system/index.ts';
import { capital, spaced } from '../../render/words.ts';
import type { Approval } from '../../store/queries/system-facts.ts';
import type { BlockerListed } from '../../store/queries/blockers.ts';
import type { CaseListed } from '../../store/queries/cases.ts';
import type { Choices } from '../acts/people.ts';
import { requestPage } from '../deployments/request.ts';
import { STOP_ACTS, stopPage } from '../blockers/acts.ts';
import { Cell } from '../parts/list.tsx';
import { type Offered, OfferedForms } from '../parts/offered.tsx';
import { Reach } from '../parts/reach.tsx';
import { versionPage } from './version.ts';
import { Linked, RecordLink } from '../parts/record-link.tsx';
import { Marked } from '../parts/marked.tsx';
import { Empty, Name, Section, State, Time } from '../parts/small.tsx';

/** Forms of each thing on the page, by its id. */
export interface Forms {
  readonly of: (id: string) => readonly Offered[];
  readonly choices: Choices;
  readonly back: string;
}

const FormsOf = ({ id, forms }: { readonly id: string; readonly forms: Forms }): VNode => <OfferedForms offers={forms.of(id)} choices={forms.choices} back={forms.back} />;

/** What ends a blocker, in words. */
const endOf = ({ ends_by, link }: BlockerListed): VNode => (ends_by === 'release' ? <>ends when somebody releases it</> : <>ends only when <Linked to={link}>its source</Linked> is cured</>);

/** Everything that holds the system now, with owner and what ends it. */
export const Blockers = ({ blockers, system, forms }: { readonly blockers: readonly BlockerListed[]; readonly system: string; readonly forms: Forms }): VNode => (
  <Section id="blockers" title="What holds it">
    {blockers.length === 0 ? <Empty>Nothing holds this system: a request for it can pass the gate.</Empty> : (
      <ul class="plain">
        {blockers.map((blocker) => (
          <li key={blocker.id}>
            <div class="line"><strong><a href={blockerPage(blocker.id)}>{blocker.title}</a></strong><Marked as={blocker.holding ? 'bad' : undefined}>{capital(spaced(blocker.kind))}</Marked>{blocker.waived_until === null ? null : <span>waived until <Time at={blocker.waived_until} /></span>}{blocker.waived_until === null && blocker.dormant_until !== null && !blocker.holding ? <span>sleeps until <Time at={blocker.dormant_until} /></span> : null}</div>
            <div class="line faint"><span>Owner: <Name of={blocker.owner} /></span><span>holds {blocker.holds.join(', ')}</span><span>reaches <Reach of={blocker.extent} here={system} /></span><span>since <Time at={blocker.raised_at} /></span><span>{endOf(blocker)}</span></div>
            <FormsOf id={blocker.id} forms={forms} />
          </li>
        ))}
      </ul>
    )}
    <p>{STOP_ACTS.map((act) => <span key={act.key}><a class="button" href={stopPage(act, { scope: 'system', id: system })}>{act.title}</a> </span>)}<a href={`${BLOCKERS_PAGE}?${new URLSearchParams({ system }).toString()}`}>All blockers of this system, with filters and as CSV</a></p>
  </Section>
);

/** Recorded exceptions that are in force. */
export const Waivers = ({ waivers, titles }: { readonly waivers: readonly Waiver[]; readonly titles: ReadonlyMap<string, string> }): VNode => (
  <Section id="waivers" title="Waivers in force">
    {waivers.length === 0 ? <Empty>No blocker of this system is waived.</Empty> : <ul class="plain">{waivers.map(({ id, blocker_id, until, granted_by }) => <li key={id}><div class="line"><strong><a href={blockerPage(blocker_id)}>{titles.get(blocker_id) ?? blocker_id}</a></strong><span class="faint">waived by <Name of={granted_by} /> until <Time at={until} />; then it holds again</span></div></li>)}</ul>}
  </Section>
);

const Risk = ({ risk, forms }: { readonly risk: RiskItem; readonly forms: Forms }): VNode => (
  <li>
    <div class="line"><strong>{risk.title}</strong><Marked as={risk.halts && risk.state === 'open' ? 'bad' : undefined}>Residual {risk.residual}</Marked><State of={risk.state} /></div>
    <div class="line faint"><span>Owner: <Name of={risk.owner} /></span><span>meant: {risk.option}</span><span>entered by <Name of={risk.added_by} /> <Time at={risk.added_at} near /></span>{risk.accepted_until === null ? null : <span>accepted{risk.accepted_by === null ? null : <> by <Name of={risk.accepted_by} /></>} until <Time at={risk.accepted_until} /></span>}</div>
    {risk.criteria === null ? null : <p>Treated when: {risk.criteria}</p>}
    <FormsOf id={risk.id} forms={forms} />
  </li>
);

/** The risk items, open ones first. */
export const Risks = ({ risks, system, forms }: { readonly risks: readonly RiskItem[]; readonly system: string; readonly forms: Forms }): VNode => (
  <Section id="risks" title="Risks">
    {risks.length === 0 ? <Empty>No risk is on record for this system. Enter the first one below.</Empty> : <ul class="plain">{[...risks.filter(({ state }) => state !== 'closed'), ...risks.filter(({ state }) => state === 'closed')].map((risk) => <Risk key={risk.id} risk={risk} forms={forms} />)}</ul>}
    <FormsOf id={system} forms={forms} />
    <p class="pager"><a href={`${systemPage(system)}/risks`}>All risks, with filters and as CSV</a></p>
  </Section>
);

/** Approvals that were ever given, and when each ends. */
export const Approvals = ({ approvals, names }: { readonly approvals: readonly Approval[]; readonly names: ReadonlyMap<string, string> }): VNode => (
  <Section id="approvals" title="Approvals">
    {approvals.length === 0 ? <Empty>No deployment of this system was approved yet; the first request counts as novel.</Empty> : (
      <table class="stack">
        <caption class="unseen">Approvals, newest first</caption>
        <thead><tr><th scope="col">Request</th><th scope="col">State</th><th scope="col">Environment</th><th scope="col">Version</th><th scope="col">Valid until</th></tr></thead>
        <tbody>
          {approvals.map(({ id, title, state, environment, version_id, valid_until }) => (
            <tr key={id}>
              <th scope="row"><RecordLink id={id} title={title} /></th>
              <Cell label="State"><State of={state} /></Cell>
              <Cell label="Environment">{environment}</Cell>
              <Cell label="Version">{names.get(version_id ?? '') ?? version_id}</Cell>
              <Cell label="Valid until">{valid_until === null ? 'not in force' : <Time at={valid_until} />}</Cell>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Section>
);

/** The newest cases of the system; the rest is in the list of deployments. */
export const Cases = ({ cases, system, versions }: { readonly cases: readonly CaseListed[]; readonly system: string; readonly versions: number }): VNode => (
  <Section id="cases" title="Requests">
    {cases.length === 0 ? <Empty>Nobody asked for a deployment of this system yet.</Empty> : <ul class="plain">{cases.map(({ id, title, state, created_at }) => <li key={id} class="line"><RecordLink id={id} title={title} /><State of={state} /><span class="faint"><Time at={created_at} /></span></li>)}</ul>}
    {versions === 0 ? <p>A request is for a version: <a href={versionPage(system)}>name one</a>, or with <code>gatehouse version add {system} -f FILE</code>; then ask here.</p> : <p><a class="button primary" href={requestPage(system)}>Ask for a deployment</a> <span class="hint">or <code>gatehouse deploy request -f FILE</code></span></p>}
    <p><a href={`/deployments?${new URLSearchParams({ system }).toString()}`}>All requests of this system</a></p>
  </Section>
);
