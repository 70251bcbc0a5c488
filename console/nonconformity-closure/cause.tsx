import type { VNode } from 'preact';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import { Fishbone } from '../pictures/fishbone.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Empty, Facts, Name, Section, Time } from '../parts/small.tsx';
import type { Files } from '../parts/stored-file.tsx';
import { EvidenceList, type Titles } from './summary.tsx';

type Cause = NonconformityView['root_causes'][number];

interface Shown {
  readonly view: NonconformityView;
  readonly files: Files;
  readonly titles: Titles;
  /** A class of causes by the name that the policy gives it. */
  readonly causeOf: (id: string) => string;
}

/** What was put right at once: not yet the removal of its cause (§3). */
export const Correction = ({ view: { correction }, files }: Pick<Shown, 'view' | 'files'>): VNode => (
  <Section id="correction" title="Correction">
    {correction === null ? <Empty>What is wrong was not put right yet. Its owner records what was done at once; what removes the cause comes with the plan.</Empty> : (
      <>
        <p class="line"><Name of={correction.person} /> <Time at={correction.at} /></p>
        <blockquote>{correction.correction}</blockquote>
        <h3>What followed from it</h3>
        <blockquote>{correction.consequences}</blockquote>
        <EvidenceList digests={correction.evidence} files={files} />
      </>
    )}
  </Section>
);

const Why = ({ why, files }: { readonly why: Cause['whys'][number]; readonly files: Files }): VNode => (
  <li>
    <div class="line"><span>{why.because}</span>{why.assumption ? <Badge tone="warn">Assumption</Badge> : null}</div>
    <EvidenceList digests={why.evidence} files={files} />
  </li>
);

const Analysis = ({ cause, files, titles, causeOf }: Omit<Shown, 'view'> & { readonly cause: Cause }): VNode => (
  <>
    <p class="line"><Name of={cause.person} /> <Time at={cause.at} /></p>
    <Facts of={[['What', cause.problem.what], ['Where', cause.problem.where], ['When', cause.problem.when], ['How far', cause.problem.extent], ['Not where', cause.problem.not_where]]} />
    <h3>Why</h3>
    {cause.whys.length === 0 ? <Empty>No chain of whys was recorded.</Empty> : <ol class="whys">{cause.whys.map((why, i) => <Why key={i} why={why} files={files} />)}</ol>}
    <h3>The root cause</h3>
    <blockquote>{cause.root.cause}</blockquote>
    <p class="line"><Badge>{causeOf(cause.cause_class)}</Badge>{cause.systemic ? <Badge tone="warn">In the management system itself</Badge> : null}<span class="faint">confidence: {cause.root.confidence}</span></p>
    {cause.fishbone.length === 0 ? null : <Fishbone id={`fishbone-${cause.cycle}`} of={{ problem: cause.problem.what, causes: cause.fishbone }} />}
    <EvidenceList digests={[...new Set(cause.fishbone.flatMap(({ evidence }) => evidence))]} files={files} />
    {cause.escape === null ? null : <><h3>Why it was not caught earlier</h3><blockquote>{cause.escape}</blockquote></>}
    <h3>Where the like was looked for</h3>
    <blockquote>{cause.extent.looked_at}</blockquote>
    <p>{cause.extent.found_in.length === 0 ? 'Found nowhere else.' : <>Found in: {cause.extent.found_in.map((id, i) => <span key={id}>{i === 0 ? '' : ', '}<RecordLink id={id} title={titles.get(id) ?? id} /></span>)}</>}</p>
  </>
);

/** The analysis of the cause, those of earlier cycles folded up below. */
export function RootCause({ view, ...shown }: Shown): VNode {
  const now = view.root_causes.findLast(({ cycle }) => cycle === view.cycle);
  const before = view.root_causes.filter((cause) => cause !== now);
  return (
    <Section id="root-cause" title="Root cause">
      {now === undefined ? <Empty>{view.cycle > 1 ? 'The cause was not analysed anew yet.' : 'The cause was not analysed yet.'} Its owner records the chain of whys, the fishbone, and where else the like could be.</Empty> : <Analysis cause={now} {...shown} />}
      {[...before].reverse().map((cause, i) => <details class="box" key={i}><summary>The analysis before, cycle {cause.cycle}</summary><div class="inside"><Analysis cause={cause} {...shown} /></div></details>)}
    </Section>
  );
}
