import type { VNode } from 'preact';
import type { DeploymentView, HoldingView } from '../../contracts/deployment-view.ts';
import { blockerPage } from '../../contracts/pages.ts';
import type { RiskItem } from '../../domain/system/index.ts';
import { capital, spaced } from '../../render/words.ts';
import { Reach } from '../parts/reach.tsx';
import { Linked, RecordLink } from '../parts/record-link.tsx';
import { Badge, Empty, Lane, Name, Section, State, Time } from '../parts/small.tsx';
import { type Files, StoredFile } from '../parts/stored-file.tsx';

const Holding = ({ blocker, system, children }: { readonly blocker: HoldingView; readonly system: string; readonly children?: VNode }): VNode => (
  <li>
    <div class="line"><strong><a href={blockerPage(blocker.id)}>{blocker.title}</a></strong><Badge tone="bad">{capital(spaced(blocker.kind))}</Badge></div>
    <div class="line faint"><span>Owner: <Name of={blocker.owner} /></span><span>holds {blocker.holds.join(', ')}</span><span>reaches <Reach of={blocker.extent} here={system} /></span><span>since <Time at={blocker.raised_at} /></span><Linked to={blocker.link}>where it is cured</Linked></div>
    {children}
  </li>
);

/** Everything that holds the gate, the permit or the live rollout, with owner and link. */
export const Blockers = ({ view }: { readonly view: DeploymentView }): VNode => (
  <Section id="blockers" title="What holds it">
    {view.blockers.length === 0 ? <Empty>Nothing holds this request.</Empty> : <ul class="plain">{view.blockers.map((blocker) => <Holding key={blocker.id} blocker={blocker} system={view.system_id} />)}</ul>}
    {view.waived.length === 0 ? null : <><h3>Waived</h3><ul class="plain">{view.waived.map((each) => <Holding key={each.id} blocker={each} system={view.system_id}><p>Waived by <Name of={each.waived_by} /> until <Time at={each.waived_until} />; then it holds again.</p></Holding>)}</ul></>}
  </Section>
);

type Condition = DeploymentView['conditions'][number];

const Row = ({ condition, files }: { readonly condition: Condition; readonly files: Files }): VNode => (
  <li>
    <div class="line"><strong>{condition.title}</strong><State of={condition.state} /><span class="faint">{spaced(condition.type)}{condition.within === null ? '' : `, ${spanInWords(condition.within)}`}{condition.every === null ? '' : `, every ${spanInWords(condition.every)}`}</span></div>
    <div class="line faint"><span>Owner: <Name of={condition.owner} /></span>{condition.lane === null ? null : <span>set by <Lane of={condition.lane} /></span>}{condition.nonconformity === undefined ? null : <RecordLink id={condition.nonconformity} title="where it is closed" />}</div>
    <p>{condition.nonconformity === undefined ? 'Shown by' : 'Met when'}: {condition.criteria}</p>
    {condition.returned_reason === null ? null : <p>Returned:<blockquote>{condition.returned_reason}</blockquote></p>}
    {condition.evidence.length === 0 ? null : <><p>Evidence:</p><ul class="plain">{condition.evidence.map((digest) => <li key={digest}><StoredFile digest={digest} files={files} /></li>)}</ul></>}
  </li>
);

const spanInWords = (span: NonNullable<Condition['within']>): string => (typeof span === 'string' ? span : 'business_days' in span ? `${span.business_days} business days` : `${span.business_hours} business hours`);

/** The conditions of the approval: those that lanes set (§1.08), and open nonconformities that hold nothing (§1.21). */
export const Conditions = ({ view, files }: { readonly view: DeploymentView; readonly files: Files }): VNode => (
  <Section id="conditions" title="Conditions">
    {view.conditions.length === 0 ? <Empty>No condition was set.</Empty> : <ul class="plain">{view.conditions.map((condition) => <Row key={condition.condition_id} condition={condition} files={files} />)}</ul>}
  </Section>
);

const Risk = ({ risk }: { readonly risk: RiskItem }): VNode => (
  <li>
    <div class="line"><strong>{risk.title}</strong><Badge tone={risk.halts ? 'bad' : 'plain'}>Residual {risk.residual}</Badge><State of={risk.state} /></div>
    <div class="line faint"><span>Owner: <Name of={risk.owner} /></span><span>{risk.option}</span>{risk.accepted_until === null ? null : <span>accepted{risk.accepted_by === null ? null : <> by <Name of={risk.accepted_by} /></>} until <Time at={risk.accepted_until} /></span>}</div>
  </li>
);

/** The risk items of the system. */
export const Risks = ({ risks }: { readonly risks: readonly RiskItem[] }): VNode => (
  <Section id="risks" title="Risks of the system">
    {risks.length === 0 ? <Empty>No risk is on record for this system.</Empty> : <ul class="plain">{risks.map((risk) => <Risk key={risk.id} risk={risk} />)}</ul>}
  </Section>
);

/** What approvers asked the requester (§0.06). */
export const Questions = ({ view }: { readonly view: DeploymentView }): VNode | null =>
  view.questions.length === 0 ? null : (
    <Section id="questions" title="Questions">
      <ul class="plain">
        {view.questions.map(({ id, lane, person, question, answer }) => (
          <li key={id}><p><Name of={person} /> asked for <Lane of={lane} />:</p><blockquote>{question}</blockquote>{answer === null ? <p class="faint">Not answered yet.</p> : <><p>The answer:</p><blockquote>{answer}</blockquote></>}</li>
        ))}
      </ul>
    </Section>
  );
