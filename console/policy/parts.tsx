import type { VNode } from 'preact';
import { PATHS, type Policy } from '../../contracts/policy.ts';
import type { PolicyListed } from '../../domain/house/listed.ts';
import { diffPolicies } from '../../domain/policy/diff.ts';
import { capital, spaced } from '../../render/words.ts';
import type { Choices } from '../acts/people.ts';
import { Cell } from '../parts/list.tsx';
import { type Offered, OfferedForms } from '../parts/offered.tsx';
import { Badge, Digest, Empty, Name, Section, Time } from '../parts/small.tsx';
import { durationWords, filesOf, policyAddress, valueWords } from './words.ts';

/** What each path through the gate asks for, side by side. */
export const Paths = ({ policy }: { readonly policy: Policy }): VNode => (
  <Section id="paths" title="Paths through the gate">
    <table class="stack">
      <caption class="unseen">Paths by tier</caption>
      <thead><tr>{['Path', 'Lanes', 'Joins when', 'Time per lane', 'Approval holds for', 'Least assurance', 'Documents'].map((head) => <th scope="col" key={head}>{head}</th>)}</tr></thead>
      <tbody>
        {PATHS.map((name) => {
          const { lanes, when, sla, valid_for, assurance, documents, quorum } = policy.tiers.paths[name];
          return (
            <tr key={name}>
              <th scope="row">{capital(spaced(name))}</th>
              <Cell label="Lanes">{lanes.map((lane) => `${policy.lanes.lanes[lane]?.name ?? lane}${(quorum[lane] ?? 1) > 1 ? ` (${quorum[lane] ?? 1} people)` : ''}`).join(', ')}</Cell>
              <Cell label="Joins when">{when.map(({ lane, any_of }) => `${policy.lanes.lanes[lane]?.name ?? lane}: ${any_of.map(spaced).join(' or ')}`).join('; ') || 'never'}</Cell>
              <Cell label="Time per lane">{durationWords(sla)}</Cell>
              <Cell label="Approval holds for">{durationWords(valid_for)}</Cell>
              <Cell label="Least assurance">{assurance}</Cell>
              <Cell label="Documents">{documents.length}</Cell>
            </tr>
          );
        })}
      </tbody>
    </table>
  </Section>
);

/** The files as the rules read them, folded up. */
export const Files = ({ policy }: { readonly policy: Policy }): VNode => (
  <Section id="files" title="Files">
    <p class="hint">As the rules read them: what a file leaves out has its default here, and holidays are dates.</p>
    {filesOf(policy).map(([name, text]) => <details class="box" key={name}><summary>{name}</summary><pre class="body" tabIndex={0} aria-label={name}>{text}</pre></details>)}
  </Section>
);

/** How many differences stand on the page. */
const SHOWN = 200;

/** Every place in which one policy differs from another. */
export function Differences({ before, after }: { readonly before: Policy; readonly after: Policy }): VNode {
  const all = diffPolicies(before, after);
  if (all.length === 0) return <Empty>It differs in nothing from the policy in force.</Empty>;
  return (
    <>
      <table class="stack">
        <caption class="unseen">Differences from the policy in force</caption>
        <thead><tr><th scope="col">Place</th><th scope="col">In force</th><th scope="col">Here</th></tr></thead>
        <tbody>{all.slice(0, SHOWN).map(({ file, key, before: was, after: will }) => <tr key={`${file} ${key}`}><th scope="row">{file}<br /><code>{key}</code></th><Cell label="In force">{valueWords(was)}</Cell><Cell label="Here">{valueWords(will)}</Cell></tr>)}</tbody>
      </table>
      {all.length > SHOWN ? <p class="faint">The first {SHOWN} of {all.length} differences are shown.</p> : null}
    </>
  );
}

/** Policies that wait for a second person, with what each would change. */
export const Proposals = ({ proposals, active, policies, forms }: { readonly proposals: readonly PolicyListed[]; readonly active: Policy | null; readonly policies: readonly Policy[]; readonly forms: { readonly of: (digest: string) => readonly Offered[]; readonly choices: Choices } }): VNode => (
  <Section id="proposals" title="Proposals">
    {proposals.length === 0 ? <Empty>No other policy is proposed. Change the files and propose them: <code>gatehouse policy propose</code>; a second person activates them here.</Empty> : (
      <ul class="plain">
        {proposals.map(({ digest, proposed_by, proposed_at, source, changed }) => {
          const policy = policies.find((each) => each.digest === digest);
          return (
            <li key={digest}>
              <div class="line"><Digest of={digest} label="proposed policy" /><Badge tone="warn">Proposed</Badge><span class="faint">{proposed_by === null ? `found at ${source ?? 'unknown'}, nobody took it up yet` : <>proposed by <Name of={proposed_by} /></>}{proposed_at === null ? null : <>, <Time at={proposed_at} /></>}</span></div>
              <p><a href={policyAddress(digest)}>Read it whole</a> · <a href={`${policyAddress(digest)}/in-flight`}>Which running cases it would treat differently</a></p>
              {policy && active ? <details class="box"><summary>{changed.length === 1 ? '1 place differs' : `${changed.length} places differ`}</summary><div class="inside"><Differences before={active} after={policy} /></div></details> : null}
              <OfferedForms offers={forms.of(digest)} choices={forms.choices} back="/policy" />
            </li>
          );
        })}
      </ul>
    )}
  </Section>
);
