import type { VNode } from 'preact';
import type { Explanation, Named } from '../../domain/policy/explain.ts';
import { capital, spaced } from '../../render/words.ts';
import { Sentence } from '../acts/refusal.tsx';
import { Cell } from '../parts/list.tsx';
import { Linked } from '../parts/record-link.tsx';
import { Badge, Facts, Lane, Section, Time } from '../parts/small.tsx';
import { TierBadge } from '../systems/list.tsx';
import { durationWords } from './words.ts';

const names = (people: readonly Named[]): string => people.map(({ name }) => name).join(', ') || 'nobody';

const LaneTable = ({ lanes }: { readonly lanes: Explanation['lanes'] }): VNode => (
  <table class="stack">
    <caption class="unseen">Lanes that must sign</caption>
    <thead><tr>{['Lane', 'Needed', 'Due, if opened now', 'Who may sign', 'In reserve'].map((head) => <th scope="col" key={head}>{head}</th>)}</tr></thead>
    <tbody>
      {lanes.map((lane) => (
        <tr key={lane.lane}>
          <th scope="row">{lane.name}</th>
          <Cell label="Needed">{lane.needed}</Cell>
          <Cell label="Due, if opened now"><Time at={lane.due_at} /></Cell>
          <Cell label="Who may sign">{lane.may_sign.map(({ name, absent }) => (absent ? `${name} (absent)` : name)).join(', ') || 'nobody'}</Cell>
          <Cell label="In reserve">{names(lane.in_reserve)}</Cell>
        </tr>
      ))}
    </tbody>
  </table>
);

/** Who must sign, by when, what is needed and what blocks. */
export const Explained = ({ of }: { readonly of: Explanation }): VNode => (
  <Section id="explained" title="What this request would need" beside={<TierBadge of={of.tier} />}>
    {of.path === null ? <div class="notice bad"><p><strong>It would be rejected at once, as a prohibited practice.</strong> Told: {names(of.told)}.</p></div> : null}
    {of.vacancies.length === 0 ? null : <div class="notice warn"><p><strong>The gate would not open:</strong> <Sentence>{of.vacancies.join('; ')}</Sentence>.</p></div>}
    <Facts
      of={[
        ['Tier, and why', of.reasons.join('; ')],
        ['Path', of.path === null ? 'none' : capital(spaced(of.path))],
        ['Decided at the latest by', of.due_at === null ? 'at once' : <Time key="due" at={of.due_at} />],
        ['Time per lane', of.sla === null ? 'none' : durationWords(of.sla)],
        ['Approval holds for', of.valid_for === null ? 'never' : durationWords(of.valid_for)],
        ['Least assurance of a vote', of.assurance ?? 'none'],
        ['Documents', of.documents.map(spaced).join(', ') || 'none'],
        ['Signed weights', of.signature ? 'needed' : 'not needed'],
      ]}
    />
    {of.lanes.length === 0 ? null : <LaneTable lanes={of.lanes} />}
    {of.notices.length === 0 ? null : <p>Hear of it, and sign nothing: {of.notices.map(({ lane, people }, i) => <>{i === 0 ? '' : '; '}<Lane of={lane} /> ({names(people)})</>)}.</p>}
    <h3>What would block it</h3>
    {of.blockers.length === 0 ? <p class="faint">Nothing that reaches the unit or the whole organisation.</p> : <ul>{of.blockers.map(({ id, title, link }) => <li key={id}><Linked to={link}>{title}</Linked> <Badge tone="bad">holds</Badge></li>)}</ul>}
  </Section>
);
