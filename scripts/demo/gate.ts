import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { Problem } from '../../contracts/problem.ts';
import { digestOf, laneOf, text } from './cast.ts';
import type { HighCase } from './change.ts';
import type { Hands } from './hands.ts';

const SIGNERS = [['legal', 'lena'], ['risk', 'ruth'], ['risk', 'rohan'], ['technical', 'theo'], ['business', 'bela'], ['security', 'tariq'], ['privacy', 'paula'], ['committee', 'maya'], ['committee', 'rosa'], ['committee', 'bruno']] as const;

/** Everybody signs, but for those who may not; the committee's secretary enters the minutes. */
export async function everybodySigns(hands: Hands, { view }: HighCase): Promise<DeploymentView> {
  const { story } = hands;
  const approve = { verdict: 'approve', package_digest: view.package_digest, reason: 'Reviewed the package of revision 2.' };
  const vote = (person: string, lane: string): Promise<unknown> => hands.as(person).call('castVote', { params: { id: laneOf(view, lane).obligation_id }, body: approve });
  story.say('Sam, who validated the model, tries to sign for security');
  const own = await hands.problemOf(vote('sam', 'security'));
  story.same('refused (403): who validated never approves', [own.status, own.code], [403, 'separation_of_duties']);
  story.say(`these sign revision 2: ${SIGNERS.map(([lane, person]) => `${person} (${lane})`).join(', ')}`);
  for (const [lane, person] of SIGNERS) await vote(person, lane);
  const twice = await hands.problemOf(vote('lena', 'legal'));
  story.same('a second vote is refused', twice.status, 409);
  const minutes = (await hands.deployment(view.id)).obligations.find(({ kind, state }) => kind === 'minutes' && state === 'open');
  await hands.gatehouse('sabine', 'obligation', 'minutes', minutes?.id ?? laneOf(view, 'committee').obligation_id, '--minutes', 'Approved with three votes; drift is looked at monthly.');
  const waited = await hands.gatehouse('devon', 'deploy', 'wait', view.id, '--timeout', '30s');
  story.same('the pipeline that waited hears: approved', waited['state'], 'approved');
  return hands.deployment(view.id);
}

/** A pause order holds permits, and says so; released, it holds nothing. */
async function pause(hands: Hands, view: DeploymentView): Promise<void> {
  const { story } = hands;
  const raised = await hands.gatehouse('maya', 'blocker', 'raise', '-f', 'pause-order.yaml');
  const held = await hands.refused('devon', 'permit', 'issue', view.id);
  const [blocker] = held['blockers'] as readonly { readonly id: string; readonly kind: string; readonly owner: string }[];
  story.same('no permit (409): the pause order is named, with its owner', [held.status, held.code, blocker?.id, blocker?.kind, blocker?.owner], [409, 'blocked', raised['blocker_id'], 'pause_order', 'maya']);
  await hands.gatehouse('maya', 'blocker', 'release', text(raised['blocker_id']), '--reason', 'The freeze is over.');
}

const FILES = ['weights', 'prompt_config', 'dataset'] as const;
const CODE = 'code=git:4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** One byte of the weights differs: the permit is not for this file. */
async function tampered(hands: Hands, { model }: HighCase, token: string): Promise<void> {
  const { story } = hands;
  const bytes = readFileSync(model.components.weights.path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(join(hands.folder, 'tampered.safetensors'), bytes);
  const wrong = await hands.refused('devon', 'permit', 'verify', token, '--file', 'weights=tampered.safetensors');
  const [difference] = wrong['difference'] as readonly { readonly component: string; readonly observed: string }[];
  story.same('the tampered weights fail, named with the digest that was seen', [wrong.code, difference?.component, difference?.observed], ['digest_mismatch', 'weights', digestOf(bytes)]);
}

async function outage(hands: Hands, token: string, files: readonly string[]): Promise<void> {
  const keys = await hands.as('devon').call('getKeys');
  writeFileSync(join(hands.folder, 'keys.json'), JSON.stringify(keys));
  const offline = await hands.gatehouse('devon', 'permit', 'verify', token, '--keys', 'keys.json', '--offline', '--file', ...files, '--digest', CODE);
  hands.story.same('the signature holds without asking anybody', [offline['valid'], offline['unchecked']], [true, []]);
}

/** The permit lets exactly these files through, once; then the case is live. */
export async function throughTheGate(hands: Hands, high: HighCase): Promise<void> {
  const { story } = hands;
  const { view } = high;
  await pause(hands, view);
  const permit = await hands.gatehouse('devon', 'permit', 'issue', view.id);
  const token = text(permit['token']);
  const files = FILES.map((component) => `${component}=${relative(hands.folder, high.model.components[component].path)}`);
  await tampered(hands, high, token);
  const verified = await hands.gatehouse('devon', 'permit', 'verify', token, '--file', ...files, '--digest', CODE);
  story.same('the true files pass, every one of them checked', [verified['valid'], verified['unchecked']], [true, []]);
  await outage(hands, token, files);
  await hands.gatehouse('devon', 'permit', 'use', token);
  const again: Problem = await hands.refused('devon', 'permit', 'use', token);
  story.same('a permit is good for one use (409)', [again.status, again.code], [409, 'permit_spent']);
  const live = await hands.gatehouse('devon', 'deploy', 'confirm-live', view.id, '--file', ...files, '--digest', CODE);
  story.same('live, with the digests that were approved', live['state'], 'live');
}

/** What runs is watched: another digest raises a blocker; and the record holds. */
export async function afterwards(hands: Hands, { system }: HighCase): Promise<void> {
  const { story } = hands;
  story.say('a scanner sees other weights in production');
  const observed = { environment: 'production', digests: { weights: digestOf(readFileSync(join(hands.folder, 'tampered.safetensors'))) }, source: 'scanner' };
  await hands.as('devon').call('observeDigests', { params: { id: system }, body: observed });
  const { items } = await hands.as('devon').call('listSystemBlockers', { params: { id: system } });
  story.same('a blocker is raised: what runs is not what was approved', items.map(({ kind }) => kind), ['digest_drift']);
  story.say('$ gatehouse ledger verify');
  const { code, out } = await hands.run('ledger', 'verify', '--json');
  const report = JSON.parse(out) as { readonly ok: boolean; readonly rows: number; readonly chains: number };
  story.same(`the ledger is clean: ${report.rows} rows in ${report.chains} chains`, [code, report.ok], [0, true]);
}
