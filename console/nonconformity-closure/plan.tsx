import type { VNode } from 'preact';
import type { ActionView, ExtensionView, NonconformityView, PlanView } from '../../contracts/nonconformity-view.ts';
import { capital, spaced } from '../../render/words.ts';
import type { TicketListed } from '../../store/queries/tickets.ts';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Digest, Empty, Name, Names, Section, State, Time } from '../parts/small.tsx';
import type { Files } from '../parts/stored-file.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { EffectFixed } from './plan-brief.tsx';
import { EvidenceList } from './summary.tsx';

interface Shown {
  readonly view: NonconformityView;
  readonly files: Files;
  readonly tickets: readonly TicketListed[];
}

const Extension = ({ of }: { readonly of: ExtensionView }): VNode => (
  <li>
    <div class="line"><span>More time until <Time at={of.until} near />, asked for by <Name of={of.person} /></span><State of={of.state} />{of.decided_by === null ? null : <span class="faint">by <Name of={of.decided_by} /></span>}</div>
    <p class="faint">{of.reason} Protected meanwhile by: {of.interim_control}</p>
  </li>
);

/** Requests for more time, each with what became of it. */
const Extensions = ({ of }: { readonly of: readonly ExtensionView[] }): VNode | null => (of.length === 0 ? null : <ul class="plain">{of.map((one) => <Extension key={`${one.obligation_id} ${one.at}`} of={one} />)}</ul>);

const Due = ({ action: { due_at, due_now, verified_at } }: { readonly action: ActionView }): VNode => (
  <span>{verified_at === null ? <>due <Time at={due_now} /></> : <>verified <Time at={verified_at} near /></>}{due_now === due_at ? null : <> (at first <Time at={due_at} near />)</>}</span>
);

const Action = ({ action, files, ticket }: { readonly action: ActionView; readonly files: Files; readonly ticket: TicketListed | undefined }): VNode => (
  <li>
    <h3 class="line">{action.title} <State of={action.state} /><Badge>{capital(spaced(action.type))}</Badge></h3>
    <div class="line"><span>Owner: <Name of={action.owing} />{action.owing === action.owner ? null : <>, at first <Name of={action.owner} /></>}</span><span>Verifier: <Name of={action.verified_by ?? action.verifier} /></span>{action.accountable === null ? null : <span>Accountable: <Name of={action.accountable} /></span>}<Due action={action} /></div>
    <p>Shown by: {action.evidence_spec}</p>
    {action.depends_on.length === 0 ? null : <p>Begins after: {action.depends_on.join(', ')}</p>}
    {action.deployment === null ? null : <p>Carried out by <RecordLink id={action.deployment} /></p>}
    {ticket === undefined ? null : <p>Ticket: <TicketLink ticket={ticket} /></p>}
    {action.done_by === null ? null : <p>Handed in by <Name of={action.done_by} />{action.done_at === null ? null : <> <Time at={action.done_at} near /></>}.</p>}
    {action.returned_reason === null ? null : <p>Returned:<blockquote>{action.returned_reason}</blockquote></p>}
    <EvidenceList digests={action.evidence} files={files} />
    <Extensions of={action.extensions} />
  </li>
);

const Plan = ({ plan, view, files, tickets }: Shown & { readonly plan: PlanView }): VNode => (
  <>
    <p class="line"><State of={plan.state} /><span>by <Name of={plan.by} /></span>{plan.approved_by === null ? null : <span>approved by <Name of={plan.approved_by} /></span>}<Digest of={plan.plan_digest} label="plan" /></p>
    {plan.returned_reason === null ? null : <p>Sent back:<blockquote>{plan.returned_reason}</blockquote></p>}
    {plan.state === 'submitted' ? <p>Could approve it: <Names of={view.may_approve_plan} none="nobody at present" />.</p> : null}
    <ul class="plain">{view.actions.filter((action) => action.plan === plan.number).map((action) => <Action key={action.action_id} action={action} files={files} ticket={tickets.find(({ obligation_id }) => obligation_id === action.obligation_id)} />)}</ul>
  </>
);

/** The plan and its actions, earlier plans folded up below. */
export function Plans({ view, ...shown }: Shown): VNode {
  const [now, ...before] = [...view.plans].reverse();
  const ofActions = new Set(view.actions.map(({ obligation_id }) => obligation_id));
  return (
    <Section id="plan" title="Plan and actions">
      {now === undefined ? <Empty>No plan was submitted yet. Its owner plans what removes the cause: each action with an owner, a due time and a verifier.</Empty> : <Plan plan={now} view={view} {...shown} />}
      {before.map((plan) => <details class="box" key={plan.number}><summary>Plan {plan.number}</summary><div class="inside"><Plan plan={plan} view={view} {...shown} /></div></details>)}
      <Extensions of={view.extensions.filter(({ obligation_id }) => !ofActions.has(obligation_id))} />
    </Section>
  );
}

type Check = NonconformityView['checks'][number];
const Checked = ({ check, files }: { readonly check: Check; readonly files: Files }): VNode => (
  <li>
    <div class="line"><State of={check.verdict} /><span>cycle {check.cycle}, by <Name of={check.person} /></span><Time at={check.at} />{check.sample_size === null ? null : <span>{check.sample_size} looked at</span>}</div>
    <p>Measured: {check.measured}</p>
    <blockquote>{check.comment}</blockquote>
    <EvidenceList digests={check.evidence} files={files} />
  </li>
);

/** By what its effect is measured, and the verdict of each cycle. */
export function Effectiveness({ view, files }: Pick<Shown, 'view' | 'files'>): VNode {
  const fixed = view.plans.at(-1)?.effectiveness ?? null;
  return (
    <Section id="effectiveness" title="Effect">
      {fixed === null ? <Empty>{view.plans.length === 0 ? 'How the effect will be checked is fixed with the plan.' : 'The plan fixes no check of effect.'}</Empty> : <EffectFixed of={fixed} />}
      {view.wait_until === null ? null : <p>The check opens at <Time at={view.wait_until} />; before, the actions had no time to show an effect.</p>}
      {view.checks.length === 0 ? null : <ul class="plain">{[...view.checks].reverse().map((check) => <Checked key={check.at} check={check} files={files} />)}</ul>}
    </Section>
  );
}
