import { NONCONFORMITY_COMMANDS, type NcClass, type NonconformityCommandName } from '../../../contracts/nonconformity-closure.ts';
import type { ObligationKind } from '../../../contracts/policy.ts';
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
export const inDays = async (stage: Stage, days: number): Promise<string> => new Date(Date.parse(await stage.product.now()) + days * DAY).toISOString();

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
    stage.ncIds.push(stage.ncId);
    const body = { title: 'Model released without validation', description: 'Version 4 went out unvalidated', source: 'review', system_id: stage.systemId, controls: ['A.6.2.4'], ...change };
    await stage.as('devon', 'raise', parsed('raise', body), stage.nonconformity);
  });

export const classified = (as: NcClass): Step => gives('noor', 'classify', { class: as, owner: 'mira', reason: 'By the table' });
export const corrected = gives('mira', 'correct', { correction: 'Rolled back', consequences: 'Two decisions were corrected', ...EVIDENCE });
/** As deep as a major one must go. */
export const analysed = (change: Body = {}): Step => gives('mira', 'root-cause', { ...withStoredEvidence(ROOT_CAUSE), ...change });

/** One action of a plan, due in so many days: `dana` does it, `bela` verifies it. */
export const action = async (stage: Stage, key: string, days: number, change: Body = {}): Promise<Body> => ({
  key, type: 'corrective', title: 'Gate the release', owner: 'dana', due_at: await inDays(stage, days), evidence_spec: 'The pipeline refuses', verifier: 'bela', ...change,
});
/** A plan of one action, due in so many days, and how its effect is checked. */
export const planned = (key = 'gate', days = 30): Step => gives('mira', 'plan', async (_state, stage) => ({ actions: [await action(stage, key, days)], effectiveness: EFFECTIVENESS }));
/** A plan for a class that asks for no check of the effect. */
export const plannedLightly: Step = gives('mira', 'plan', async (_state, stage) => ({ actions: [await action(stage, 'gate', 30)] }));
export const approved = gives('maya', 'approve-plan', (state) => ({ plan_digest: planNow(state)?.plan_digest }));
export const handedIn = gives('dana', 'complete', (state) => ({ obligation_id: openOf(state, 'corrective_action')?.id, ...EVIDENCE, comment: 'Done' }));
/** The verifier's word on what was handed in. */
export const verified = (accepted = true): Step =>
  gives('bela', 'verify', (state) => ({ action_id: state.actions.find((one) => one.state === 'handed_in')?.action_id, accepted, comment: 'Seen' }));
export const checking = (verdict: string): Body => ({ verdict, measured: 'In 40 releases', comment: 'By sample', sample_size: 40, ...EVIDENCE });
export const checked = (verdict: string): Step => gives('rohan', 'check-effect', checking(verdict));

/** Who owes the step asks until so many days after it is due. */
export const asksFor = (days: number, by = 'dana', kind: ObligationKind = 'corrective_action'): Step => gives(by, 'extend', (state) => moreTime(state, days, kind));
export const moreTime = (state: NonconformityState, days: number, kind: ObligationKind = 'corrective_action'): Body => {
  const owed = openOf(state, kind);
  const until = new Date(Date.parse(owed?.due_at ?? '') + days * DAY).toISOString();
  return { obligation_id: owed?.id, until, reason: 'The vendor is late', interim_control: 'Every release is checked by hand' };
};
/** Somebody above grants the time that is asked for, or refuses it. */
export const decides = (person: string, granted = true): Step =>
  gives(person, 'decide-extension', (state) => ({ obligation_id: openOf(state, 'extension_decision')?.id, granted, reason: 'It is protected meanwhile' }));

/** Time passes from instant to instant of the agenda until this is so. */
export const until = (words: string, holds: (state: NonconformityState) => boolean): Step =>
  step(`time passes until ${words}`, async (stage) => {
    for (let instants = 0; !holds(await ncOf(stage)); instants += 1) {
      if (instants === MOST_INSTANTS) throw new Error(`still not ${words} after ${MOST_INSTANTS} instants`);
      await stage.product.sleepUntilDue(stage.ncId);
    }
  });
export const untilChecked = until('the check of effect is owed', ({ status }) => status === 'effectiveness_check');
export const untilBoard = (kind: string): Step =>
  until(`the board hears of the ${kind}`, ({ obligations }) => obligations.some((owed) => owed.kind === kind && owed.fired.some(({ level }) => level === 'L5')));

export const passDays = (days: number): Step => step(`${days} days pass`, (stage) => stage.product.sleep(days * DAY));

// what comes close together would be told in one digest, minutes later
/** From the finding to its cause, as deep as a major one must go. */
export const toCause = (as: NcClass): readonly Step[] => [register('low'), raised(), classified(as), corrected, passDays(1), analysed(), passDays(1)];
/** From the plan to the wait for its effect. */
export const toEvidence: readonly Step[] = [planned(), approved, passDays(1), handedIn, passDays(1), verified()];
/** What a class that asks for no correction and no cause goes through to its end. */
export const lightlyClosed: readonly Step[] = [plannedLightly, approved, passDays(1), handedIn, passDays(1), verified()];
