import { IMPORT_FORMATS, type ImportFormat } from '../../contracts/nonconformity-import.ts';
import { importedBeforeText } from '../../render/nonconformity-answers.ts';
import { evidenceLimits } from '../../store/evidence-intake.ts';
import { importFindings } from '../../store/nonconformity-import.ts';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Asked, Reply } from '../http/route.ts';
import { refuse } from './give.ts';

const OF_TYPE: readonly (readonly [RegExp, ImportFormat])[] = [[/^text\/csv\b/i, 'csv'], [/^application\/json\b/i, 'json']];

function formatOf({ query, request }: Asked<'importNonconformities'>): ImportFormat {
  const type = request.headers['content-type'] ?? 'none';
  const found = query.format ?? OF_TYPE.find(([pattern]) => pattern.test(type))?.[1];
  if (found !== undefined) return found;
  throw new HttpProblem({ refused: 'unsupported_media_type', detail: `the content type is ${type}; send text/csv or application/json, or say ?format=${IMPORT_FORMATS.join(' or ')}` });
}

const tooLarge = (maxBytes: number) => new HttpProblem({ refused: 'too_large', detail: `the file is larger than ${maxBytes} bytes, which is what the policy allows; divide it` });

/** The whole body, cut off where it grows over the cap. @throws HttpProblem (400, 413) */
async function textOf({ request }: Asked<'importNonconformities'>, maxBytes: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    parts.push(decoded(decoder, chunk));
  }
  return `${parts.join('')}${decoded(decoder)}`;
}

function decoded(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new HttpProblem({ refused: 'malformed', detail: 'the file is not UTF-8; save it as "CSV UTF-8" or JSON' });
  }
}

/** Raises the findings of a file, all or none; the caps are those of evidence (design §7). */
export async function answerImport(asked: Asked<'importNonconformities'>, deps: ApiDeps): Promise<Reply> {
  const format = formatOf(asked);
  const limits = await evidenceLimits(deps);
  if ('refused' in limits) throw new HttpProblem(limits);
  const own = asked.meta('findings').command_id;
  const metaOf = (part: string) => ({ ...asked.meta('findings'), command_id: `${own}/${part}` });
  const raised = await importFindings(deps.store, await textOf(asked, limits.maxBytes), format, metaOf);
  if ('refused' in raised) return refuse(raised);
  const again = raised.filter(({ before }) => before !== null).length;
  return { json: { raised: raised.length, on_record_before: again, warning: importedBeforeText(again, raised.length), items: raised } };
}
