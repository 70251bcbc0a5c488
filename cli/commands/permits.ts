import { readFileSync } from 'node:fs';
import { digestsOf, DIGESTS } from '../digests.ts';
import { Failure, reasonOf, wrongUse } from '../failure.ts';
import type { Given } from '../given.ts';
import type { Answer } from '../io.ts';
import { fields } from '../print.ts';
import type { Shell } from '../shell.ts';
import { answered } from '../simple.ts';
import type { CommandSpec, GroupSpec } from '../spec.ts';

const issue: CommandSpec = {
  name: 'issue',
  args: '<CASE>',
  about: 'issue a permit for an approved case; prints the token alone, so that a pipeline can keep it',
  run: async (given, shell) => {
    const made = await shell.api.call('issuePermit', { body: { deployment_id: given.arg(0) } });
    shell.tell(fields({ permit: made.permit_id, case: made.deployment_id, environment: made.environment, expires_at: made.expires_at }));
    return { json: made, text: made.token };
  },
};

function keysIn(path: string): unknown {
  try {
    const keys: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof keys === 'object' && keys !== null && 'keys' in keys && Array.isArray(keys.keys)) return keys;
  } catch (error) {
    return wrongUse(`--keys ${path} can't be read (${reasonOf(error)}); save /.well-known/gatehouse-keys.json of the API there`);
  }
  return wrongUse(`--keys ${path} holds no key set; save /.well-known/gatehouse-keys.json of the API there`);
}

/** What the token itself shows: a signature by one of the keys, in time, over these digests. @throws Failure (1) */
async function checkOffline(token: string, digests: Readonly<Record<string, string>>, keys: unknown, shell: Shell): Promise<Answer> {
  const verdict = await shell.tools.verifyToken(token, keys, new Date().toISOString());
  if (!verdict.ok) throw new Failure('refused', verdict.detail);
  const { digests: approved, exp, jti, sub } = verdict.claims;
  const wrong = Object.keys(digests).filter((component) => digests[component] !== approved[component]);
  if (wrong.length > 0) {
    const difference = wrong.map((component) => `\n  ${component}: ${approved[component] ?? '-'} → ${digests[component] ?? '-'}`);
    throw new Failure('refused', `Digest mismatch: what was given is not what was approved: ${wrong.join(', ')}${difference.join('')}`);
  }
  const unchecked = Object.keys(approved).filter((component) => !(component in digests));
  return told({ valid: true, permit_id: jti, deployment_id: sub, expires_at: new Date(exp * 1000).toISOString(), digests: approved, unchecked, asked: 'nobody: signature, time and digests only' }, shell);
}

function told(answer: Readonly<Record<string, unknown>>, shell: Shell): Answer {
  const unchecked = answer['unchecked'] as readonly string[];
  if (unchecked.length > 0) shell.tell(`not checked, for no file was given: ${unchecked.join(', ')}; add --file ${unchecked[0] ?? ''}=PATH`);
  return answered(answer);
}

async function verify(given: Given, shell: Shell): Promise<Answer> {
  const token = given.arg(0);
  const path = given.text('keys');
  const offline = given.flag('offline');
  if (offline && path === undefined) wrongUse('--offline needs --keys FILE: the public keys of the issuer, from /.well-known/gatehouse-keys.json');
  const digests = await digestsOf(given, shell.json);
  if (path !== undefined) {
    const answer = await checkOffline(token, digests, keysIn(path), shell);
    if (offline) return answer;
  }
  return told(await shell.api.call('verifyPermit', { body: { token, digests } }), shell);
}

/** The permit's id in a token; the server checks the signature. @throws Failure (2) for a text that is no token. */
function permitIdIn(token: string): string {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { readonly jti?: unknown };
    if (typeof claims.jti === 'string') return claims.jti;
  } catch {
    return wrongUse('this is no permit; give the token as "gatehouse permit issue" printed it');
  }
  return wrongUse('this token names no permit; give it as "gatehouse permit issue" printed it');
}

/** Permits: signed, single use, short-lived (R-15, §1.22). */
export const PERMIT_GROUP: GroupSpec = {
  name: 'permit',
  about: 'permits: signed, single use, short-lived',
  commands: [
    issue,
    {
      name: 'verify',
      args: '<TOKEN>',
      about: 'whether the permit could be used now for these files; changes nothing, exits 1 when it could not',
      options: [
        ...DIGESTS,
        { flags: '--keys <FILE>', about: 'public keys to trust, saved from /.well-known/gatehouse-keys.json; checked before the API is asked' },
        { flags: '--offline', about: 'ask nobody: signature by --keys, time and digests; not whether it was used, voided or blocked' },
      ],
      run: verify,
    },
    {
      name: 'use',
      args: '<TOKEN>',
      about: 'consume the permit, once',
      run: async (given, { api }) => answered(await api.call('usePermit', { params: { id: permitIdIn(given.arg(0)) }, body: { token: given.arg(0) } })),
    },
  ],
};
