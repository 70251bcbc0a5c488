import type { ComponentChildren, VNode } from 'preact';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import { ruleInWords } from '../../render/nonconformity-words.ts';
import { capital, spaced } from '../../render/words.ts';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Facts, Name, Section, Time } from '../parts/small.tsx';
import { type Files, StoredFile } from '../parts/stored-file.tsx';
import { ClassBadge } from './class-badge.tsx';
import { Whole } from './whole.tsx';

/** Names of records by id. */
export type Titles = ReadonlyMap<string, string>;

const Notice = ({ tone = 'warn', reason, children }: { readonly tone?: 'warn' | 'good' | 'bad'; readonly reason?: string | null; readonly children: ComponentChildren }): VNode => (
  <div class={`notice ${tone}`}><p>{children}</p>{reason == null ? null : <blockquote>{reason}</blockquote>}</div>
);

/** What is out of the straight procedure: proposals, a dispute, an acceptance, an end, another beginning. */
const Standing = ({ view, titles }: { readonly view: NonconformityView; readonly titles: Titles }): VNode => (
  <>
    {view.near_miss && view.state === 'near_miss' ? <Notice>A near-miss: nothing happened this time. It stays on record, without blame, and becomes a nonconformity when like ones come together.</Notice> : null}
    {view.merged_into === null ? null : <Notice><>Merged: <RecordLink id={view.merged_into} title={titles.get(view.merged_into) ?? view.merged_into} /> carries it on.</></Notice>}
    {view.accepted === null ? null : <Notice reason={view.accepted.reason}><>The risk of leaving it is accepted by <Name of={view.accepted.person} /> until <Time at={view.accepted.until} />; then it is open again. Protected meanwhile by: {view.accepted.compensating_control}</></Notice>}
    {view.proposal === null ? null : <Notice reason={view.proposal.reason}><><Name of={view.proposal.person} /> proposed to {view.proposal.what} it, <Time at={view.proposal.at} />; a second person decides.</></Notice>}
    {view.dispute === null ? null : <Notice reason={view.dispute.reason}><><Name of={view.dispute.person} /> disputes the finding, <Time at={view.dispute.at} />: {view.dispute.upheld === null ? 'an independent reviewer decides' : view.dispute.upheld ? 'the reviewer upheld the dispute' : 'the reviewer dismissed the dispute'}.</></Notice>}
    {view.class_proposals.map(({ class: cls, rule, at, alike }) => <Notice key={`${rule} ${at}`}><>The class {cls} is proposed ({ruleInWords(rule) ?? rule}), <Time at={at} />{alike.length === 0 ? null : <>, with {alike.length} like it</>}; the coordinator decides by classifying it.</></Notice>)}
    {view.reassessments.filter(({ done_at }) => done_at === null).map(({ obligation_id, rule }) => <Notice key={obligation_id}>The risk must be judged anew before it can be closed: {ruleInWords(rule) ?? rule}.</Notice>)}
    {view.reopened.map(({ cycle, rule, at }) => <Notice key={cycle}><>Opened again for cycle {cycle} ({ruleInWords(rule) ?? rule}), <Time at={at} />.</></Notice>)}
    {view.closed_at === null || view.state !== 'closed' ? null : <Notice tone="good"><>Closed <Time at={view.closed_at} />.</></Notice>}
  </>
);

/** What it reaches as a whole, and the systems in its extent, the one that it is about first. */
const Extent = ({ view, titles }: { readonly view: NonconformityView; readonly titles: Titles }): VNode => (
  <>
    {view.wide === null ? null : <Whole of={view.wide} />}
    {view.systems.map((id, i) => <span key={id}>{i === 0 && view.wide === null ? '' : ', '}<RecordLink id={id} title={titles.get(id) ?? id} /></span>)}
    {view.wide === null && view.systems.length === 0 ? 'no system is named' : null}
  </>
);

/** The first instant at which anything is due. */
const dueOf = ({ obligations }: NonconformityView): string | null => obligations.filter(({ state, due_at }) => state === 'open' && due_at !== null).map(({ due_at }) => due_at ?? '').sort()[0] ?? null;

function facts(view: NonconformityView, titles: Titles): (readonly [string, ComponentChildren])[] {
  const due = dueOf(view);
  return [
    ['Class', <ClassBadge key="class" of={view.class} />],
    ['Severity', capital(view.severity)],
    ['Owner', view.owner === null ? 'nobody yet' : <Name key="owner" of={view.owner} />],
    ['Accountable', view.accountable === null ? 'nobody yet' : <Name key="accountable" of={view.accountable} />],
    ['Next due', due === null ? 'nothing is owed' : <Time key="due" at={due} />],
    ['Extent', <Extent key="extent" view={view} titles={titles} />],
    ['Not fulfilled', [capital(spaced(view.requirement)), ...view.clauses.map((clause) => `clause ${clause}`), ...view.controls.map((control) => `control ${control}`)].join(', ')],
    ['Source', <>{capital(spaced(view.source ?? 'unknown'))}{view.vendor === null ? '' : `: ${view.vendor}`}{view.source_case === null ? null : <>, from <RecordLink id={view.source_case} title={titles.get(view.source_case) ?? view.source_case} /></>}</>],
    ['Raised', <>{view.raised_by === null ? null : <><Name of={view.raised_by} />, </>}{view.raised_at === null ? null : <Time at={view.raised_at} near />}</>],
    ...(view.found_at === null || view.found_at === view.raised_at ? [] : [['Found', <Time key="found" at={view.found_at} near />] as const]),
    ...(view.deadline === null ? [] : [['Deadline from outside', <Time key="deadline" at={view.deadline} />] as const]),
    ...(view.cycle > 1 ? [['Cycle', String(view.cycle)] as const] : []),
  ];
}

/** Files with what is known of them. */
export const EvidenceList = ({ digests, files }: { readonly digests: readonly string[]; readonly files: Files }): VNode | null =>
  digests.length === 0 ? null : <><p>Evidence:</p><ul class="plain">{digests.map((digest) => <li key={digest}><StoredFile digest={digest} files={files} /></li>)}</ul></>;

/** What was found, of which class it is, whose it is, how far it reaches, and when what is due. */
export const Finding = ({ view, files, titles }: { readonly view: NonconformityView; readonly files: Files; readonly titles: Titles }): VNode => (
  <Section id="finding" title="The finding" beside={view.extension_requested ? <> <Badge tone="warn">More time is asked for</Badge></> : null}>
    <Standing view={view} titles={titles} />
    <Facts of={facts(view, titles)} />
    <h3>What was found</h3>
    <blockquote>{view.description}</blockquote>
    <EvidenceList digests={view.evidence} files={files} />
  </Section>
);
