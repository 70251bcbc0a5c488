import { type Policy } from '../../contracts/policy.ts';
import { policyDocument } from '../../contracts/house.ts';
import type { CaseInFlight } from '../../contracts/in-flight.ts';
import { diffPolicies, type PolicyChange } from '../../domain/policy/diff.ts';
import type { Api } from '../client.ts';
import { Failure } from '../failure.ts';
import type { Given } from '../given.ts';
import type { Answer } from '../io.ts';
import { inline, sections, table } from '../print.ts';
import type { Shell } from '../shell.ts';
import type { Run } from '../spec.ts';
import { placesOf, readPolicy } from './ground.ts';

/** More running cases than anybody reads. */
const MOST_CASES = 10_000;

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

/** The policy that is asked about: the one named, else the proposal that waits, else the one in force. */
async function asked(given: Given, api: Api): Promise<string> {
  if (given.arg(0) !== '') return given.arg(0);
  const { items } = await api.all('listPolicies', {}, 1_000);
  const found = items.find(({ state }) => state === 'proposed') ?? items.find(({ state }) => state === 'active');
  if (found === undefined) throw new Failure('refused', 'no policy is proposed or in force yet; propose one with: gatehouse policy propose');
  return String(found['digest']);
}

const shown = ({ differences, obligations }: CaseInFlight): string[] => [
  ...differences.map(({ what, before, after }) => `${what}: ${inline(before)} -> ${inline(after)}`),
  ...obligations.map(({ id, kind, lane, due, rungs }) => `${id} (${kind}${lane === null ? '' : ` ${lane}`}): due ${inline(due.before)} -> ${inline(due.after)}, ${rungs.length} rungs move`),
];

/** What a policy would make of the running cases other than the one that each has pinned. */
async function inFlight(given: Given, { api }: Shell): Promise<Answer> {
  const digest = await asked(given, api);
  const { items, next_cursor } = await api.all('listInFlight', { params: { digest } }, MOST_CASES);
  const running = items as unknown as readonly CaseInFlight[];
  const cases = running.filter(({ pinned }) => pinned !== digest);
  const differing = cases.filter(({ differs }) => differs);
  const more = next_cursor === null ? '' : ` (only the first ${MOST_CASES} were looked at)`;
  const head = `${differing.length} of ${running.length} running cases would be treated differently by ${digest}${more}; each keeps the policy that it has pinned`;
  return { json: { policy: digest, looked_at: running.length, cases }, text: sections(['', head], ...differing.map((each) => [`${each.id} (${each.state}) ${each.title}`, shown(each).join('\n')] as const)) };
}

/** What a change of the policy changes. */
export const diff: Run = (given, shell) => (given.flag('inFlight') ? inFlight(given, shell) : compared(given, shell));
