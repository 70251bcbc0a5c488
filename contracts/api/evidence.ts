import { z } from 'zod';
import { mediaType, sha256 } from '../primitives.ts';
import { type Operation } from './operation.ts';

/** Evidence files by their digest. Reading is custody: it is recorded. */
export const EVIDENCE_OPERATIONS = {
  addEvidence: {
    method: 'post',
    path: '/v1/evidence',
    tag: 'evidence',
    summary: 'Store a file as it is sent; the policy limits its size, and what it may be by its content',
    query: z.strictObject({ name: z.string().trim().min(1).max(200).optional() }),
    body: 'bytes',
    status: 201,
    answer: z.looseObject({ sha256, bytes: z.number().int(), type: mediaType }),
  },
  getEvidence: { method: 'get', path: '/v1/evidence/{sha256}', tag: 'evidence', summary: 'The file with this digest', status: 200, answer: 'application/octet-stream' },
} as const satisfies Record<string, Operation>;
