import { COMPONENTS } from '../../contracts/primitives.ts';
import { capital, spaced } from '../../render/words.ts';
import type { Act, Typed } from '../acts/act.ts';
import { listIn, pick, plain, SAMPLE } from '../acts/plain.ts';

const DIGESTS = 'Digests';
const fieldOfPart = (part: string): string => `digest_${part}`;
const OTHERS = 'other_digests';

/** A line of a further part: its name, and its digest. */
const lineIn = (line: string): readonly (readonly [string, string])[] => {
  const [, part = '', digest = ''] = /^\s*([^\s:=]+)[\s:=]*(.*?)\s*$/.exec(line) ?? [];
  return part === '' ? [] : [[part, digest]];
};

function digestsIn(typed: Typed): Record<string, string> {
  const known = COMPONENTS.flatMap((part) => {
    const digest = typed[fieldOfPart(part)];
    return digest === undefined ? [] : [[part, digest] as const];
  });
  return Object.fromEntries([...known, ...(typed[OTHERS] ?? '').split('\n').flatMap(lineIn)]);
}

function fieldOf(pointer: string): string | null {
  const [, first = '', part] = pointer.split('/');
  if (first !== 'digests') return first === '' ? null : first;
  if (part === undefined) return fieldOfPart(COMPONENTS[0]);
  return (COMPONENTS as readonly string[]).includes(part) ? fieldOfPart(part) : OTHERS;
}

/** Names a set of digests of a system's components; it never changes afterwards. */
export const VERSION_ACT: Act = plain({
  operation: 'addVersion',
  command: 'add-version',
  of: 'case',
  title: 'Name a version',
  button: 'Name it',
  tone: 'primary',
  done: 'The version is named. A deployment of it can be asked for now.',
  fields: [
    { name: 'name', label: 'Name', kind: 'line', required: true, hint: 'e.g. 2.4.0; a version never changes, so each has a name of its own' },
    { name: 'authors', label: 'Who made it; they cannot approve it', kind: 'people', required: true },
    ...COMPONENTS.map((part) => ({ name: fieldOfPart(part), label: capital(spaced(part)), kind: 'line' as const, hint: part === 'code' ? 'git:… or sha256:…' : 'sha256:…' })),
    { name: OTHERS, label: 'Further parts', kind: 'text', group: DIGESTS, hint: 'one a line: the name of the part, and its digest' },
    { name: 'weights_signature', label: 'Signature of the weights', kind: 'line', group: DIGESTS, hint: 'Ed25519 over the text of the weights digest, in base64' },
  ],
  body: (typed) => ({ ...pick('name', 'weights_signature')(typed), digests: digestsIn(typed), ...listIn(typed, 'authors') }),
  sample: () => ({ name: SAMPLE, digests: {}, authors: [] }),
  fieldOf,
});

/** Where a version of this system is named. */
export const versionPage = (system: string): string => `/act/${VERSION_ACT.key}/${encodeURIComponent(system)}`;
