import { CHANGE_TYPES, DEPLOYMENT_COMMANDS } from '../../contracts/deployment-approval.ts';
import { casePage } from '../../contracts/pages.ts';
import { capital, spaced } from '../../render/words.ts';
import { execute } from '../../store/execute.ts';
import type { Act, Field, Giving, Typed } from '../acts/act.ts';
import { instantIn, linesIn, listIn, pick, plain } from '../acts/plain.ts';
import { move } from '../answers.ts';
import { listAddress } from '../parts/list.tsx';
import type { Visit } from '../visit.ts';
import { documentAt, documentFields, documentsIn } from './documents.ts';

const KEY = 'requestDeployment';
const MORE = 'Validators, options, window, cure';

const FIELDS: readonly Field[] = [
  { name: 'version_id', label: 'Version', kind: 'version', required: true },
  { name: 'environment', label: 'Environment', kind: 'line', required: true, hint: 'e.g. production' },
  { name: 'title', label: 'Title', kind: 'line', required: true },
  { name: 'change_type', label: 'What kind of change', kind: 'choice', required: true, options: CHANGE_TYPES.map((value) => ({ value, label: capital(spaced(value)) })) },
  { name: 'rationale', label: 'Why', kind: 'text', required: true },
  ...documentFields('the tier says which documents are needed'),
  { name: 'validated_by', label: 'Who validated it; they cannot approve it', kind: 'people', group: MORE },
  { name: 'options', label: 'Other options that were weighed', kind: 'text', group: MORE, hint: 'One a line' },
  { name: 'window_from', label: 'Not before (UTC)', kind: 'instant', group: MORE },
  { name: 'window_until', label: 'Not after (UTC)', kind: 'instant', group: MORE, hint: 'a window has a beginning and an end: give both, or neither' },
  { name: 'fixes', label: 'Which case it cures', kind: 'line', group: MORE, hint: 'the id of an incident, a nonconformity or a deployment' },
];

/** The window when one end or both were typed; half of one is for the contract to refuse. */
function windowIn(typed: Typed): Record<string, unknown> {
  const ends = { ...instantIn(typed, 'window_from'), ...instantIn(typed, 'window_until') };
  const [from, until] = [ends['window_from'], ends['window_until']];
  return from === undefined && until === undefined ? {} : { window: { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) } };
}

/** `/documents/model_card` is the field of the model card; `/window/until` that of the window's end. */
function fieldOf(pointer: string): string | null {
  const [, first = '', second] = pointer.split('/');
  if (first === 'window') return second === 'from' ? 'window_from' : 'window_until';
  return documentAt(pointer) ?? (first === '' ? null : first);
}

/** Begins the case, and leads to its page; the form sent twice leads to the one case that it began. */
async function submit({ deps, at }: Visit, { body, meta }: Giving) {
  const target = { kind: 'deployment', id: deps.store.newId('dep', at) } as const;
  const outcome = await execute(deps.store, target, { name: 'submit', body: DEPLOYMENT_COMMANDS.submit.parse(body) }, meta);
  return outcome.ok ? move(listAddress(casePage(outcome.id), {}, { done: KEY })) : outcome.refusal;
}

/** Asks for a deployment of one system, with the fields of Slack's dialog. */
export const REQUEST_ACT: Act = plain({
  key: KEY,
  operation: 'requestDeployment',
  command: 'submit',
  of: 'system',
  title: 'Ask for a deployment',
  button: 'Ask for it',
  tone: 'primary',
  done: 'The request is made. Its package is being checked; then the lanes open.',
  fields: FIELDS,
  body: (typed) => ({
    ...pick('version_id', 'environment', 'title', 'change_type', 'rationale', 'fixes')(typed),
    documents: documentsIn(typed),
    ...listIn(typed, 'validated_by'),
    options: linesIn(typed['options']),
    ...windowIn(typed),
  }),
  fieldOf,
  give: submit,
});

/** Where one asks for a deployment of this system. */
export const requestPage = (system: string): string => `/act/${KEY}/${encodeURIComponent(system)}`;
