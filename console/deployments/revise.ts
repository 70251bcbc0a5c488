import type { Act, Typed } from '../acts/act.ts';
import { pick, plain, REASON_FIELD, SAMPLE } from '../acts/plain.ts';
import { documentAt, documentFields, documentsIn } from './documents.ts';

/** What is not given stays as it was (§1.24). */
function revisionIn(typed: Typed): Record<string, unknown> {
  const documents = documentsIn(typed);
  return { ...pick('version_id', 'reason')(typed), ...(Object.keys(documents).length === 0 ? {} : { documents }) };
}

const revision = {
  of: 'case',
  fields: [{ name: 'version_id', label: 'Version', kind: 'line', hint: 'the id of another version; empty: the same' }, REASON_FIELD, ...documentFields('empty: the one of the last revision')],
  body: revisionIn,
  sample: () => ({ reason: SAMPLE }),
  fieldOf: (pointer: string) => documentAt(pointer) ?? pointer.split('/')[1] ?? null,
} as const satisfies Partial<Act>;

/** New revisions of a package: of an open case, and of one that was turned down (§1.24). */
export const REVISION_ACTS: readonly Act[] = [
  plain({ ...revision, operation: 'resubmitDeployment', command: 'resubmit', title: 'Resubmit', button: 'Open it again', done: 'The case is open again.' }),
  plain({ ...revision, operation: 'reviseDeployment', command: 'revise', title: 'Send a new revision', button: 'Send the revision', done: 'The new revision is being checked.' }),
];
