import { NONCONFORMITY_COMMANDS, type NcClass, type NonconformityCommandName } from '../../../contracts/nonconformity-closure.ts';
import { openOf, planNow, type NonconformityState } from '../../../domain/nonconformity-closure/state.ts';
import { readRecord } from '../../../store/read.ts';
import { EFFECTIVENESS, ROOT_CAUSE } from '../nonconformity.ts';
import type { Stage } from './stage.ts';
import { EVIDENCE, register, step, type Step } from './steps.ts';

type Body = Record<string, unknown>;
type BodyOf = (state: NonconformityState, stage: Stage) => Body | Promise<Body>;

const DAY = 86_400_000;
/** How many instants of the agenda a story may need until something is reached. */
const MOST_INSTANTS = 200;

/** The nonconformity of the story as it stands. */
export async function ncOf(stage: Stage): Promise<NonconformityState> {
  const record = await readRecord(stage.product.store, stage.nonconformity);
  if (!record) throw new Error(`there is no nonconformity ${stage.ncId}`);
  return record.state as NonconformityState;
}

/** What is typed with evidence in these stories rests on a file that the stage has stored. */
const withStoredEvidence = (body: Body): Body => JSON.parse(JSON.stringify(body).replaceAll(/sha256:[0-9a-f]{64}/g, EVIDENCE.evidence[0] ?? '')) as Body;
const parsed = (name: NonconformityCommandName, body: Body): Body => NONCONFORMITY_COMMANDS[name].parse(body);
const inDays = async (stage: Stage, days: number): Promise<string> => new Date(Date.parse(await stage.product.now()) + days * DAY).toISOString();

/** A command on the nonconformity, parsed as a door does it. */
export const gives = (person: string, name: NonconformityCommandName, body: Body | BodyOf = {}): Step =>
  step(`${person}: ${name}`, async (stage) => {
    const given = typeof body === 'function' ? await body(await ncOf(stage), stage) : body;
    await stage.as(person, name, parsed(name, given), stage.nonconformity);
  });

/** A refusal is a fact too, and the story goes on. */
export const isRefused = (person: string, name: NonconformityCommandName, code: string, body: BodyOf): Step =>
  step(`${person} is refused "${name}": ${code}`, async (stage) => {
    const outcome = await stage.attempt(stage.nonconformity, { kind: 'person', id: person }, name, parsed(name, await body(await ncOf(stage), stage)));
    if (outcome.ok || outcome.refusal.refused !== code) throw new Error(`"${name}" by ${person} was to be refused as ${code}: ${JSON.stringify(outcome)}`);
  });

export const raised = (change: Body = {}): Step =>
  step('devon raises a nonconformity', async (stage) => {
    stage.ncId = stage.product.store.newId('nc', await stage.product.now());
    const body = { title: 'Model released without validation', description: 'Version 4 went out unvalidated', source: 'review', system_id: stage.systemId, controls: ['A.6.2.4'], ...change };
    await stage.as('devon', 'raise', parsed('raise', body), stage.nonconformity);
  });

export const classified = (as: NcClass): Step => gives('noor', 'classify', { class: as, owner: 'mira', reason: 'By the table' });
const corrected = gives('mira', 'correct', { correction: 'Rolled back', consequences: 'Two decisions were corrected', ...EVIDENCE });
const analysed = gives('mira', 'root-cause', withStoredEvidence(ROOT_CAUSE));

/** One action, due in so many days. */
const planned = (key = 'gate', days = 30): Step =>
  gives('mira', 'plan', async (_state, stage) => ({
    actions: [{ key, type: 'corrective', title: 'Gate the release', owner: 'dana', due_at: await inDays(stage, days), evidence_spec: 'The pipeline refuses', verifier: 'bela' }],
    effectiveness: EFFECTIVENESS,
  }));
const approved = gives('maya', 'approve-plan', (state) => ({ plan_digest: planNow(state)?.plan_digest }));
const handedIn = gives('dana', 'complete', (state) => ({ obligation_id: openOf(state, 'corrective_action')?.id, ...EVIDENCE, comment: 'Done' }));
const verified = gives('bela', 'verify', (state) => ({ action_id: state.actions.find((action) => action.state === 'handed_in')?.action_id, accepted: true, comment: 'Seen' }));
const checked = (verdict: string): Step => gives('rohan', 'check-effect', { verdict, measured: 'In 40 releases', comment: 'By sample', sample_size: 40, ...EVIDENCE });

/** Time passes from instant to instant of the agenda until this is so. */
const until = (words: string, holds: (state: NonconformityState) => boolean): Step =>
  step(`time passes until ${words}`, async (stage) => {
    for (let instants = 0; !holds(await ncOf(stage)); instants += 1) {
      if (instants === MOST_INSTANTS) throw new Error(`still not ${words} after ${MOST_INSTANTS} instants`);
      await stage.product.sleepUntilDue(stage.ncId);
    }
  });
const untilChecked = until('the check of effect is owed', ({ status }) => status === 'effectiveness_check');
const untilBoard = (kind: string): Step =>
  until(`the board hears of the ${kind}`, ({ obligations }) => obligations.some((owed) => owed.kind === kind && owed.fired.some(({ level }) => level === 'L5')));

const passDays = (days: number): Step => step(`${days} days pass`, (stage) => stage.product.sleep(days * DAY));
// what comes close together would be told in one digest, minutes later
const toPlan = [register('low'), raised(), classified('major'), corrected, passDays(1), analysed, passDays(1)] as const;
const toEvidence = [planned(), approved, passDays(1), handedIn, passDays(1), verified] as const;

const asks = (until: (state: NonconformityState) => string): Step =>
  gives('dana', 'extend', (state) => ({ obligation_id: openOf(state, 'corrective_action')?.id, until: until(state), reason: 'The vendor is late', interim_control: 'Every release is checked by hand' }));
const later = (days: number) => (state: NonconformityState) => new Date(Date.parse(openOf(state, 'corrective_action')?.due_at ?? '') + days * DAY).toISOString();
const grants = (person: string): Step => gives(person, 'decide-extension', (state) => ({ obligation_id: openOf(state, 'extension_decision')?.id, granted: true, reason: 'It is protected meanwhile' }));

/** Stories about one nonconformity (§3), stored and replayed as the others are. */
export const NONCONFORMITY_SCENARIOS: Readonly<Record<string, readonly Step[]>> = {
  'nc-major-closed': [...toPlan, ...toEvidence, untilChecked, checked('effective')],
  'nc-ineffective-and-reopened': [...toPlan, ...toEvidence, untilChecked, checked('ineffective'), passDays(1)],
  'nc-silent-major-to-the-board': [register('low'), raised(), classified('major'), untilBoard('correction')],
  'nc-silent-minor-to-the-board': [register('low'), raised(), classified('minor'), untilBoard('correction')],
  'nc-a-year-with-two-extensions': [
    ...toPlan,
    planned('gate', 44),
    approved,
    passDays(40),
    asks(later(30)),
    grants('bruno'),
    passDays(30),
    asks(later(30)),
    grants('viktor'),
    passDays(30),
    isRefused('dana', 'extend', 'limit_reached', (state) => ({ obligation_id: openOf(state, 'corrective_action')?.id, until: later(10)(state), reason: 'Later still', interim_control: 'By hand' })),
    handedIn,
    passDays(1),
    verified,
    untilChecked,
    checked('inconclusive'),
    untilChecked,
    checked('effective'),
  ],
};
