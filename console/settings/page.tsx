import type { VNode } from 'preact';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { SCOPES } from '../../contracts/scopes.ts';
import { callRefused } from '../../domain/privileges.ts';
import { LATE_BY_MS, lateCases } from '../../store/late.ts';
import { readRecord } from '../../store/read.ts';
import { listTokens, type TokenInfo } from '../../store/tokens.ts';
import { choicesOf } from '../acts/people.ts';
import { Why } from '../acts/refusal.tsx';
import { type Answer, page } from '../answers.ts';
import { Done } from '../parts/done.tsx';
import { csvOfAll } from '../parts/csv-file.ts';
import { Cell, type Filter, Filters, listAddress } from '../parts/list.tsx';
import { type Offered, offered, OfferedForm } from '../parts/offered.tsx';
import { Badge, Empty, Facts, Name, Section, Time } from '../parts/small.tsx';
import { refusedPage } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';
import { TOKEN_ACTS } from './acts.tsx';
import { healthOf, LATE_FILTER, lateWanted, Parts } from './health.tsx';

const HOME = '/settings';

const refusedFor = ({ person, house, at }: Visit, operation: Parameters<typeof callRefused>[0]) => callRefused(operation, { kind: 'person', id: person.id }, house.directory, at);

/** More than a file holds, so that the file says when it was cut. */
const MOST_LATE = 200_001;

const TOKEN_FILTERS: readonly Filter[] = [
  { name: 'machine', label: 'Machine', any: 'Every machine', suggested: true, options: [] },
  { name: 'scope', label: 'May', any: 'Anything', options: SCOPES.map((value) => ({ value, label: value })) },
];
/** Whether a token is one that the address asks for. */
const tokenWanted = ({ query }: Visit) => ({ subject, scopes }: TokenInfo): boolean =>
  (query['machine'] === undefined || subject.id.includes(query['machine'])) && (query['scope'] === undefined || scopes.some((scope) => scope === query['scope']));

/** The same lists as files: what is late, or the tokens. */
async function asCsv(visit: Visit): Promise<Answer> {
  const { store } = visit.deps;
  const tokens = visit.query['list'] === 'tokens';
  const refusal = refusedFor(visit, tokens ? 'listTokens' : 'listLate');
  if (refusal) return refusedPage(refusal);
  if (!tokens) return csvOfAll(await lateCases(store, LATE_BY_MS, MOST_LATE, lateWanted(visit)), { name: 'late.csv', columns: ['case', 'kind', 'what', 'since'], rows: ({ case_id, kind, what, since }) => [{ case: case_id, kind, what, since }] });
  const columns = ['token', 'machine', 'on_behalf_of', 'scopes', 'created_at', 'created_by', 'expires_at'];
  return csvOfAll((await listTokens(store)).filter(tokenWanted(visit)), { name: 'tokens.csv', columns, rows: ({ id, subject, scopes, created_at, created_by, expires_at }) => [{ token: id, machine: subject.id, on_behalf_of: subject.on_behalf_of, scopes: scopes.join(' '), created_at, created_by, expires_at }] });
}

const Me = ({ visit: { session, person, policy, deps, at } }: { readonly visit: Visit }): VNode => {
  const { proof } = session;
  const assurance = policy ? deps.proven(session, policy, at).assurance : 'session';
  return (
    <Section id="me" title="Who I am">
      <Facts
        of={[
          ['Person', <a key="person" href={`/people/${person.id}`}>{person.name}</a>],
          ['Assurance now', <Badge key="assurance">{assurance}</Badge>],
          ['Signed in with', proof.amr.join(', ') || 'nothing that the provider names'],
          ['Proven', <Time key="proven" at={proof.auth_time} />],
          ['Class of the sign-in', proof.acr ?? 'not named'],
          ['Signed in at', deps.setup.issuer ?? (session.development ? 'the embedded provider' : 'not set up')],
          ['Session ends', <Time key="ends" at={session.expires_at} near />],
        ]}
      />
      {session.development ? <p class="hint">The embedded provider is for trying things out: what is decided in such a session is marked so in the record.</p> : null}
      <p><a href={deps.paths.stepUp(HOME)}>Confirm who I am with a second factor</a></p>
    </Section>
  );
};

const Channels = ({ visit: { embedded, deps: { setup } } }: { readonly visit: Visit }): VNode => (
  <Section id="channels" title="Channels and parts">
    <ul class="plain">{setup.channels.map(({ name, on, how }) => <li key={name} class="line"><strong>{name}</strong>{on ? <Badge tone="good">Set up</Badge> : <><Badge>Not set up</Badge><span class="faint">set <code>{how}</code></span></>}</li>)}</ul>
    {embedded === null ? null : <p class="line">Embedded: {embedded.mailUrl === null ? null : <a href={embedded.mailUrl}>mail catcher</a>} {embedded.slackUrl === null ? null : <a href={embedded.slackUrl}>Slack stand-in</a>} {embedded.temporalUrl === null ? null : <a href={embedded.temporalUrl}>Temporal</a>}</p>}
    <Facts of={[['Gatehouse', setup.version], ['Node', process.versions.node], ['Temporal', setup.temporal ?? 'not told to this process']]} />
    <p><a href={`${HOME}/tickets`}>Tickets that disagree with the record</a> · <a href="/flow">How the gate flows</a> · <a href="/docs">API</a></p>
  </Section>
);

const Token = ({ token, offers, visit }: { readonly token: TokenInfo; readonly offers: readonly Offered[]; readonly visit: Visit }): VNode => (
  <tr>
    <th scope="row">{token.subject.id}<br /><code class="small">{token.id}</code></th>
    <Cell label="May">{token.scopes.join(', ')}</Cell>
    <Cell label="On behalf of">{token.subject.any_person ? 'whom each request names' : token.subject.on_behalf_of === null ? 'nobody' : <Name of={token.subject.on_behalf_of} />}</Cell>
    <Cell label="Made"><Name of={token.created_by} />, <Time at={token.created_at} near /></Cell>
    <Cell label="Ends">{token.expires_at === null ? 'when it is revoked' : <Time at={token.expires_at} />}</Cell>
    <td>{offers.map((offer) => <OfferedForm key={offer.id} offer={offer} choices={choicesOf(visit)} back={HOME} />)}</td>
  </tr>
);

async function Tokens(visit: Visit): Promise<VNode> {
  const refusal = refusedFor(visit, 'listTokens');
  if (refusal) return <Section id="tokens" title="Tokens for machines"><p><Why refusal={refusal} />.</p></Section>;
  const target = { kind: 'house', id: HOUSE_ID } as const;
  const [all, record] = await Promise.all([listTokens(visit.deps.store), readRecord(visit.deps.store, target)]);
  const tokens = all.filter(tokenWanted(visit));
  const offers = (key: string, id: string): readonly Offered[] => (record ? TOKEN_ACTS.filter((act) => act.key === key).map((act) => offered(visit, act, id, { target, record })) : []);
  return (
    <Section id="tokens" title="Tokens for machines">
      {all.length === 0 ? null : <Filters path={HOME} query={visit.query} filters={TOKEN_FILTERS} label="Filters of tokens" />}
      {tokens.length === 0 && all.length > 0 ? <Empty>No token is like this. <a href={HOME}>Show all.</a></Empty> : null}
      {all.length === 0 ? <Empty>No token is in force. A pipeline that asks for permits needs one: make it below.</Empty> : null}
      {tokens.length === 0 ? null : (
        <table class="stack">
          <caption class="unseen">Tokens in force</caption>
          <thead><tr>{['Machine', 'May', 'On behalf of', 'Made', 'Ends', 'Do'].map((head) => <th scope="col" key={head}>{head}</th>)}</tr></thead>
          <tbody>{tokens.map((token) => <Token key={token.id} token={token} offers={offers('revokeToken', token.id)} visit={visit} />)}</tbody>
        </table>
      )}
      {offers('createToken', 'house').map((offer) => <OfferedForm key="make" offer={offer} choices={choicesOf(visit)} back={HOME} />)}
      <p class="pager"><a href={listAddress(HOME, visit.query, { format: 'csv', list: 'tokens' })}>Tokens as CSV</a></p>
    </Section>
  );
}

/** How everything is, who the reader is, what is set up, and the tokens of machines. */
export async function settingsPage(visit: Visit): Promise<Answer> {
  if (visit.query['format'] === 'csv') return asCsv(visit);
  const [health, tokens] = await Promise.all([healthOf(visit), Tokens(visit)]);
  const after = <><Me visit={visit} /><Channels visit={visit} />{tokens}</>;
  const body = <><Done of={visit.query['done']} /><Filters path={HOME} query={visit.query} filters={[LATE_FILTER]} label="Filters of what is late" /></>;
  return page('Settings and health', body, { live: [{ name: 'health', content: () => <Parts health={health} query={visit.query} /> }], after });
}
