import type { EVIDENCE_OPERATIONS } from '../../contracts/api/evidence.ts';
import { evidenceId } from '../../contracts/evidence.ts';
import { pathOf } from '../../contracts/routes.ts';
import type { CommandMeta } from '../../contracts/ledger.ts';
import { discard, isKept } from '../../store/evidence-custody.ts';
import { EvidenceTooLarge } from '../../store/evidence-files.ts';
import type { StoredFile } from '../../store/evidence-files.ts';
import { readEvidence } from '../../store/evidence-read.ts';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Asked, Handlers } from '../http/route.ts';
import { give, refuse } from './give.ts';

/** The most that the policy in force lets a file be, in bytes. */
async function limitOf(deps: ApiDeps): Promise<number> {
  const { active, policies } = await deps.house.get();
  const policy = policies.find(({ digest }) => digest === active);
  return policy ? policy.thresholds.evidence_max_bytes : refuse({ refused: 'unknown_policy', detail: 'no policy is in force yet, so nothing says how large a file may be' });
}

const tooLarge = (limit: number): HttpProblem =>
  new HttpProblem({ refused: 'too_large', detail: `the file is larger than ${limit} bytes, the most that the policy allows (thresholds.evidence_max_bytes)` });

async function store({ request }: Asked<'addEvidence'>, deps: ApiDeps): Promise<StoredFile> {
  const limit = await limitOf(deps);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  if (/^multipart\//i.test(request.headers['content-type'] ?? '')) {
    throw new HttpProblem({ refused: 'unsupported_media_type', detail: 'send the file itself as the body, not a form; its name goes into ?name=' });
  }
  try {
    return await deps.evidence.put(request, limit);
  } catch (error) {
    if (error instanceof EvidenceTooLarge) throw tooLarge(limit);
    if (request.destroyed && !request.complete) throw new HttpProblem({ refused: 'malformed', detail: 'the request ended before the file did; nothing was stored' });
    throw error;
  }
}

/** Writes the custody record of a file that was just put. A refused one leaves no file behind that nobody answers for. */
async function giveOrDiscard(deps: ApiDeps, sha256: string, body: object, meta: CommandMeta): Promise<Awaited<ReturnType<typeof give>>> {
  const outcome = await give(deps, { kind: 'evidence', id: evidenceId(sha256) }, 'store', body, meta).catch(async (error: unknown) => {
    if (error instanceof HttpProblem) await discard(deps.store, deps.evidence, sha256);
    throw error;
  });
  if (await isKept(deps.store, deps.evidence, sha256)) return outcome;
  throw new HttpProblem({ refused: 'unavailable', detail: 'the same file was refused to somebody else in this moment and removed; send it again', headers: { 'Retry-After': '1' } });
}

/** Evidence files. The custody record is written before anything is answered or sent. */
export const evidenceHandlers: Handlers<keyof typeof EVIDENCE_OPERATIONS> = {
  addEvidence: async (asked, deps) => {
    const meta = asked.meta();
    const { sha256, bytes } = await store(asked, deps);
    const { name } = asked.query;
    const outcome = await giveOrDiscard(deps, sha256, { sha256, bytes, ...(name === undefined ? {} : { name }) }, meta);
    return { json: { id: outcome.id, sha256, bytes }, headers: { Location: pathOf('getEvidence', { sha256 }) } };
  },
  getEvidence: async ({ params, meta }, deps) => {
    const file = await readEvidence(deps.store, deps.evidence, params.sha256, meta());
    if ('refused' in file) return refuse(file);
    const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': String(file.bytes), 'Content-Disposition': `attachment; filename="${file.name}"` };
    return { stream: file.stream(), headers };
  },
};
