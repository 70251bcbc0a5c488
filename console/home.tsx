import type { VNode } from 'preact';
import type { Person } from '../contracts/directory.ts';
import { hasLeft } from '../domain/directory.ts';
import { roleInWords } from '../render/words.ts';
import { firstWaiting, type Waiting, waitingFor, type WaitingRequest } from '../store/queries/waiting.ts';
import { type Answer, move, page } from './answers.ts';
import { Badge, Section, Time } from './parts/small.tsx';
import type { Call } from './visit.ts';

/** `risk officer, reviewer (Claims)`. */
function rolesInWords({ roles }: Person, unitName: (id: string) => string): string {
  if (roles.length === 0) return 'no role: may ask for deployments and look at everything';
  return roles.map((held) => (typeof held === 'string' ? roleInWords(held) : `${roleInWords(held.role)} (${unitName(held.unit)})`)).join(', ');
}

const Intro = (): VNode => (
  <Section id="what" title="What this is">
    <p class="lead">Gatehouse runs the gates in the life of an AI system: may this model go live, and who says so. Each request waits for the people who must sign; whoever stays silent is reminded, and the matter climbs to leadership and to the board.</p>
    <ul>
      <li>Silence never opens a gate and never ends an escalation.</li>
      <li>What was approved is what runs: an approval names exact digests, expires, and is blocked or revoked by what happens later.</li>
      <li>Everything is on a record that can be checked without us.</li>
    </ul>
  </Section>
);

/** What the title of the seeded example begins with; the badge says it already. */
const MARK = /^Example: /;

const Example = ({ request }: { readonly request: WaitingRequest }): VNode => (
  <div class="notice">
    <p><Badge tone="warn">Example</Badge> <strong>{request.title.replace(MARK, '')}</strong> waits for a signature{request.due_at === null ? null : <>, due <Time at={request.due_at} /></>}. Be one of those marked below, and decide.</p>
  </div>
);

interface Cast {
  readonly call: Call;
  readonly waiting: ReadonlyMap<string, Waiting>;
  readonly example: WaitingRequest | null;
}

const Row = ({ person, call, waiting, example }: Cast & { readonly person: Person }): VNode => {
  const owed = waiting.get(person.id);
  const unitName = (id: string): string => call.house.directory.units.find((unit) => unit.id === id)?.name ?? id;
  return (
    <tr>
      <th scope="row"><a href={call.deps.paths.signIn('/work', person.id)}>{person.name}</a></th>
      <td data-label="Role">{rolesInWords(person, unitName)}</td>
      <td data-label="Waits">{owed ? `${owed.open} open${owed.overdue > 0 ? `, ${owed.overdue} overdue` : ''}` : 'nothing'} {example?.people.includes(person.id) ? <Badge tone="warn">asked to sign the example</Badge> : null}</td>
    </tr>
  );
};

/** Whoever is asked to sign first, then whoever owes most. */
function byNeed({ waiting, example }: Cast): (a: Person, b: Person) => number {
  const weight = ({ id }: Person): number => (example?.people.includes(id) ? 1_000_000 : 0) + (waiting.get(id)?.open ?? 0);
  return (a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1);
}

const People = (cast: Cast): VNode => (
  <Section id="be" title="Be one of these people">
    <p class="faint">These are the people of a made-up organisation, {cast.call.house.directory.organisation.name}. Choose one and sign in as them.</p>
    <table class="stack">
      <thead><tr><th scope="col">Person</th><th scope="col">Role</th><th scope="col">What waits for them</th></tr></thead>
      <tbody>{[...cast.call.house.directory.people].filter((person) => !hasLeft(person, cast.call.at)).sort(byNeed(cast)).map((person) => <Row key={person.id} person={person} {...cast} />)}</tbody>
    </table>
  </Section>
);

/** The front page: what Gatehouse is and where to sign in; for whoever is signed in already, their work. */
export async function homePage(call: Call): Promise<Answer> {
  if (call.session) return move('/work');
  const signIn = <p><a class="button primary" href={call.deps.paths.signIn('/work')}>Sign in</a></p>;
  if (call.embedded === null) return page('Gatehouse', <><Intro />{signIn}</>);
  const [waiting, example] = await Promise.all([waitingFor(call.deps.store, call.house.directory.people.map(({ id }) => id)), firstWaiting(call.deps.store)]);
  return page('Gatehouse', <><Intro />{example ? <Example request={example} /> : null}{signIn}<People call={call} waiting={waiting} example={example} /></>);
}
