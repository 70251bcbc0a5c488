import { resolve } from 'node:path';
import { artefactDigest } from '../contracts/primitives.ts';
import { digestWithProgress } from './digest.ts';
import { wrongUse } from './failure.ts';
import type { Given } from './given.ts';
import type { OptionSpec } from './spec.ts';

/** Options of every command that takes the digests of components. */
export const DIGESTS: readonly OptionSpec[] = [
  { flags: '--file <COMPONENT=PATH...>', about: 'a local file; its SHA-256 is computed here, the file is never sent', many: true },
  { flags: '--digest <COMPONENT=DIGEST...>', about: 'a digest that is known already: sha256:… or git:…', many: true },
];

/** `weights=./model.bin` taken apart. @throws Failure (2) */
export function pairOf(text: string, option: string): readonly [component: string, value: string] {
  const [, component, value] = /^([a-z][a-z0-9_-]*)=(.+)$/s.exec(text) ?? [];
  if (component === undefined || value === undefined) return wrongUse(`${option} is "${text}"; write COMPONENT=${option === '--file' ? 'PATH' : 'DIGEST'}, e.g. ${option} weights=${option === '--file' ? './model.safetensors' : 'sha256:…'}`);
  return [component, value];
}

/** The SHA-256 of one local file. @throws Failure (2) when it can't be read. */
export async function digestOf(path: string, json: boolean): Promise<string> {
  try {
    return await digestWithProgress(path, { json });
  } catch (error) {
    return wrongUse((error as Error).message);
  }
}

/**
 * The digests that `--file` and `--digest` name, over `files` (component → path from `folder`) of a request file. Large
 * files show their progress unless `json`. @throws Failure (2) for an unreadable file or a digest in no known form.
 */
export async function digestsOf(given: Given, json: boolean, files: Readonly<Record<string, unknown>> = {}, folder = '.'): Promise<Record<string, string>> {
  const written = Object.entries(files).map(([component, path]) => [component, resolve(folder, String(path))] as const);
  const paths = new Map([...written, ...given.list('file').map((text) => pairOf(text, '--file'))]);
  const digests: Record<string, string> = {};
  for (const [component, path] of paths) digests[component] = await digestOf(path, json);
  for (const [component, digest] of given.list('digest').map((text) => pairOf(text, '--digest'))) {
    if (!artefactDigest.safeParse(digest).success) wrongUse(`--digest ${component} is "${digest}"; write sha256: and 64 hex digits, or git: and an object id`);
    digests[component] = digest;
  }
  return digests;
}
