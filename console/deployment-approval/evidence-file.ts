import { randomUUID } from 'node:crypto';
import { callRefused } from '../../domain/privileges.ts';
import { readEvidence } from '../../store/evidence-read.ts';
import { metaOf } from '../acts/ahead.ts';
import type { Answer } from '../answers.ts';
import { refusedPage } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';

/** An evidence file to save; that it was read is recorded first. */
export async function evidenceFile(visit: Visit): Promise<Answer> {
  const { deps, person, house, at, params } = visit;
  const privilege = callRefused('getEvidence', { kind: 'person', id: person.id }, house.directory, at);
  if (privilege) return refusedPage(privilege);
  const file = await readEvidence(deps.store, deps.evidence, (params['digest'] ?? '').replace('-', ':'), metaOf(visit, `console/${randomUUID()}`));
  return 'refused' in file ? refusedPage(file, 'This file is not here') : { kind: 'bytes', name: file.name, length: file.bytes, stream: file.stream };
}
