import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from './cast.ts';
import type { Hands } from './hands.ts';
import { type Held, nonconformity } from './nonconformity.ts';

/** Two reminders, the word that it is overdue, the accountable manager, that one's manager, the AI governance lead. */
const CLIMB = [['L0', 'devon'], ['L0', 'devon'], ['L0', 'devon'], ['L1', 'tilda'], ['L2', 'ines'], ['L3', 'maya']];

/** The change is live, yet nobody has shown that it was done: the action falls due, and the matter climbs. */
async function silentAction(hands: Hands, { id }: Held): Promise<string> {
  const { story } = hands;
  const [action] = (await nonconformity(hands, id)).actions;
  const owed = text(action?.obligation_id);
  story.say('Devon hands in no evidence …');
  let seen = 0;
  const fired = await story.until('the silence reaches the AI governance lead', async () => {
    const rungs = (await hands.events(id)).filter(({ type, body }) => type === 'rung.fired' && body['obligation_id'] === owed);
    for (const { body } of rungs.slice(seen)) story.say(`  ${text(body['level'])} ${text(body['rung']).padEnd(11)} → ${(body['to'] as string[]).join(', ')}`);
    seen = rungs.length;
    return rungs.length >= CLIMB.length && rungs;
  });
  story.same('silence on a corrective action climbs: its manager, the next one, the AI governance lead', fired.slice(0, CLIMB.length).map(({ body }) => [body['level'], (body['to'] as string[]).join()]), CLIMB);
  return owed;
}

/** Evidence is the doer's word; only the verifier's lets the held deployment go on. */
async function verified(hands: Hands, { id, held, system }: Held, owed: string): Promise<void> {
  const { story } = hands;
  writeFileSync(join(hands.folder, 'alert-log.md'), '# Log of a test alert\n\nThe alert of claims triage fired 40 s after the drift was fed in, and its owner was paged.\n');
  await hands.gatehouse('devon', 'evidence', 'add', 'alert-log.md', '--to', owed);
  story.same('evidence is handed in, and the other deployment is still blocked', [(await nonconformity(hands, id)).state, (await hands.deployment(held)).state], ['verify_evidence', 'blocked']);
  const [action] = (await nonconformity(hands, id)).actions;
  await hands.gatehouse('theo', 'nc', 'verify', id, text(action?.action_id), 'accept', '--comment', 'The log shows it.');
  const goesOn = await story.until('the held deployment goes on', async () => {
    const now = await hands.deployment(held);
    return now.state === 'in_review' && now;
  });
  story.same('Theo has verified it: the held deployment goes on to its lanes', goesOn.lanes.map(({ state }) => state), ['open', 'open', 'open']);
  const { items } = await hands.as('devon').call('listSystemBlockers', { params: { id: system } });
  story.same('nothing holds the system any more', items, []);
}

/** Done is not closed: after a wait somebody who had no part in it looks whether it helped. */
async function effect(hands: Hands, { id }: Held): Promise<void> {
  const { story } = hands;
  await story.until('the wait ends and the check of effect opens', async () => (await nonconformity(hands, id)).state === 'effectiveness_check');
  writeFileSync(join(hands.folder, 'retest.md'), '# Re-test\n\nDrift was fed in on three days; the alert fired on each of them.\n');
  const { sha256 } = await hands.as('rohan').upload(join(hands.folder, 'retest.md'), 'retest.md');
  await hands.gatehouse('rohan', 'nc', 'check-effect', id, '--verdict', 'effective', '--measured', 'No day without alerts', '--evidence', sha256, '--comment', 'By feeding drift in again.');
  const closed = await nonconformity(hands, id);
  story.same('the check opened by itself after the wait, and the effect is there: closed, and nothing is owed', [closed.state, closed.obligations.filter(({ state }) => state === 'open').map(({ kind }) => kind)], ['closed', []]);
}

/** From silence on the action to a nonconformity that is really closed. */
export async function reallyClosed(hands: Hands, held: Held): Promise<void> {
  const owed = await silentAction(hands, held);
  await verified(hands, held, owed);
  await effect(hands, held);
}
