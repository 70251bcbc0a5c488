import type { VNode } from 'preact';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { nonconformityView, type Seen } from '../../domain/nonconformity-closure/view.ts';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Facts, Name, State } from '../parts/small.tsx';
import { PlanBrief } from './plan-brief.tsx';
import { ClassBadge } from './class-badge.tsx';
import { Whole } from './whole.tsx';

/** What somebody needs in sight who fills in a form about it: what was found, of which class, whose it is, and the plan as it stands. */
export function NonconformityBrief({ state, seen }: { readonly state: NonconformityState; readonly seen: Seen }): VNode {
  const view = nonconformityView(state, seen);
  const cause = view.root_causes.findLast(({ cycle }) => cycle === view.cycle);
  return (
    <section class="card" aria-labelledby="brief">
      <h2 id="brief"><RecordLink id={view.id} title={view.title} /> <State of={view.state} /></h2>
      <Facts
        of={[
          ['Class', <><ClassBadge of={view.class} />{view.class_proposals.length === 0 ? null : <> <Badge tone="warn">{`${view.class_proposals.at(-1)?.class ?? ''} is proposed`}</Badge></>}</>],
          ['System', view.system_id === null ? 'none' : <RecordLink id={view.system_id} title={view.system_name ?? view.system_id} />],
          ...(view.wide === null ? [] : [['Extent', <Whole key="extent" of={view.wide} />] as const]),
          ['Owner', view.owner === null ? 'nobody yet' : <Name of={view.owner} />],
          ...(cause === undefined ? [] : [['Root cause', cause.root.cause] as const]),
          ...(view.correction === null ? [] : [['Corrected', view.correction.correction] as const]),
        ]}
      />
      <details class="box"><summary>What was found</summary><div class="inside"><blockquote>{view.description}</blockquote></div></details>
      <PlanBrief view={view} />
    </section>
  );
}
