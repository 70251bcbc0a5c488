import type { VNode } from 'preact';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import { capital, spaced } from '../../render/words.ts';
import { Digest, Empty, Section, State, Time } from '../parts/small.tsx';
import { type Files, StoredFile } from '../parts/stored-file.tsx';
import { Digests } from './brief.tsx';

interface Shown {
  readonly view: DeploymentView;
  readonly files: Files;
}

const Documents = ({ view, files }: Shown): VNode => {
  const entries = documentsOf(view);
  if (entries.length === 0) return <Empty>No document is in the package.</Empty>;
  return (
    <ul class="plain">
      {entries.map(([name, digest]) => <li key={name}><StoredFile digest={digest} files={files} label={capital(spaced(name))} /></li>)}
    </ul>
  );
};

/** The documents of the package that are there, with their digests. */
const documentsOf = ({ manifest }: DeploymentView): readonly (readonly [name: string, digest: string])[] => Object.entries(manifest.documents).filter((entry): entry is [string, string] => typeof entry[1] === 'string');

/** Digests of every file that the page names. */
export const filesOf = (view: DeploymentView): readonly string[] => [...documentsOf(view).map(([, digest]) => digest), ...view.conditions.flatMap(({ evidence }) => evidence)];

const Checks = ({ view }: { readonly view: DeploymentView }): VNode =>
  view.checks.length === 0 ? (
    <Empty>Not checked yet; this takes a moment.</Empty>
  ) : (
    <ul class="plain">
      {view.checks.map(({ check, outcome, subject, code }) => <li key={`${check} ${subject}`} class="line"><State of={outcome} /><span>{capital(spaced(check))} {subject}</span>{outcome === 'fail' ? <span class="faint">{spaced(code)}</span> : null}</li>)}
    </ul>
  );

/** What approvers judge: the documents with their digests, the version's components, and what the automatic checks found. */
export const Evidence = ({ view, files }: Shown): VNode => (
  <Section id="package" title={`Package, revision ${view.revision}`}>
    <p class="line">Package digest <Digest of={view.package_digest} label="package" /> <span class="faint">under the policy</span> <Digest of={view.policy_digest} label="policy" /></p>
    <h3>Version {view.version_name}</h3>
    <Digests view={view} />
    <h3>Documents</h3>
    <Documents view={view} files={files} />
    <h3>Checks</h3>
    <Checks view={view} />
  </Section>
);

/** The permit and what is live by this case. */
export const Rollout = ({ view }: { readonly view: DeploymentView }): VNode => (
  <Section id="rollout" title="Permit and rollout">
    {view.permit === null ? <Empty>No permit was issued. Once it is approved, a pipeline asks for one: <code>gatehouse permit issue {view.id}</code>.</Empty> : <p class="line"><State of={view.permit.state} /> issued <Time at={view.permit.issued_at} near />, ends <Time at={view.permit.expires_at} /></p>}
    {view.live === null ? null : <p>Live in {view.live.environment} since <Time at={view.live.at} />.</p>}
  </Section>
);
