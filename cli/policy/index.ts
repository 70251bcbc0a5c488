import { pretty } from '../print.ts';
import { answered, field, listing } from '../simple.ts';
import { type CommandSpec, type GroupSpec, lazily, type OptionSpec, REQUEST } from '../spec.ts';

const DIR: OptionSpec = { flags: '--dir <FOLDER>', about: 'the policy folder (GATEHOUSE_POLICY_DIR, else the shipped policy)' };
/** Which policy and directory; the variables of the same meaning count when they are not given. */
const PLACES: readonly OptionSpec[] = [DIR, { flags: '--directory <FILE>', about: 'the directory of people (GATEHOUSE_DIRECTORY, else the example organisation)' }];

const check: CommandSpec = {
  name: 'check',
  about: 'whether a policy may be activated; every problem with file, line and what is allowed',
  options: PLACES,
  run: lazily(async () => (await import('./check.ts')).check),
};

const explain: CommandSpec = {
  name: 'explain',
  about: 'who must sign a would-be request, by when, with what, and what blocks',
  options: [...REQUEST, ...PLACES],
  notes: 'Answers from the files alone; "gatehouse call explainRequest" also knows the blockers and the policy in force. The file: examples/requests/would-be-request.yaml.',
  run: lazily(async () => (await import('./explain.ts')).explainRequest),
};

const rehearse: CommandSpec = {
  name: 'rehearse',
  about: 'who would hear what and when if a would-be request were made and nobody ever acted',
  options: [...REQUEST, { flags: '--from <INSTANT>', about: 'when the request is made (now)' }, ...PLACES],
  notes: 'The file: examples/requests/would-be-request.yaml.',
  run: lazily(async () => (await import('./rehearse.ts')).rehearseRequest),
};

const propose: CommandSpec = {
  name: 'propose',
  args: '[DIGEST]',
  about: 'propose the policy files of a folder, or one that the API found on disk by its digest',
  options: [DIR],
  run: lazily(async () => (await import('./propose.ts')).propose),
};

const diff: CommandSpec = {
  name: 'diff',
  args: '[DIGEST]',
  about: 'what differs between the policy in force and a proposed one, or the files on disk',
  notes: 'With --in-flight and no DIGEST: the proposal that waits, else the policy in force.',
  options: [{ flags: '--in-flight', about: 'instead: what it would change in the running cases; each keeps the policy that it has pinned' }, DIR],
  run: lazily(async () => (await import('./diff.ts')).diff),
};

const schema: CommandSpec = {
  name: 'schema',
  args: '[NAME]',
  about: 'the JSON Schema of a policy or request file; without a name, list them',
  options: [{ flags: '--out <FOLDER>', about: 'write all of them here' }],
  run: lazily(async () => (await import('./schema.ts')).showSchemas),
};

const activate: CommandSpec = {
  name: 'activate',
  args: '<DIGEST>',
  about: 'activate a proposed policy, as the second person',
  run: async (given, { api }) => answered(await api.call('activatePolicy', { params: { digest: given.arg(0) } })),
};

const show: CommandSpec = {
  name: 'show',
  args: '<DIGEST>',
  about: 'a policy as the rules read it',
  run: async (given, { api }) => {
    const policy = await api.call('getPolicy', { params: { digest: given.arg(0) } });
    return { json: policy, text: pretty(policy) };
  },
};

/** Policies: checked, explained and rehearsed from files; proposed by one person, activated by another. */
export const POLICY_GROUP: GroupSpec = {
  name: 'policy',
  about: 'policies: check, explain and rehearse files; propose and activate',
  commands: [
    check,
    explain,
    rehearse,
    propose,
    activate,
    diff,
    listing({ name: 'list', about: 'the policy in force, and those that wait for a second person', operation: 'listPolicies', columns: [field('policy', 'digest'), field('state'), field('source'), field('proposed by', 'proposed_by'), field('at', 'proposed_at')] }),
    show,
    schema,
  ],
};
