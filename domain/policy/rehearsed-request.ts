import type { DocumentName } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { WouldBeRequest } from '../../contracts/would-be-request.ts';
import type { Command } from '../aggregate.ts';
import { initial } from '../system/state.ts';
import type { SystemState } from '../system/state.ts';

const SYSTEM_ID = 'sys_rehearsal';
const VERSION_ID = 'ver_rehearsal';
/** Stands for every digest: a rehearsal has one package, of no bytes. */
export const REHEARSED_DIGEST = `sha256:${'0'.repeat(64)}`;
/** Stands for a signature; its truth is the business of the checks, which a rehearsal takes as passed. */
const SIGNATURE = `${'A'.repeat(86)}==`;

/** The register as if it held the system with one complete version, signed weights and no risk. */
export function rehearsedSystem(request: WouldBeRequest, at: Instant): SystemState {
  const version = {
    id: VERSION_ID,
    name: 'rehearsal',
    digests: { weights: REHEARSED_DIGEST },
    authors: request.authors,
    weights_signature: SIGNATURE,
    added_at: at,
    added_by: request.requester,
  };
  return { ...initial(SYSTEM_ID), exists: true, entry: request.system, versions: [version], last_at: at };
}

/** The request as its requester would send it, with every document that its path asks for. */
export function rehearsedSubmission(request: WouldBeRequest, documents: readonly DocumentName[]): Command {
  return {
    name: 'submit',
    body: {
      system_id: SYSTEM_ID,
      version_id: VERSION_ID,
      environment: request.environment,
      title: `${request.system.name}: rehearsal`.slice(0, 200),
      change_type: request.change_type,
      rationale: 'rehearsal',
      options: [],
      documents: Object.fromEntries(documents.map((name) => [name, REHEARSED_DIGEST])),
      validated_by: [],
    },
  };
}
