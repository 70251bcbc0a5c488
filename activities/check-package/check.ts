import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DeploymentEventBody } from '../../contracts/deployment-events.ts';
import { verifyWeightsSignature } from '../evidence/weights-signature.ts';
import type { PackageToCheck } from './package.ts';

/** One line of `checks.completed`: what was checked, of what, and a code that says why it passed or failed. */
export type CheckResult = DeploymentEventBody<'checks.completed'>['results'][number];

/** Where the documents lie, by their digest; null for one that is not there. */
export interface Documents {
  get(sha256: string): Promise<{ readonly stream: () => Readable } | null>;
}

const result = (check: string, subject: string, code: string, passes: boolean): CheckResult => ({
  check,
  outcome: passes ? 'pass' : 'fail',
  subject,
  code,
});

/**
 * The automatic gate checks of §1: every document is stored and its bytes still have its digest, the
 * digests are those of the registered version, and the weights are signed where the tier asks for it. `beat` is called
 * before each document, since reading one may take long. Throws when a file can't be read: that is no verdict.
 */
export async function checkPackage(pack: PackageToCheck, documents: Documents, beat: () => void): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const document of pack.documents) {
    beat();
    results.push(await checkDocument(document, documents));
  }
  return [...results, checkDigests(pack), ...(pack.signature_required ? [checkSignature(pack)] : [])];
}

async function checkDocument({ name, sha256 }: PackageToCheck['documents'][number], documents: Documents): Promise<CheckResult> {
  const file = await documents.get(sha256);
  if (file === null) return result('document', name, 'not_stored', false);
  const intact = (await digestOf(file.stream())) === sha256;
  return result('document', name, intact ? 'intact' : 'bytes_differ', intact);
}

async function digestOf(bytes: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(bytes, hash);
  return `sha256:${hash.digest('hex')}`;
}

function checkDigests({ digests, registered, version_id }: PackageToCheck): CheckResult {
  if (registered === null) return result('digests', version_id, 'not_registered', false);
  const names = new Set([...Object.keys(digests), ...Object.keys(registered)]);
  const same = [...names].every((name) => digests[name] === registered[name]);
  return result('digests', version_id, same ? 'as_registered' : 'differ', same);
}

function checkSignature({ digests, signature, signing_keys }: PackageToCheck): CheckResult {
  const weights = digests['weights'];
  const code = weights === undefined ? 'no_weights' : signature === null ? 'not_signed' : signing_keys.length === 0 ? 'no_signing_key' : null;
  if (code !== null || weights === undefined || signature === null) return result('signature', 'weights', code ?? 'not_signed', false);
  const genuine = signing_keys.some((key) => verifyWeightsSignature(weights, signature, key).ok);
  return result('signature', 'weights', genuine ? 'genuine' : 'not_by_a_known_key', genuine);
}
