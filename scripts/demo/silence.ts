import type { DeploymentView } from '../../contracts/deployment-view.ts';
import { laneOf, text } from './cast.ts';
import type { Hands, RecordEvent } from './hands.ts';

const LADDER = ['L0', 'L0', 'L1', 'L2', 'L3', 'L4', 'L5'];

/** Registers the medium system and asks; answers the case once its lanes are open. */
async function ask(hands: Hands): Promise<DeploymentView> {
  const { story } = hands;
  const system = await hands.gatehouse('devon', 'system', 'add', '-f', 'system-medium.yaml', '--set', 'risk_profile.personal_data=false');
  const version = await hands.gatehouse('devon', 'version', 'add', text(system['id']), '-f', 'version.yaml');
  const made = await hands.gatehouse('mira', 'deploy', 'request', '-f', 'deployment-request.yaml', '--set', `system_id=${text(system['id'])}`, '--set', `version_id=${text(version['version_id'])}`);
  story.same('the tier is computed from the register entry: medium', made['tier'], 'medium');
  const view = await story.until('the lanes open', async () => {
    const now = await hands.deployment(text(made['id']));
    return now.state === 'in_review' && now;
  });
  story.same('the checks passed, and the lanes are open', view.lanes.map(({ lane, state }) => `${lane} ${state}`), ['technical open', 'risk open', 'business open']);
  story.that('every document was stored and read back', view.checks.filter(({ check, outcome }) => check === 'document' && outcome === 'pass').length === 9, view.checks);
  return view;
}

/** Two lanes sign by a click in Slack; every copy of the message then shows it. */
async function twoSign(hands: Hands, view: DeploymentView): Promise<void> {
  const { story } = hands;
  story.say('Theo clicks Approve in Slack');
  await hands.approveInSlack('theo', view, 'technical');
  const vote = await story.until('the vote of Theo', async () => (await hands.events(view.id)).find(({ type }) => type === 'vote.cast'));
  story.same('the vote is on the record: technical, by Theo, through Slack', [vote.body['lane'], vote.body['person'], vote.body['door'], vote.body['assurance']], ['technical', 'theo', 'slack', 'chat']);
  const copy = await story.until("Tess's copy without buttons", async () => {
    const found = await hands.copyOf('tess', view, 'technical');
    return found?.actions.length === 0 && found;
  });
  story.that("Tess's copy of the message has no buttons any more, and says who decided", copy.words.includes('Theo'), copy.words);
  story.say('Béla clicks Approve in Slack');
  await hands.approveInSlack('bela', view, 'business');
  await story.until('the business lane passes', async () => (await hands.deployment(view.id)).lanes.some(({ lane, state }) => lane === 'business' && state === 'passed'));
}

const firedFor = (events: readonly RecordEvent[], obligation: string): readonly RecordEvent[] => events.filter(({ type, body }) => type === 'rung.fired' && body['obligation_id'] === obligation);

/** Nobody in the risk lane answers: rung by rung, up to the board, which is really told. */
async function silence(hands: Hands, view: DeploymentView): Promise<void> {
  const { story } = hands;
  const risk = laneOf(view, 'risk').obligation_id;
  story.say('Nobody in the risk lane answers …');
  let seen = 0;
  const fired = await story.until('the ladder of the silent lane reaches the board', async () => {
    const rungs = firedFor(await hands.events(view.id), risk);
    for (const { body } of rungs.slice(seen)) story.say(`  ${text(body['level'])} ${text(body['rung']).padEnd(11)} → ${(body['to'] as string[]).join(', ')}`);
    seen = rungs.length;
    return rungs.some(({ body }) => body['level'] === 'L5') && rungs;
  });
  story.same('every rung fired, from the assignees to the board', fired.map(({ body }) => body['level']), LADDER);
  story.same('L2 is the head of risk, L3 the AI governance lead, L4 the CRO, L5 the board', fired.slice(3).map(({ body }) => (body['to'] as string[]).join()), ['rafael', 'maya', 'viktor', 'beatrix,olu']);
  const told = await story.until('the board is told', async () => {
    const board = (await hands.deliveries(view.id)).filter(({ kind, state }) => kind === 'board' && state === 'sent');
    return board.length >= 2 && board;
  });
  story.same('both members of the board have the message', told.map(({ recipient }) => recipient).sort(), ['beatrix', 'olu']);
  story.that('Beatrix can read it in Slack', (await hands.messages('beatrix', { containing: view.title })).length > 0, 'no message');
  story.same('silence approved nothing', (await hands.deployment(view.id)).state, 'in_review');
}

/** The secretary enters the board's answer, risk wakes up, and the case is approved. */
async function answer(hands: Hands, view: DeploymentView): Promise<DeploymentView> {
  const { story } = hands;
  const risk = laneOf(view, 'risk').obligation_id;
  const board = firedFor(await hands.events(view.id), risk).find(({ body }) => body['level'] === 'L5');
  await hands.gatehouse('sabine', 'obligation', 'complete', text(board?.body['escalation_id']), '--comment', 'The board asks risk to decide today.');
  const recorded = await story.until("the board's answer", async () => (await hands.events(view.id)).find(({ type }) => type === 'board.answered'));
  story.same("the board's answer is on the record, entered by its secretary", recorded.body['person'], 'sabine');
  story.say('Ruth of risk clicks Approve in Slack, late');
  await hands.approveInSlack('ruth', view, 'risk');
  const approved = await story.until('the approval', async () => {
    const now = await hands.deployment(view.id);
    return now.state === 'approved' && now;
  });
  story.same('all three lanes passed: approved', approved.lanes.map(({ state }) => state), ['passed', 'passed', 'passed']);
  story.same('nothing is owed any more', approved.obligations.filter(({ state }) => state === 'open').map(({ kind }) => kind), []);
  return approved;
}

/** A lane stays silent until the board is told; silence opens no gate. */
export async function silentLane(hands: Hands): Promise<DeploymentView> {
  const view = await ask(hands);
  await twoSign(hands, view);
  await silence(hands, view);
  return answer(hands, view);
}
