import type { VNode } from 'preact';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import { capital, inWords, spaced } from '../../render/words.ts';
import { Badge, Digest, Facts, Name, State, Time } from '../parts/small.tsx';

type Change = NonNullable<DeploymentView['changed']>['components'][number];

/** The digests of the version; those that changed since the last approval say what they were. */
export const Digests = ({ view }: { readonly view: DeploymentView }): VNode => {
  const changed = new Map<string, Change>((view.changed?.components ?? []).map((each) => [each.name, each]));
  return (
    <ul class="plain">
      {Object.entries(view.manifest.digests).map(([component, digest]) => {
        const change = changed.get(component);
        return (
          <li key={component} class="line">
            <span>{capital(spaced(component))}</span> <Digest of={digest} label={component} />
            {change ? <Badge tone="warn">changed</Badge> : null}
            {change?.before ? <span class="faint">before: <Digest of={change.before} label={`${component} before`} /></span> : null}
          </li>
        );
      })}
    </ul>
  );
};

/** `Medium, score 9: personal data, external users`. */
export const Tier = ({ view }: { readonly view: DeploymentView }): VNode => (
  <>{capital(view.tier)}{view.path !== null && view.path !== view.tier ? ` (path ${spaced(view.path)})` : ''}, score {view.score}{view.traits.length > 0 ? `: ${view.traits.map(spaced).join(', ')}` : ''}</>
);

/** What somebody needs in sight to decide: system, tier, digests and what changed, checks, what holds it, who has signed, when it is due. */
export function CaseBrief({ view, obligation }: { readonly view: DeploymentView; readonly obligation?: string }): VNode {
  const lane = view.lanes.find(({ obligation_id }) => obligation_id === obligation);
  const failed = view.checks.filter(({ outcome }) => outcome === 'fail');
  const signed = view.lanes.flatMap(({ name, votes }) => votes.filter(({ weight }) => weight === 'counts').map((vote) => ({ ...vote, name })));
  return (
    <section class="card" aria-labelledby="brief">
      <h2 id="brief"><a href={`/cases/${view.id}`}>{view.title}</a> <State of={view.state} /></h2>
      <Facts
        of={[
          ['System', `${view.system_name} ${view.version_name} → ${view.environment}`],
          ['Tier', <Tier key="tier" view={view} />],
          ['Requested by', <Name key="by" of={view.requester} />],
          ...(lane ? ([['Lane', lane.name], ['Due', lane.due_at === null ? 'no time of its own' : <Time key="due" at={lane.due_at} />]] as const) : []),
          ['Package', <Digest key="package" of={view.package_digest} label="package" />],
          ['Checks', view.checks.length === 0 ? 'not yet' : failed.length === 0 ? `${view.checks.length} passed` : failed.map(({ check, subject }) => `${spaced(check)} ${subject}`).join(', ')],
          ['Held by', view.blockers.length === 0 ? 'nothing' : view.blockers.map(({ title }) => title).join('; ')],
          ['Signed', signed.length === 0 ? 'nobody yet' : signed.map((vote, i) => <span key={vote.id}>{i > 0 ? ', ' : ''}{vote.name}: <Name of={vote.person} /> {inWords(vote.verdict)}</span>)],
        ]}
      />
      <details class="box"><summary>Digests{view.changed ? `: ${view.changed.components.length === 0 ? 'none' : view.changed.components.length} changed since the last ${view.changed.since}` : ''}</summary><div class="inside"><Digests view={view} /></div></details>
    </section>
  );
}
