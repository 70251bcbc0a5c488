import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { ExampleModel } from '../../examples/model/write.ts';
import { actionId, LINK_ACTION, MENU_ACTION } from '../../contracts/slack-actions.ts';
import { laneOf, text } from './cast.ts';
import type { Hands } from './hands.ts';

/** A case of tier high, with the version that is up for approval. */
export interface HighCase {
  readonly system: string;
  readonly view: DeploymentView;
  readonly model: ExampleModel;
}

const KEY = 'signing-key.pem';

async function addVersion(hands: Hands, system: string, name: string, folder: string): Promise<string> {
  const made = await hands.gatehouse('devon', 'version', 'add', system, '-f', 'version.yaml', '--name', name, '--file', `weights=${folder}/model.safetensors`, `dataset=${folder}/applications.csv`, '--sign-with', KEY);
  return text(made['version_id']);
}

const inReview = (hands: Hands, id: string, revision: number): Promise<DeploymentView> =>
  hands.story.until(`revision ${revision} in review`, async () => {
    const now = await hands.deployment(id);
    return now.state === 'in_review' && now.revision === revision && now;
  });

/** A signed model of tier high, whose lanes are more, and want more than a click. */
export async function requestHigh(hands: Hands): Promise<{ readonly system: string; readonly view: DeploymentView }> {
  const { story } = hands;
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(hands.folder, KEY), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  story.say(`a signing key is made (${KEY}), and its public half registered with the system`);
  const pem = JSON.stringify([publicKey.export({ type: 'spki', format: 'pem' })]);
  const added = await hands.gatehouse('devon', 'system', 'add', '-f', 'system-high.yaml', '--set', `signing_keys=${pem}`);
  const system = text(added['id']);
  const version = await addVersion(hands, system, '1.0', 'my-model');
  const made = await hands.gatehouse('mira', 'deploy', 'request', '-f', 'deployment-request.yaml', '--set', `system_id=${system}`, `version_id=${version}`, 'title=Credit scorecard to production', 'rationale=The scorecard in use turns down people whose income comes in parts; this one reads it right.');
  const view = await inReview(hands, text(made['id']), 1);
  story.same('tier high, and new to the house: seven lanes, risk with two approvals', view.lanes.map(({ lane, needed, committee }) => (committee ? lane : `${lane} ${needed}`)), ['legal 1', 'risk 2', 'technical 1', 'business 1', 'security 1', 'privacy 1', 'committee']);
  story.that('the signature over the weights is genuine', view.checks.some(({ check, code }) => check === 'signature' && code === 'genuine'), view.checks);
  return { system, view };
}

/** A click proves too little for this tier: the card has no button that signs, and leads to the page that does. */
async function pageOnly(hands: Hands, view: DeploymentView): Promise<void> {
  const { story } = hands;
  story.say('Lena of legal reads her message in Slack');
  const copy = await story.until('the message to lena', async () => hands.copyOf('lena', view, 'legal'));
  story.same('a click proves too little for tier high: no button signs', copy.actions.map(({ action_id }) => action_id), [MENU_ACTION, LINK_ACTION, actionId('acknowledge')]);
  story.that('it leads to the page that asks for more proof', JSON.stringify(copy).includes('/oidc/step-up'), copy);
}

/** These people approve in these lanes. */
export async function signFor(hands: Hands, view: DeploymentView, signers: readonly (readonly [person: string, lane: string])[]): Promise<void> {
  hands.story.say(`these approve: ${signers.map(([person, lane]) => `${person} (${lane})`).join(', ')}`);
  const body = { verdict: 'approve', package_digest: view.package_digest, reason: 'Reviewed the package.' };
  for (const [person, lane] of signers) await hands.as(person).call('castVote', { params: { id: laneOf(view, lane).obligation_id }, body });
}

/** Votes on the first revision; then other weights, and they are void. */
export async function changedDigest(hands: Hands, retrain: (folder: string) => Promise<ExampleModel>): Promise<HighCase> {
  const { story } = hands;
  const { system, view } = await requestHigh(hands);
  await pageOnly(hands, view);
  await signFor(hands, view, [['lena', 'legal'], ['ruth', 'risk'], ['theo', 'technical']]);
  story.say('Devon finds a leak between training and measuring, and trains again');
  const model = await retrain('retrained');
  const version = await addVersion(hands, system, '1.1', 'retrained');
  await hands.gatehouse('mira', 'deploy', 'revise', view.id, '--version-id', version, '--reason', 'Retrained without the leak.');
  const revised = await inReview(hands, view.id, 2);
  const voided = (await hands.events(view.id)).filter(({ type }) => type === 'vote.voided').map(({ body }) => text(body['person']));
  story.same('other weights: every vote is void', voided.sort(), ['lena', 'ruth', 'theo']);
  story.that('the package has another digest', revised.package_digest !== view.package_digest, revised.package_digest);
  const stale = await hands.refused('theo', 'vote', laneOf(revised, 'technical').obligation_id, 'approve', '--reason', 'As before.', '--digest', view.package_digest);
  const parts = (stale['difference'] as { readonly components: readonly { readonly name: string }[] }).components.map(({ name }) => name);
  story.same('a vote on the old package is refused (409), with the difference', [stale.status, stale.code, parts], [409, 'stale_package', ['dataset', 'weights']]);
  return { system, view: revised, model };
}
