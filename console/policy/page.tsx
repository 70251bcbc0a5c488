import type { VNode } from 'preact';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { POLICY_PAGE } from '../../contracts/pages.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { HouseState } from '../../domain/house/index.ts';
import { policiesListed, type PolicyListed } from '../../domain/house/listed.ts';
import { csvOf } from '../../render/csv.ts';
import { capital } from '../../render/words.ts';
import { listLedger, type LedgerListed } from '../../store/queries/ledger.ts';
import { readRecord } from '../../store/read.ts';
import { choicesOf } from '../acts/people.ts';
import { type Answer, csvFile, page } from '../answers.ts';
import { Done } from '../parts/done.tsx';
import { type Filter, Filters, listAddress } from '../parts/list.tsx';
import { type Offered, offered } from '../parts/offered.tsx';
import { Badge, Digest, Empty, Facts, Name, Section, State, Time } from '../parts/small.tsx';
import { nothingHere } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';
import { POLICY_ACTS } from './acts.ts';
import { Differences, Files, Paths, Proposals } from './parts.tsx';
import { policyAddress } from './words.ts';

const listOf = ({ house: { state, active, policies } }: Visit): readonly PolicyListed[] => policiesListed(state as HouseState, active, policies);

/** The row of the ledger that brought the policy into force last; null when there is none. */
async function inForceSince({ deps: { store }, house: { active } }: Visit): Promise<LedgerListed | null> {
  for (const type of ['policy.activated', 'policy.bootstrapped']) {
    const { items } = await listLedger(store, { stream: HOUSE_ID, type, limit: 10 });
    const found = items.find(({ body }) => body['digest'] === active);
    if (found) return found;
  }
  return null;
}

/** Forms to propose and to activate what waits, asked of the rules of the house. */
async function offersOf(visit: Visit, digests: readonly string[]): Promise<readonly Offered[]> {
  const target = { kind: 'house', id: HOUSE_ID } as const;
  const record = digests.length === 0 ? null : await readRecord(visit.deps.store, target);
  return record ? digests.flatMap((digest) => POLICY_ACTS.map((act) => offered(visit, act, digest, { target, record }))) : [];
}

const InForce = ({ policy, since }: { readonly policy: Policy; readonly since: LedgerListed | null }): VNode => {
  const by = (key: string): VNode => (typeof since?.body[key] === 'string' ? <Name of={since.body[key]} /> : <>nobody: it was the first that was found</>);
  return (
    <Section id="in-force" title="In force">
      <Facts
        of={[
          ['Digest', <Digest key="digest" of={policy.digest} label="policy" />],
          ['Since', since === null ? 'not on record' : <Time key="since" at={since.at} />],
          ['Proposed by', by('proposed_by')],
          ['Activated by', by('activated_by')],
        ]}
      />
      <p><a class="button" href="/policy/explain">Explain a would-be request</a> <span class="hint">who must sign, by when, what is needed, what blocks; and what would happen if nobody ever acted</span></p>
    </Section>
  );
};

const Past = ({ past, filtered }: { readonly past: readonly PolicyListed[]; readonly filtered: boolean }): VNode => (
  <Section id="past" title="Others">
    {past.length === 0 ? <Empty>{filtered ? <>None of the others is like this. <a href={POLICY_PAGE}>Show all.</a></> : 'No other policy was ever in force or proposed.'}</Empty> : <ul class="plain">{past.map(({ digest, proposed_at, proposed_by }) => <li key={digest} class="line"><Digest of={digest} /><a href={policyAddress(digest)}>Read it<span class="unseen"> {digest}</span></a>{proposed_by === null ? null : <span class="faint">proposed by <Name of={proposed_by} /></span>}{proposed_at === null ? null : <span class="faint"><Time at={proposed_at} near /></span>}</li>)}</ul>}
  </Section>
);

const COLUMNS = ['digest', 'state', 'source', 'proposed_by', 'proposed_at', 'differences'];
const STATES = ['active', 'proposed', 'past'] as const;
/** The policies that the filters of the address leave. */
const wanted = ({ query }: Visit, all: readonly PolicyListed[]): readonly PolicyListed[] =>
  all.filter(({ state, proposed_by }) => (query['state'] === undefined || state === query['state']) && (query['by'] === undefined || proposed_by === query['by']));
const filtersFor = ({ nameOf }: Visit, all: readonly PolicyListed[]): readonly Filter[] => [
  { name: 'state', label: 'State', any: 'Every policy', options: STATES.map((value) => ({ value, label: value === 'active' ? 'In force' : capital(value) })) },
  { name: 'by', label: 'Proposed by', any: 'Anybody', options: [...new Set(all.flatMap(({ proposed_by }) => proposed_by ?? []))].map((value) => ({ value, label: nameOf(value) })) },
];
const asCsv = (all: readonly PolicyListed[]): Answer => csvFile('policies.csv', csvOf(all.map(({ digest, state, source, proposed_by, proposed_at, changed }) => ({ digest, state, source, proposed_by, proposed_at, differences: changed.length })), COLUMNS));

/** The policy: what is in force, what is proposed, and what each file says. */
export async function policyPage(visit: Visit): Promise<Answer> {
  const known = listOf(visit);
  const all = wanted(visit, known);
  if (visit.query['format'] === 'csv') return asCsv(all);
  const { policy, house } = visit;
  const proposals = all.filter(({ state }) => state === 'proposed');
  const [since, offers] = await Promise.all([inForceSince(visit), offersOf(visit, proposals.map(({ digest }) => digest))]);
  const forms = { of: (digest: string) => offers.filter(({ id }) => id === digest), choices: choicesOf(visit) };
  return page('Policy', (
    <>
      <Done of={visit.query['done']} />
      <Filters path={POLICY_PAGE} query={visit.query} filters={filtersFor(visit, known)} />
      {policy === null ? <Empty>No policy is in force yet. The files in the policy folder are taken up at the first start.</Empty> : <InForce policy={policy} since={since} />}
      <Proposals proposals={proposals} active={policy} policies={house.policies} forms={forms} />
      {policy === null ? null : <Paths policy={policy} />}
      {policy === null ? null : <Files policy={policy} />}
      <Past past={all.filter(({ state }) => state === 'past')} filtered={all.length < known.length} />
      <p class="pager"><a href={listAddress(POLICY_PAGE, visit.query, { format: 'csv' })}>This list as CSV</a></p>
    </>
  ));
}

/** One policy whole: how it differs from the one in force, and its files. */
export async function onePolicyPage(visit: Visit): Promise<Answer> {
  const digest = visit.params['digest'] ?? '';
  const found = visit.house.policies.find((each) => each.digest === digest);
  const listed = listOf(visit).find((each) => each.digest === digest);
  if (!found || !listed) return nothingHere(visit);
  const offers = listed.state === 'active' ? [] : await offersOf(visit, [digest]);
  const { policy } = visit;
  const proposals = offers.length === 0 ? null : <Proposals proposals={[listed]} active={null} policies={[]} forms={{ of: () => offers, choices: choicesOf(visit) }} />;
  const beside = <>{listed.state === 'active' ? <Badge tone="good">In force</Badge> : <State of={listed.state} />}<Digest of={digest} label="policy" /></>;
  return page('A policy', (
    <>
      {listed.state === 'proposed' ? proposals : null}
      {policy === null || listed.state === 'active' ? null : <Section id="differences" title="Differences from the policy in force"><Differences before={policy} after={found} /><p><a href={`${policyAddress(digest)}/in-flight`}>Which running cases it would treat differently</a></p></Section>}
      <Paths policy={found} />
      <Files policy={found} />
      <p><a href={POLICY_PAGE}>Back to the policy in force</a></p>
    </>
  ), { beside });
}
