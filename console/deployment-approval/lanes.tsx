import type { VNode } from 'preact';
import type { DeploymentView, LaneView, VoteView } from '../../contracts/deployment-view.ts';
import { assuredInWords, capital, inWords, roleInWords, spaced } from '../../render/words.ts';
import { Badge, Empty, Lane as LaneName, Name, Names, Section, State, Time } from '../parts/small.tsx';
import { LaneStrip } from '../pictures/lane-strip.tsx';

const WEIGHTS: Readonly<Record<VoteView['weight'], string | null>> = { counts: null, void: 'no longer counts', withdrawn: 'taken back' };

const Vote = ({ vote }: { readonly vote: VoteView }): VNode => {
  const weight = WEIGHTS[vote.weight];
  return (
    <li>
      <div class="line">
        <strong><Name of={vote.person} /></strong>
        {vote.on_behalf_of === null ? null : <span>for <Name of={vote.on_behalf_of} /></span>}
        <span>{inWords(vote.verdict)}</span>
        <Time at={vote.at} />
        {weight === null ? null : <Badge tone="warn">{capital(weight)}</Badge>}
        {vote.flagged === null ? null : <Badge tone="warn">Flagged: {spaced(vote.flagged)}</Badge>}
        <span class="faint">{vote.door}, {assuredInWords(vote)}</span>
      </div>
      {vote.reason === null ? null : <blockquote>{vote.reason}</blockquote>}
    </li>
  );
};

/** What is still missing in a lane, and from whom it could come. */
const Missing = ({ lane }: { readonly lane: LaneView }): VNode | null => {
  if (lane.state !== 'open' && lane.state !== 'waiting') return null;
  return (
    <p>
      {lane.approvals} of {lane.needed} approvals. Could sign: <Names of={lane.could_satisfy} none="nobody at present" />
      {lane.due_at === null ? null : <>. Due <Time at={lane.due_at} /></>}
    </p>
  );
};

const Lane = ({ lane }: { readonly lane: LaneView }): VNode => (
  <li>
    <h3 class="line">{lane.name} <State of={lane.state} />{lane.veto ? <Badge>Veto</Badge> : null}{lane.committee ? <Badge>Committee</Badge> : null}</h3>
    {lane.overridden_until === null ? null : <p>Its veto is overridden until <Time at={lane.overridden_until} />.</p>}
    <Missing lane={lane} />
    {lane.votes.length === 0 ? null : <ul class="plain">{lane.votes.map((vote) => <Vote key={vote.id} vote={vote} />)}</ul>}
  </li>
);

/** Lanes with who has signed and who still could. */
export const Lanes = ({ view }: { readonly view: DeploymentView }): VNode => (
  <Section id="lanes" title="Who signs">
    {view.lanes.length === 0 ? <Empty>No lane signs for this request{view.tier === 'prohibited' ? ': it was rejected at once' : ''}.</Empty> : <LaneStrip id="lane-strip" lanes={view.lanes} />}
    <ul class="plain">{view.lanes.map((lane) => <Lane key={lane.lane} lane={lane} />)}</ul>
    {view.notices.length === 0 ? null : <p class="faint">Told for their information: {view.notices.map((lane, i) => <>{i === 0 ? '' : ', '}<LaneName of={lane} /></>)}.</p>}
    {view.vacancies.length === 0 ? null : <div class="notice warn"><p>Vacant: {view.vacancies.map(roleInWords).join(', ')}. Nobody can sign there until the directory names somebody.</p></div>}
    {view.conflicts.length === 0 ? null : (
      <details class="box"><summary>Who may not judge this, and why ({view.conflicts.length})</summary><div class="inside"><ul>{view.conflicts.map(({ person, why }) => <li key={person}><Name of={person} /> {why}</li>)}</ul></div></details>
    )}
  </Section>
);
