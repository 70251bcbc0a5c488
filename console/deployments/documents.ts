import { DOCUMENTS } from '../../contracts/policy.ts';
import { capital, spaced } from '../../render/words.ts';
import type { Field, Typed } from '../acts/act.ts';

const documentField = (name: string): string => `document_${name}`;

/** A field for each document of a package, in a frame of their own. `more` ends the hint. */
export const documentFields = (more: string): readonly Field[] =>
  DOCUMENTS.map((name) => ({ name: documentField(name), label: capital(spaced(name)), kind: 'line', files: 'one', group: 'Documents of the package', hint: `the file, or the digest of a stored one (sha256:…); ${more}` }));

/** The documents that digests were given of. */
export const documentsIn = (typed: Typed): Record<string, string> =>
  Object.fromEntries(DOCUMENTS.flatMap((name) => {
    const digest = typed[documentField(name)];
    return digest === undefined ? [] : [[name, digest]];
  }));

/** The field that a pointer below `/documents` means; null for any other. */
export function documentAt(pointer: string): string | null {
  const [, first, name = DOCUMENTS[0]] = pointer.split('/');
  return first === 'documents' ? documentField(name) : null;
}
