import type { PERMIT_OPERATIONS } from '../../contracts/api/permits.ts';
import type { DigestSet, Instant } from '../../contracts/primitives.ts';
import { pathOf } from '../../contracts/routes.ts';
import { digestDifference, permitFault } from '../../domain/deployment-approval/permits.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { nowOf } from '../../store/store.ts';
import { readRecord } from '../../store/read.ts';
import type { ApiDeps } from '../deps.ts';
import type { Handlers } from '../http/route.ts';
import { type PermitClaims, type PermitFault, signPermit, verifyPermitToken } from '../permit-token.ts';
import { deploymentTarget } from './deployments.ts';
import { accepted, command, give, recordOf, refuse } from './give.ts';

/** What the command that issues a permit answers. */
interface Issued {
  readonly permit_id: string;
  readonly system_id: string;
  readonly version_id: string;
  readonly environment: string;
  readonly digests: DigestSet;
  readonly package_digest: string;
  readonly issued_at: Instant;
  readonly expires_at: Instant;
}

const seconds = (at: Instant): number => Math.floor(Date.parse(at) / 1000);

const claimsOf = (issued: Issued, deployment: string, url: string): PermitClaims => ({
  iss: url,
  sub: deployment,
  jti: issued.permit_id,
  iat: seconds(issued.issued_at),
  exp: seconds(issued.expires_at),
  system: issued.system_id,
  version: issued.version_id,
  environment: issued.environment,
  digests: issued.digests,
  package_digest: issued.package_digest,
});

const CODES: Readonly<Record<PermitFault, 'invalid' | 'permit_expired'>> = {
  malformed: 'invalid',
  unknown_key: 'invalid',
  bad_signature: 'invalid',
  not_yet_valid: 'invalid',
  expired: 'permit_expired',
};

/** What a token says, once its signature and times are right. @throws HttpProblem when they are not. */
async function claimsIn(deps: ApiDeps, token: string): Promise<PermitClaims> {
  const verdict = await verifyPermitToken(token, deps.permits.jwks, await nowOf(deps.store));
  if (!verdict.ok) return refuse({ refused: CODES[verdict.reason], detail: verdict.detail, pointer: '/token', extra: { reason: verdict.reason } });
  return verdict.claims;
}

/** @throws HttpProblem when a digest that was seen is not the approved one. Components not seen are answered. */
function unchecked(approved: DigestSet, seen: Readonly<Record<string, string>>): string[] {
  const difference = digestDifference(approved, seen).filter(({ observed }) => observed !== null);
  if (difference.length === 0) return Object.keys(approved).filter((component) => !(component in seen));
  const detail = `what was given is not what was approved: ${difference.map(({ component }) => component).join(', ')}`;
  return refuse({ refused: 'digest_mismatch', detail, pointer: '/digests', extra: { difference } });
}

/** Permits; one is never stored, only that it was issued, used or voided. */
export const permitHandlers: Handlers<keyof typeof PERMIT_OPERATIONS> = {
  issuePermit: async ({ body, meta }, deps) => {
    const target = deploymentTarget(body.deployment_id);
    const outcome = await give(deps, target, 'issue-permit', {}, meta());
    const token = await signPermit(claimsOf(outcome.result as unknown as Issued, outcome.id, deps.url), deps.permits.privatePem);
    const json = { ...accepted(deps, target, outcome), deployment_id: outcome.id, token };
    return { json, headers: { Location: pathOf('getDeployment', { id: outcome.id }) } };
  },
  verifyPermit: async ({ body }, deps) => {
    const { jti, sub, system, version, environment, digests, package_digest, exp } = await claimsIn(deps, body.token);
    const left = unchecked(digests, body.digests ?? {});
    const found = await readRecord(deps.store, deploymentTarget(sub));
    if (!found) return refuse({ refused: 'unknown_permit', detail: `the permit is for the case ${sub}, which is not known here`, pointer: '/token' });
    const fault = permitFault(found.state as DeploymentState, jti, { ...found.facts, now: found.now });
    if (fault) return refuse(fault);
    const expires_at = new Date(exp * 1000).toISOString();
    return { json: { valid: true, permit_id: jti, deployment_id: sub, system_id: system, version_id: version, environment, digests, package_digest, expires_at, unchecked: left } };
  },
  usePermit: async ({ params, body, meta }, deps) => {
    if (body.token !== undefined && (await claimsIn(deps, body.token)).jti !== params.id) {
      refuse({ refused: 'invalid', detail: `the token is not that of permit ${params.id}`, pointer: '/token' });
    }
    const target = await recordOf(deps, params.id, 'unknown_permit', 'permit');
    if (target.kind !== 'deployment') refuse({ refused: 'unknown_permit', detail: `${params.id} is no permit` });
    return { json: await command(deps, target, 'use-permit', { permit_id: params.id }, meta()) };
  },
};
