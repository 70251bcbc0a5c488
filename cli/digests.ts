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

/** What a request file says about components; an option for the same component and of the same kind is taken in its place. */
export interface Written {
  /** Component → path from `folder`. */
  readonly files?: Readonly<Record<string, unknown>>;
  readonly folder?: string | undefined;
  readonly digests?: Readonly<Record<string, string>>;
}

/** The digests that are known already: of the request file, and of `--digest` over them. @throws Failure (2) */
function known(given: Given, written: Readonly<Record<string, string>>): Record<string, { readonly digest: string; readonly source: string }> {
  const options = given.list('digest').map((text) => pairOf(text, '--digest'));
  for (const [component, digest] of options) {
    if (!artefactDigest.safeParse(digest).success) wrongUse(`--digest ${component} is "${digest}"; write sha256: and 64 hex digits, or git: and an object id`);
  }
  const said = (pairs: readonly (readonly [string, string])[], source: string) => pairs.map(([component, digest]) => [component, { digest, source }] as const);
  return Object.fromEntries([...said(Object.entries(written), 'the request file'), ...said(options, '--digest')]);
}

/**
 * The digests that the request file, `--file` and `--digest` name. Large files show their progress unless `json`.
 * @throws Failure (2) for an unreadable file, a digest in no known form, or a local file whose digest is not the one that
 * is said to be known: neither silently wins.
 */
export async function digestsOf(given: Given, json: boolean, { files = {}, folder = '.', digests: written = {} }: Written = {}): Promise<Record<string, string>> {
  const stated = known(given, written);
  const named = Object.entries(files).map(([component, path]) => [component, resolve(folder, String(path))] as const);
  const digests = Object.fromEntries(Object.entries(stated).map(([component, { digest }]) => [component, digest]));
  for (const [component, path] of new Map([...named, ...given.list('file').map((text) => pairOf(text, '--file'))])) {
    const computed = await digestOf(path, json);
    const other = stated[component];
    if (other !== undefined && other.digest !== computed) wrongUse(`${component} has two digests: ${computed} by ${path}, ${other.digest} by ${other.source}; give one of them, or the file that has that digest`);
    digests[component] = computed;
  }
  return digests;
}
