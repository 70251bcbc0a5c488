import type { VNode } from 'preact';
import { instant, type Instant } from '../../contracts/primitives.ts';
import { explain } from '../../domain/policy/explain.ts';
import { timeline } from '../../domain/policy/rehearsal-lines.ts';
import { rehearse } from '../../domain/policy/rehearse.ts';
import { systemFacts } from '../../store/queries/system-facts.ts';
import { listSystems, type SystemListed } from '../../store/queries/systems.ts';
import { wideBlockers } from '../../store/queries/wide-blockers.ts';
import { readRecord } from '../../store/read.ts';
import type { SystemState } from '../../domain/system/index.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { WouldBeRequest } from '../../contracts/would-be-request.ts';
import type { Typed } from '../acts/act.ts';
import { Sentence } from '../acts/refusal.tsx';
import { FieldOf } from '../acts/fields.tsx';
import { choicesOf } from '../acts/people.ts';
import { instantIn } from '../acts/plain.ts';
import { type Answer, page } from '../answers.ts';
import { Empty, Section } from '../parts/small.tsx';
import { RehearsalTimeline } from '../pictures/rehearsal-timeline.tsx';
import type { Visit } from '../visit.ts';
import { Explained } from './explained.tsx';
import { blank, explainFields, requestIn, typedOf } from './would-be.ts';

const HOME = '/policy/explain';
const SYSTEMS = 100;

/** What the form shows: what was sent, else the facts of the system chosen, else an example. */
async function shownIn(visit: Visit): Promise<Typed> {
  const { query, deps: { store } } = visit;
  if (query['show'] !== undefined) return query;
  const id = query['system'];
  const record = id === undefined ? null : await readRecord(store, { kind: 'system', id });
  const entry = (record?.state as SystemState | undefined)?.entry;
  if (!entry || id === undefined) return blank(visit);
  const facts = await systemFacts(store, [id]);
  return { ...blank(visit), ...typedOf(entry, (facts.get(id)?.approvals ?? 0) > 0) };
}

const Choose = ({ systems, chosen }: { readonly systems: readonly SystemListed[]; readonly chosen: string | undefined }): VNode | null =>
  systems.length === 0 ? null : (
    <form class="filters" method="get" action={HOME} aria-label="Begin with a registered system">
      <div class="field"><label for="explain-of">Begin with the facts of</label><select id="explain-of" name="system">{systems.map(({ id, title }) => <option key={id} value={id} selected={id === chosen}>{title}</option>)}</select></div>
      <div class="actions"><button type="submit">Fill in</button></div>
    </form>
  );

/** The form writes into the address, so that a question can be kept and sent to somebody. */
function Form({ visit, typed, errors }: { readonly visit: Visit; readonly typed: Typed; readonly errors: Typed }): VNode {
  const drawing = { prefix: 'explain', typed, errors, choices: choicesOf(visit) };
  return (
    <form method="get" action={HOME} aria-label="A would-be request">
      <div class="fields">{explainFields(visit).map((field) => <FieldOf key={field.name} field={field} drawing={drawing} />)}</div>
      <p class="actions"><button class="primary" type="submit" name="show" value="explain">Explain</button><button type="submit" name="show" value="rehearse">Explain and rehearse</button></p>
    </form>
  );
}

interface Asked {
  readonly request: WouldBeRequest;
  readonly policy: Policy;
  readonly from: Instant;
}

function Rehearsed({ visit, of: { request, policy, from } }: { readonly visit: Visit; readonly of: Asked }): VNode {
  const { directory } = visit.house;
  const played = rehearse(request, from, policy, directory);
  if ('refused' in played) return <div class="notice bad" role="status"><p>It can’t be rehearsed, since the request would be refused: <Sentence>{played.detail}</Sentence>.</p></div>;
  const { ends_as, ends_at } = played;
  return <Section id="rehearsed" title="If nobody ever acted"><RehearsalTimeline id="rehearsal" of={{ lines: timeline(played, directory), ends_as, ends_at }} /></Section>;
}

/** When the rehearsal begins: as typed, else now; null for what is no instant. */
function fromIn(typed: Typed, at: Instant): Instant | null {
  const wanted = instantIn(typed, 'from')['from'];
  return wanted === undefined ? at : (instant.safeParse(wanted).data ?? null);
}

/** Explains a request that nobody made yet, and rehearses it: a look that changes nothing. */
export async function explainPage(visit: Visit): Promise<Answer> {
  const { policy, query, house, at, deps } = visit;
  if (policy === null) return page('Explain a request', <Empty>No policy is in force yet, so there is nothing to explain by.</Empty>);
  const [typed, systems] = await Promise.all([shownIn(visit), listSystems(deps.store, { limit: SYSTEMS })]);
  const asked = query['show'] === undefined ? null : requestIn(typed);
  const from = fromIn(typed, at);
  const errors = { ...(asked && 'errors' in asked ? asked.errors : {}), ...(from === null ? { from: 'this is no instant; choose a day and a time' } : {}) };
  const request = asked && 'request' in asked && from !== null ? { request: asked.request, policy, from } : null;
  const blockers = request ? await wideBlockers(deps.store, house.directory, request.request.system.unit) : [];
  const faulty = Object.keys(errors).length > 0;
  return page('Explain a request', (
    <>
      <p class="lead">Who must sign, by when, what is needed and what blocks, by the policy in force and the very rules that decide. Nothing is recorded.</p>
      {faulty ? <div class="notice bad" role="alert"><p>Look at what is marked below.</p></div> : null}
      {request ? <Explained of={explain(request.request, policy, house.directory, blockers, at)} /> : null}
      {request && query['show'] === 'rehearse' ? <Rehearsed visit={visit} of={request} /> : null}
      <Section id="facts" title="The facts"><Choose systems={systems.items} chosen={query['system']} /><Form visit={visit} typed={typed} errors={errors} /></Section>
    </>
  ), { status: faulty ? 422 : 200 });
}
