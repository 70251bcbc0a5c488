import { DOCUMENTS } from '../../../contracts/policy.ts';
import { digest, PROFILES } from '../world.ts';
import { HOUSE, type Stage, type StageTier } from './stage.ts';

/** One thing that happens, in words and in deed. */
export interface Step {
  readonly words: string;
  readonly run: (stage: Stage) => Promise<unknown>;
}

export const step = (words: string, run: Step['run']): Step => ({ words, run });
const SECOND = 1_000;
const HOUR = 3_600_000;
/** How many instants of the agenda a story may need until something is reached. */
const MOST_INSTANTS = 100;

/** A system of that tier with three versions: other weights in the second, other code in the third. */
export const register = (tier: StageTier): Step =>
  step(`a ${tier} system is registered`, async (stage) => {
    await stage.register(tier);
    await stage.addVersion('weights');
    await stage.addVersion('other weights');
    await stage.addVersion('weights', 'b');
  });

/** The system was approved once, so that it is not novel any more, and turns out to be of high tier. */
export const knownAsHigh: readonly Step[] = [
  register('low'),
  step('a first request is approved', async (stage) => {
    await stage.submit();
    await stage.product.quiet();
    await stage.vote('theo', 'technical');
  }),
  step('its risk is high', (stage) => stage.as('dana', 'patch', { risk_profile: PROFILES.high }, stage.system)),
];

export const submit = (change: Record<string, unknown> = {}): Step => step('mira submits a request', (stage) => stage.submit(change));

/** A request for one of the system's versions, by its place. */
export const submitVersion = (place: number): Step => step(`mira submits version ${place}`, (stage) => stage.submit({ version_id: stage.versions[place] }));

export const vote = (person: string, lane: string, verdict = 'approve', more: Record<string, unknown> = {}): Step =>
  step(`${person} says ${verdict} in ${lane}`, (stage) => stage.vote(person, lane, verdict, more));

/** One approval in each of a medium request's lanes. */
export const mediumVotes: readonly Step[] = [vote('theo', 'technical'), vote('ruth', 'risk'), vote('bela', 'business')];
/** The lanes of a high request but legal. */
export const highVotes: readonly Step[] = [
  vote('ruth', 'risk'),
  vote('rohan', 'risk'),
  vote('theo', 'technical'),
  vote('bela', 'business'),
  vote('sam', 'security'),
  vote('paula', 'privacy'),
];

export const by = (person: string, command: string, body: Record<string, unknown> = {}): Step => step(`${person}: ${command}`, (stage) => stage.as(person, command, body));

export const onSystem = (person: string, command: string, body: Record<string, unknown>): Step =>
  step(`${person}: ${command} of the system`, (stage) => stage.as(person, command, body, stage.system));

export const onHouse = (person: string, command: string, body: Record<string, unknown>): Step =>
  step(`${person}: ${command} of the house`, (stage) => stage.as(person, command, body, HOUSE));

/** A command on the open obligation of a kind. */
export const about = (kind: string, person: string, command: string, body: Record<string, unknown> = {}): Step =>
  step(`${person}: ${command} the ${kind}`, async (stage) => {
    const { obligations } = await stage.state();
    const owed = obligations.findLast((one) => one.kind === kind && (one.state === 'open' || one.state === 'paused'));
    await stage.as(person, command, { obligation_id: owed?.id, ...body });
  });

export const askIn = (lane: string, person: string, question: string): Step =>
  step(`${person} asks in ${lane}`, async (stage) => {
    const { lanes } = await stage.state();
    await stage.as(person, 'ask', { obligation_id: lanes.find((one) => one.lane === lane)?.obligation_id, question });
  });

/** A refusal is a fact too, and the story goes on. */
export const refused = (person: string, command: string, code: string, body: Record<string, unknown> = {}): Step =>
  step(`${person} is refused "${command}": ${code}`, async (stage) => {
    const outcome = await stage.attempt(stage.deployment, { kind: 'person', id: person }, command, body);
    if (outcome.ok || outcome.refusal.refused !== code) throw new Error(`"${command}" by ${person} was to be refused as ${code}: ${JSON.stringify(outcome)}`);
  });

/** The approved version goes live: permit issued, used, rollout confirmed. */
export const goesLive: readonly Step[] = [
  by('mira', 'issue-permit'),
  step('the pipeline uses the permit', async (stage) => stage.as('mira', 'use-permit', { permit_id: (await stage.state()).permit?.id })),
  step('the rollout is confirmed', async (stage) => stage.as('mira', 'confirm-live', { digests: (await stage.state()).permit?.digests })),
];

export const revise = (place: number): Step => step(`mira brings version ${place}`, (stage) => stage.as('mira', 'revise', { version_id: stage.versions[place], reason: 'A better one' }));

/** A blocker on a stream is found by its title. */
export const releaseBlocker = (person: string): Step =>
  step(`${person} releases the blocker`, async (stage) => {
    const { rows } = await stage.product.store.pool.query<{ id: string }>('SELECT id FROM blockers WHERE stream = $1', [HOUSE.id]);
    await stage.as(person, 'release-blocker', { blocker_id: rows[0]?.id, reason: 'It is over' }, HOUSE);
  });

export const treatRisk = (person: string): Step =>
  step(`${person} treats the risk`, async (stage) => {
    const { rows } = await stage.product.store.pool.query<{ id: string }>("SELECT id FROM ids WHERE stream = $1 AND id LIKE 'rsk%'", [stage.systemId]);
    await stage.as(person, 'treat-risk', { risk_id: rows[0]?.id, residual: 'low', reason: 'A limit was built in', evidence: [] }, stage.system);
  });

export const EVIDENCE = { evidence: [digest(DOCUMENTS[0])] };

export const passes = (hours: number): Step => step(`${hours} hours pass`, (stage) => stage.product.sleep(hours * HOUR));

/** Time passes from instant to instant of the agenda until the case is in that state. */
export const untilState = (state: string): Step =>
  step(`nobody says a word until it is ${state}`, async (stage) => {
    for (let instants = 0; (await stage.state()).status !== state; instants += 1) {
      if (instants === MOST_INSTANTS) throw new Error(`still ${(await stage.state()).status} after ${MOST_INSTANTS} instants`);
      await stage.product.sleepUntilDue(stage.caseId);
    }
  });

/** The next instants of the agenda of a record. */
export const nextInstants = (count: number, record: 'case' | 'house' = 'case'): Step =>
  step(`${count} instants go by`, async (stage) => {
    for (let i = 0; i < count; i += 1) await stage.product.sleepUntilDue(record === 'house' ? HOUSE.id : stage.caseId);
  });

export const chatIs = (up: boolean): Step =>
  step(up ? 'the chat comes back' : 'the chat goes down', async ({ product }) => {
    product.chat.isDown = !up;
    await product.sleep(SECOND);
  });

/** Every workflow is gone, and nothing starts one, until the sweep finds that something is late. */
export const temporalIs = (up: boolean): Step =>
  step(up ? 'Temporal comes back empty' : 'Temporal is lost', ({ product }) => (up ? product.findTemporal() : product.loseTemporal()));
