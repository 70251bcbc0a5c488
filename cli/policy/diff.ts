import { type Policy } from '../../contracts/policy.ts';
import { policyDocument } from '../../contracts/house.ts';
import { diffPolicies, type PolicyChange } from '../../domain/policy/diff.ts';
import type { Api } from '../client.ts';
import { Failure } from '../failure.ts';
import type { Given } from '../given.ts';
import type { Answer } from '../io.ts';
import { inline, table } from '../print.ts';
import type { Shell } from '../shell.ts';
import type { Run } from '../spec.ts';
import { placesOf, readPolicy } from './ground.ts';

const known = async (api: Api, digest: string): Promise<Policy> => policyDocument.parse(await api.call('getPolicy', { params: { digest } }));

/** The policy in force. @throws Failure (1) when there is none yet. */
async function active(api: Api): Promise<Policy> {
  const { items } = await api.all('listPolicies', {}, 1_000);
  const found = items.find(({ state }) => state === 'active');
  if (found === undefined) throw new Failure('refused', 'no policy is in force yet; activate one with: gatehouse policy activate DIGEST');
  return known(api, String(found['digest']));
}

const changesText = (changes: readonly PolicyChange[]): string =>
  table(changes, [['file', ({ file }) => file], ['key', ({ key }) => key], ['before', ({ before }) => before], ['after', ({ after }) => after]], 'no difference');

async function compared(given: Given, { api, io }: Shell): Promise<Answer> {
  const digest = given.arg(0);
  const before = await active(api);
  const after = digest === '' ? readPolicy(placesOf(given, io.env).dir, new Date().toISOString()) : await known(api, digest);
  const changes = diffPolicies(before, after);
  return { json: { before: before.digest, after: after.digest, changes }, text: `from ${before.digest} (in force)\nto   ${after.digest}\n\n${changesText(changes)}` };
}

/** Open cases that are judged by another policy than the one in force: each is pinned to that of its start. */
async function inFlight({ api }: Shell): Promise<Answer> {
  const now = await active(api);
  const { items } = await api.all('listDeployments', {}, 10_000);
  const policies = new Map<string, readonly PolicyChange[]>([[now.digest, []]]);
  const cases: { id: string; state: string; policy: string; changes: readonly PolicyChange[] }[] = [];
  for (const { id, closed } of items) {
    if (closed === true) continue;
    const found = await api.call('getDeployment', { params: { id: String(id) } });
    const policy = String(found['policy_digest']);
    if (policy === now.digest) continue;
    const changes = policies.get(policy) ?? diffPolicies(await known(api, policy), now);
    policies.set(policy, changes);
    cases.push({ id: found.id, state: found.state, policy, changes });
  }
  const text = table(cases, [['case', (each) => each.id], ['state', (each) => each.state], ['judged by', (each) => each.policy], ['differs in', (each) => inline(each.changes.map(({ file, key }) => `${file} ${key}`))]], 'every open case is judged by the policy in force');
  return { json: { active: now.digest, cases }, text };
}

/** What a change of the policy changes. */
export const diff: Run = (given, shell) => (given.flag('inFlight') ? inFlight(shell) : compared(given, shell));
