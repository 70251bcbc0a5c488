import { join } from 'node:path';
import { type Environment, isSet, packageRoot } from '../../config.ts';
import { writeExampleModel } from '../../examples/model/write.ts';
import { Api } from '../client.ts';
import { readRequestFile } from '../request-file.ts';
import { identify } from '../who.ts';
import type { Embedded } from './plan.ts';
import { oneLine } from './refusal.ts';

/** The example people who ask: the owner of the system, and the author of its version. */
const [REQUESTER, AUTHOR] = ['mira', 'devon'] as const;
/** The same model each time: nobody measures it. */
const SEED = 1;
const MARK = 'Example: ';

/** The API of an embedded start, and where its data lie. */
export interface ExampleWish {
  readonly home: string;
  readonly api: string;
}

/** Whether an example request makes sense here: everything is embedded, and the people are those of the example organisation. */
export function isExampleHouse(env: Environment, embedded: Embedded): boolean {
  return embedded.postgres && embedded.slack && !['GATEHOUSE_DIRECTORY', 'GATEHOUSE_POLICY_DIR', 'GATEHOUSE_URL'].some((name) => isSet(env, name));
}

const request = (name: string): Readonly<Record<string, unknown>> => readRequestFile(join(packageRoot(), 'examples', 'requests', name)).value;

/**
 * Puts one waiting request, marked as an example, into a house where no system is registered yet; by the public API, as
 * anybody could. It is of tier low: one click in the chat approves it.
 * @returns the id of the case; null when the house is in use already. @throws Failure when the API refuses
 */
export async function seedExample({ home, api: url }: ExampleWish): Promise<string | null> {
  const api = new Api(identify({ env: { GATEHOUSE_HOME: home }, api: url, as: REQUESTER }));
  const { items } = await api.call('listSystems', { query: { limit: 1 } });
  if (items.length > 0) return null;
  const system = request('system-low.yaml');
  const { components, documents } = await writeExampleModel(join(home, 'example-model'), SEED);
  const { id } = await api.call('addSystem', { body: { ...system, name: `${MARK}${String(system['name'])}` } });
  const digests = Object.fromEntries(Object.entries(components).map(([name, { digest }]) => [name, digest]));
  const version = await api.call('addVersion', { params: { id }, body: { name: '2026.11', authors: [AUTHOR], digests } });
  const stored: Record<string, string> = {};
  for (const [name, { path }] of Object.entries(documents)) stored[name] = (await api.upload(path, `${name}.md`)).sha256;
  const { options: _options, validated_by: _validators, ...asked } = request('deployment-request.yaml');
  const body = {
    ...asked,
    system_id: id,
    version_id: version.version_id,
    title: `${MARK}${String(system['name'])} to production`,
    rationale: 'An example, so that there is something to decide: approve it, reject it, or ask.',
    documents: stored,
  };
  return (await api.call('requestDeployment', { body })).id;
}

/** {@link seedExample} for `gatehouse start`: says what it did, and never stands in the way of the start. */
export async function offerExample(wish: ExampleWish, out: (line: string) => void): Promise<void> {
  try {
    if ((await seedExample(wish)) !== null) out('An example request waits for the technical lane: be Theo Papadakis there, and approve it.');
  } catch (error) {
    out(`no example request was made: ${oneLine(error)}`);
  }
}
