import type { VNode } from 'preact';
import type { SystemEntry } from '../../contracts/system.ts';
import type { Drift, SystemVersion } from '../../domain/system/index.ts';
import type { LiveVersion } from '../../domain/aggregate.ts';
import type { Assessment } from '../../domain/tier.ts';
import { capital, spaced } from '../../render/words.ts';
import { Cell } from '../parts/list.tsx';
import { Badge, Digest, Empty, Facts, Name, Names, Section, Time, Unit } from '../parts/small.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { TierBadge } from './list.tsx';
import { changePage } from './register.ts';
import { versionPage } from './version.ts';

const yes = (value: boolean): string => (value ? 'yes' : 'no');

const tierOf = (assessed: Assessment | null): VNode => (assessed === null ? <>no policy is in force yet</> : <><TierBadge of={assessed.tier} /> <span class="faint">{assessed.reasons.join('; ')}</span></>);

/** The register entry, and the tier that the policy in force gives it. */
export function Entry({ entry, id, assessed }: { readonly entry: SystemEntry; readonly id: string; readonly assessed: Assessment | null }): VNode {
  const { risk_profile: profile, dependencies, aims_scope } = entry;
  return (
    <Section id="entry" title="Register entry">
      <Facts
        of={[
          ['Owner', <Name key="owner" of={entry.owner} />],
          ['Unit', <Unit key="unit" of={entry.unit} />],
          ['Stage', capital(entry.stage)],
          ['Type', capital(spaced(entry.type))],
          ['Our role', capital(entry.our_role)],
          ['Tier now, and why', tierOf(assessed)],
          ['Consequence × likelihood', `${profile.consequence} × ${profile.likelihood}`],
          ['People affected', profile.affected_people],
          ['Personal data', `${yes(profile.personal_data)}; special categories: ${yes(profile.special_category_data)}`],
          ['External users', yes(profile.external_users)],
          ['Human oversight', spaced(profile.oversight)],
          ['Jurisdictions', entry.jurisdictions.join(', ') || 'none named'],
          ['In the scope of the AIMS', aims_scope.in_scope ? 'yes' : `no: ${aims_scope.exclusion_reason ?? 'no reason given'}`],
          ['Keys that may sign weights', entry.signing_keys.length],
        ]}
      />
      <h3>Use case</h3>
      <blockquote>{entry.use_case}</blockquote>
      <h3>Intended use</h3>
      <blockquote>{entry.intended_use}</blockquote>
      {entry.boundary === undefined ? null : <><h3>Boundary</h3><blockquote>{entry.boundary}</blockquote></>}
      {dependencies.length === 0 ? null : <><h3>Depends on</h3><ul>{dependencies.map(({ name, kind, pinned, vendor }) => <li key={name}>{name} ({kind}{vendor === undefined ? '' : ` of ${vendor}`}) {pinned ? 'pinned' : <Badge tone="warn">not pinned</Badge>}</li>)}</ul></>}
      <p><a href={changePage(id)}>Change the register entry</a></p>
    </Section>
  );
}

const DigestsOf = ({ of }: { readonly of: Readonly<Record<string, string>> }): VNode => <ul class="plain digests">{Object.entries(of).map(([part, digest]) => <li key={part} class="line"><span>{capital(spaced(part))}</span><Digest of={digest} label={part} /></li>)}</ul>;

/** What runs where, by what was confirmed live. */
export const Live = ({ live, versions }: { readonly live: readonly LiveVersion[]; readonly versions: readonly SystemVersion[] }): VNode => (
  <Section id="live" title="Live">
    {live.length === 0 ? <Empty>Nothing of this system is live. Once a request is approved and its rollout confirmed, it stands here.</Empty> : (
      <ul class="plain">
        {live.map(({ environment, version_id, case_id, at, digests }) => (
          <li key={environment}>
            <div class="line"><strong>{environment}</strong><span>{versions.find(({ id }) => id === version_id)?.name ?? version_id}</span><span class="faint">since <Time at={at} /></span><RecordLink id={case_id} title="the approval" /></div>
            <details><summary>Digests</summary><DigestsOf of={digests} /></details>
          </li>
        ))}
      </ul>
    )}
  </Section>
);

/** Digests that somebody saw running and that are not the approved ones (§1.22). */
export const Observed = ({ drift }: { readonly drift: readonly Drift[] }): VNode => (
  <Section id="observed" title="Observed digests">
    {drift.length === 0 ? <Empty>Nothing else than what was approved has been seen running. Monitors say what they see at <code>POST /v1/systems/…/observed-digests</code>.</Empty> : (
      <ul class="plain">
        {drift.map(({ environment, at, differing, observed, case_id }) => (
          <li key={environment}>
            <div class="line"><strong>{environment}</strong><Badge tone="bad">differs in {differing.map(spaced).join(', ')}</Badge><span class="faint">first seen <Time at={at} /></span><RecordLink id={case_id} title="what was approved" /></div>
            <DigestsOf of={observed} />
          </li>
        ))}
      </ul>
    )}
  </Section>
);

/** Versions that stand on the page; the API lists them all. */
const SHOWN = 20;

/** The versions, newest first, with their digests. */
export const Versions = ({ versions, id }: { readonly versions: readonly SystemVersion[]; readonly id: string }): VNode => (
  <Section id="versions" title="Versions">
    {versions.length === 0 ? <Empty>No version is named yet. <a href={versionPage(id)}>Name the first one</a>, or with <code>gatehouse version add {id} -f FILE</code>.</Empty> : (
      <table class="stack">
        <caption class="unseen">Versions, newest first</caption>
        <thead><tr><th scope="col">Version</th><th scope="col">Authors</th><th scope="col">Added</th><th scope="col">Weights signed</th><th scope="col">Digests</th></tr></thead>
        <tbody>
          {[...versions].reverse().slice(0, SHOWN).map((version) => (
            <tr key={version.id}>
              <th scope="row">{version.name}<br /><code class="small">{version.id}</code></th>
              <Cell label="Authors"><Names of={version.authors} /></Cell>
              <Cell label="Added"><Time at={version.added_at} near /></Cell>
              <Cell label="Weights signed">{yes(version.weights_signature !== null)}</Cell>
              <Cell label="Digests"><DigestsOf of={version.digests} /></Cell>
            </tr>
          ))}
        </tbody>
      </table>
    )}
    {versions.length === 0 ? null : <p><a href={versionPage(id)}>Name another version</a></p>}
    {versions.length > SHOWN ? <p class="faint">The newest {SHOWN} of {versions.length} are shown; <code>gatehouse version list {id}</code> lists them all.</p> : null}
  </Section>
);
