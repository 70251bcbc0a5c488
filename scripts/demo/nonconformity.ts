import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import { digestOf, laneOf, text } from './cast.ts';
import type { Hands } from './hands.ts';

/** A major nonconformity, the deployment that it holds and the one that cures it. */
export interface Held {
  readonly id: string;
  readonly system: string;
  readonly held: string;
  readonly cure: DeploymentView;
}

/** How long the owner of the action has; silence after that climbs. */
const ACTION_MS = 3_000;

export const nonconformity = async (hands: Hands, id: string): Promise<NonconformityView> =>
  (await hands.as('maya').call('getNonconformity', { params: { id } })) as unknown as NonconformityView;

/** Takes the permit of an approved case, uses it, and reports what runs. */
async function goLive(hands: Hands, view: DeploymentView): Promise<void> {
  const devon = hands.as('devon');
  const { permit_id, token } = await devon.call('issuePermit', { body: { deployment_id: view.id } });
  await devon.call('usePermit', { params: { id: permit_id }, body: { token } });
  await devon.call('confirmLive', { params: { id: view.id }, body: { digests: view.manifest.digests } });
  hands.story.same(`${view.title}: live`, (await hands.deployment(view.id)).state, 'live');
}

/** Asks for another version of the system, with other code and the same documents; answers the case in one of these states. */
async function ask(hands: Hands, live: DeploymentView, version: string, wish: { readonly title: string; readonly rationale: string; readonly fixes?: string }, becomes: DeploymentView['state']): Promise<DeploymentView> {
  const { system_id, environment, manifest } = live;
  const code = `git:${digestOf(Buffer.from(version)).slice(-40)}`;
  const made = await hands.as('devon').call('addVersion', { params: { id: system_id }, body: { name: version, authors: ['devon'], digests: { ...manifest.digests, code } } });
  const body = { ...wish, system_id, version_id: made.version_id, environment, change_type: 'config', documents: manifest.documents, validated_by: manifest.validated_by };
  const { id } = await hands.as('mira').call('requestDeployment', { body });
  return hands.story.until(`${version} becomes ${becomes}`, async () => {
    const now = await hands.deployment(text(id));
    return now.state === becomes && now;
  });
}

/** Ruth of risk finds it, Noor classifies it: major, and it halts the system. */
async function raise(hands: Hands, system: string): Promise<string> {
  const { story } = hands;
  const finding = readFileSync(join(hands.folder, 'nonconformity.yaml'), 'utf8').replace(/^unit: .*$/m, `system_id: ${system}`);
  writeFileSync(join(hands.folder, 'finding.yaml'), finding);
  const raised = await hands.gatehouse('ruth', 'nc', 'raise', '-f', 'finding.yaml');
  const id = text(raised['id']);
  story.say('Noor, who coordinates, classifies it: major, owned by Mira');
  await hands.as('noor').call('classifyNonconformity', { params: { id }, body: { class: 'major', owner: 'mira', reason: 'Nobody would have seen the drift.' } });
  const { items } = await hands.as('devon').call('listSystemBlockers', { params: { id: system } });
  story.same('it halts the system that it is about', items.map(({ kind, source_case }) => [kind, source_case]), [['nonconformity', id]]);
  story.say('What monitoring finds asks for the risk to be judged anew before it can be closed; Renate of risk does it');
  const { obligations } = await nonconformity(hands, id);
  await hands.gatehouse('renate', 'obligation', 'complete', text(obligations.find(({ kind }) => kind === 'risk_reassessment')?.id), '--comment', 'Without its alerts the system is riskier than we took it for; with them as before.');
  return id;
}

/** The plan is one change, carried out by the cure; who does it never verifies it. */
async function plan(hands: Hands, id: string, cure: DeploymentView): Promise<void> {
  const { story } = hands;
  const submit = (verifier: string): Promise<unknown> => {
    const due_at = new Date(Date.now() + ACTION_MS).toISOString();
    const action = { key: 'alerts', type: 'model_change', title: 'Ship the drift alerts with the model', owner: 'devon', verifier, due_at, evidence_spec: 'An alert that fires in production', deployment: cure.id };
    const effectiveness = { measure: 'Days without drift alerts', target: 'None in 90 days', method: 'retest', checker: 'rohan' };
    return hands.as('mira').call('submitActionPlan', { params: { id }, body: { actions: [action], effectiveness } });
  };
  const own = await hands.problemOf(submit('devon'));
  story.same('a plan whose action is verified by its own doer is refused (403)', [own.status, own.code], [403, 'separation_of_duties']);
  await submit('theo');
  await hands.gatehouse('maya', 'nc', 'approve-plan', id);
  story.same('the plan is approved, and its action is owed', (await nonconformity(hands, id)).actions.map(({ owing, state }) => [owing, state]), [['devon', 'open']]);
}

/** The cure is reviewed like everything else; what it passes is only the blocker of the case that it cures. */
async function passCure(hands: Hands, cure: DeploymentView): Promise<void> {
  const { story } = hands;
  for (const [person, lane] of [['tess', 'technical'], ['ruth', 'risk'], ['bela', 'business']] as const) {
    await hands.as(person).call('castVote', { params: { id: laneOf(cure, lane).obligation_id }, body: { verdict: 'approve', package_digest: cure.package_digest } });
  }
  story.same('three lanes signed the cure, and it waits for the consent of the coordinator', (await hands.deployment(cure.id)).state, 'in_review');
  await hands.gatehouse('noor', 'deploy', 'consent', cure.id, '--reason', 'It brings the alerts back.');
  story.same('with the consent it is approved', (await hands.deployment(cure.id)).state, 'approved');
  await goLive(hands, cure);
}

/** What is live has a major nonconformity: the next deployment is held, and the one that cures it passes. */
export async function heldByNonconformity(hands: Hands, approved: DeploymentView): Promise<Held> {
  const { story } = hands;
  await goLive(hands, approved);
  const system = approved.system_id;
  const id = await raise(hands, system);
  story.say('Mira asks for the next version all the same');
  const held = await ask(hands, approved, '2026.12', { title: 'Claims triage 2026.12 to production', rationale: 'It also sorts claims for water damage.' }, 'blocked');
  story.same('blocked, naming the nonconformity, its owner and where it stands', held.blockers.map(({ kind, owner, link }) => [kind, owner, link]), [['nonconformity', 'mira', `/v1/nonconformities/${id}`]]);
  story.say('Mira has the alert rule switched on again (the correction), and looks for the cause');
  await hands.as('mira').call('recordCorrection', { params: { id }, body: { correction: 'The alert rule is on again.', consequences: 'Seven days were looked at by hand; nothing had drifted.' } });
  await hands.gatehouse('mira', 'nc', 'root-cause', id, '-f', 'root-cause.yaml');
  const cure = await ask(hands, approved, '2026.11.1', { title: 'Claims triage 2026.11.1, with its alerts', rationale: 'Alert rules are shipped with the model, and each has an owner.', fixes: id }, 'in_review');
  story.same('the request that says it fixes this nonconformity is not held by it', cure.blockers, []);
  await plan(hands, id, cure);
  await passCure(hands, cure);
  story.same('the other one is still blocked', (await hands.deployment(held.id)).state, 'blocked');
  return { id, system, held: held.id, cure };
}
