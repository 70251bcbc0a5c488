import type { VNode } from 'preact';
import type { ActionView, NonconformityView } from '../../contracts/nonconformity-view.ts';
import { spaced } from '../../render/words.ts';
import { Digest, Facts, Name, State, Time } from '../parts/small.tsx';

const Line = ({ action }: { readonly action: ActionView }): VNode => (
  <li>
    <div class="line"><strong>{action.title}</strong><State of={action.state} /></div>
    <div class="line faint"><span>Owner: <Name of={action.owing} /></span><span>Verifier: <Name of={action.verifier} /></span><span>due <Time at={action.due_now} near /></span></div>
    <p>Shown by: {action.evidence_spec}</p>
    {action.evidence.length === 0 ? null : <p class="line">Evidence: {action.evidence.map((digest) => <span key={digest}><a href={`/evidence/${digest.replace(':', '-')}`} download>save</a> <Digest of={digest} label="evidence" /></span>)}</p>}
  </li>
);

type Effect = NonNullable<NonconformityView['plans'][number]['effectiveness']>;

/** How the effect of a plan is checked, as it was fixed with it (R-44). */
export const EffectFixed = ({ of: { measure, target, method, sample_size, checker } }: { readonly of: Effect }): VNode => (
  <Facts of={[['Measure', measure], ['Target', target], ['Method', `${spaced(method)}${sample_size === null ? '' : ` of ${sample_size}`}`], ['Checked by', <Name key="checker" of={checker} />]]} />
);

/** The plan that counts now, in short, for whoever decides on it or on a part of it; nothing before there is one. */
export function PlanBrief({ view }: { readonly view: NonconformityView }): VNode | null {
  const plan = view.plans.at(-1);
  if (plan === undefined) return null;
  const actions = view.actions.filter((action) => action.plan === plan.number);
  return (
    <details class="box" open>
      <summary>Plan {plan.number}: {spaced(plan.state)}, {actions.length === 1 ? 'one action' : `${actions.length} actions`}</summary>
      <div class="inside">
        <p class="line">By <Name of={plan.by} /> <Digest of={plan.plan_digest} label="plan" /></p>
        <ul class="plain">{actions.map((action) => <Line key={action.action_id} action={action} />)}</ul>
        {plan.effectiveness === null ? null : <><h3>How its effect will be checked</h3><EffectFixed of={plan.effectiveness} /></>}
      </div>
    </details>
  );
}
