import { z } from 'zod';
import { artefactDigest, digestSet, slug } from '../primitives.ts';
import { accepted, at, type Operation } from './operation.ts';

const token = z.string().min(1).max(20_000);
const claims = { permit_id: z.string(), deployment_id: z.string(), system_id: z.string(), version_id: z.string(), environment: z.string(), digests: digestSet, package_digest: z.string(), expires_at: at };

/** Permits: signed, single use, short-lived (R-15, §1.22). */
export const PERMIT_OPERATIONS = {
  issuePermit: {
    method: 'post',
    path: '/v1/permits',
    tag: 'permits',
    summary: 'Issue a permit for an approved case; a new one voids an unspent one',
    body: z.strictObject({ deployment_id: z.string() }),
    status: 201,
    answer: accepted.extend({ ...claims, token: z.string() }),
  },
  verifyPermit: {
    method: 'post',
    path: '/v1/permits/verify',
    tag: 'permits',
    summary: 'Whether a permit could be used now for these digests; changes nothing. A permit that could not is a refusal with its reason',
    body: z.strictObject({ token, digests: z.record(slug, artefactDigest).optional() }),
    status: 200,
    answer: z.looseObject({ valid: z.literal(true), ...claims, unchecked: z.array(z.string()) }),
  },
  usePermit: {
    method: 'post',
    path: '/v1/permits/{id}/use',
    tag: 'permits',
    summary: 'Consume a permit, once; the second use answers 409',
    body: z.strictObject({ token: token.optional() }),
    status: 200,
    answer: accepted.extend({ permit_id: z.string() }),
  },
} as const satisfies Record<string, Operation>;
