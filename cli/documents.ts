import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { sha256 } from '../contracts/primitives.ts';
import { reasonOf, wrongUse } from './failure.ts';
import type { Given } from './given.ts';
import type { Shell } from './shell.ts';

type Plain = Readonly<Record<string, unknown>>;

/** A readable plain file. @throws Failure (2) */
export function plainFile(path: string): string {
  try {
    if (statSync(path).isFile()) return path;
  } catch (error) {
    return wrongUse(`${path} can't be read (${reasonOf(error)}); name an existing file`);
  }
  return wrongUse(`${path} is no plain file; name one`);
}

/**
 * The request with every document that is given as a path stored as evidence, and its digest in its place. Paths count
 * from the request file's folder. All files are looked at before the first is sent, so nothing is stored for a request
 * with a wrong path.
 */
export async function withStoredDocuments(body: Plain, given: Given, shell: Shell): Promise<Plain> {
  const documents = body['documents'];
  if (typeof documents !== 'object' || documents === null || Array.isArray(documents)) return body;
  const written = Object.entries(documents as Plain);
  const paths = written.flatMap(([name, value]) => (typeof value === 'string' && !sha256.safeParse(value).success ? [[name, plainFile(resolve(given.file?.folder ?? '.', value))] as const] : []));
  const stored: Record<string, unknown> = { ...(documents as Plain) };
  for (const [name, path] of paths) {
    const { sha256: digest } = await shell.api.upload(path, basename(path));
    shell.tell(`stored ${name}: ${basename(path)} ${digest}`);
    stored[name] = digest;
  }
  return { ...body, documents: stored };
}
