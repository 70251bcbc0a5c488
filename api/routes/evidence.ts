import type { EVIDENCE_OPERATIONS } from '../../contracts/api/evidence.ts';
import { pathOf } from '../../contracts/routes.ts';
import { EvidenceTooLarge } from '../../store/evidence-files.ts';
import { bringEvidence, type Brought, evidenceLimits, type IntakeFault } from '../../store/evidence-intake.ts';
import { readEvidence } from '../../store/evidence-read.ts';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Asked, Handlers } from '../http/route.ts';

/** @throws HttpProblem in place of a fault. */
function unless<T extends object>(found: T | IntakeFault): T {
  if (!('refused' in found)) return found;
  throw new HttpProblem(found.refused === 'unavailable' ? { ...found, headers: { 'Retry-After': '1' } } : found);
}

async function bring({ request, query, meta }: Asked<'addEvidence'>, deps: ApiDeps): Promise<Brought> {
  const asked = meta();
  const { maxBytes } = unless(await evidenceLimits(deps));
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new HttpProblem({ refused: 'too_large', detail: new EvidenceTooLarge(maxBytes).message });
  if (/^multipart\//i.test(request.headers['content-type'] ?? '')) {
    throw new HttpProblem({ refused: 'unsupported_media_type', detail: 'send the file itself as the body, not a form; its name goes into ?name=' });
  }
  try {
    return unless(await bringEvidence(deps, request, query.name, asked));
  } catch (error) {
    if (request.destroyed && !request.complete) throw new HttpProblem({ refused: 'malformed', detail: 'the request ended before the file did; nothing was stored' });
    throw error;
  }
}

/** Evidence files. The custody record is written before anything is answered or sent. */
export const evidenceHandlers: Handlers<keyof typeof EVIDENCE_OPERATIONS> = {
  addEvidence: async (asked, deps) => {
    const { id, sha256, bytes, type } = await bring(asked, deps);
    return { json: { id, sha256, bytes, type }, headers: { Location: pathOf('getEvidence', { sha256 }) } };
  },
  getEvidence: async ({ params, meta }, deps) => {
    const file = unless(await readEvidence(deps.store, deps.evidence, params.sha256, meta()));
    const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': String(file.bytes), 'Content-Disposition': `attachment; filename="${file.name}"`, 'X-Content-Type-Options': 'nosniff' };
    return { stream: file.stream(), headers };
  },
};
