import { z } from 'zod';
import { absence, delegation, directoryFile } from './directory.ts';
import { nonconformitiesFile } from './nonconformity-policy.ts';
import { OBLIGATION_COMMANDS } from './obligation-commands.ts';
import { calendarsFile, laddersFile, lanesFile, raciFile, tiersFile } from './policy.ts';
import { thresholdsFile } from './thresholds.ts';
import { instant, personId, sha256, slug } from './primitives.ts';
import { BLOCKER_COMMANDS } from './system.ts';
import { tokenCreate, tokenId } from './token.ts';

/** A whole policy as rules read it: what is proposed, and what a record of it must hold to be replayed (design §5, §8). */
export const policyDocument = z.strictObject({
  digest: sha256,
  tiers: tiersFile,
  lanes: lanesFile,
  ladders: laddersFile,
  calendars: calendarsFile.shape.calendars,
  thresholds: thresholdsFile,
  raci: raciFile.shape.raci,
  /** Absent from a policy of before there was nonconformity closure. */
  nonconformities: nonconformitiesFile.optional(),
});

/** Where a policy was found: a key such as `disk` or `api`, never a path. */
const source = slug.default('api');

export const policyBootstrap = z.strictObject({ policy: policyDocument, source });
/** Without `policy` the digest of one that lies here already: to take up what was found on disk, or to go back. */
export const policyPropose = z.strictObject({ digest: sha256, policy: policyDocument.optional(), source });
export const policyActivate = z.strictObject({ digest: sha256 });

/** A person and a role gained or lost; with `unit` for that unit only. */
export const roleChange = z.strictObject({ person: personId, role: slug, unit: slug.optional() });
export type RoleChange = z.infer<typeof roleChange>;

/** Commands of the house: policy, directory, delegations, absences, tokens, outages, blockers and waivers beyond one system. */
export const HOUSE_COMMANDS = {
  'bootstrap-policy': policyBootstrap,
  'propose-policy': policyPropose,
  'activate-policy': policyActivate,
  'load-directory': z.strictObject({ directory: directoryFile }),
  'grant-delegation': delegation,
  'end-delegation': z.strictObject({ delegation_id: z.string() }),
  'add-absence': absence,
  'end-absence': z.strictObject({ absence_id: z.string() }),
  'create-token': tokenCreate,
  'revoke-token': z.strictObject({ token_id: tokenId }),
  'record-outage': z.strictObject({ from_at: instant }),
  escalate: z.strictObject({ woke_for: instant.nullable().default(null) }),
  ...BLOCKER_COMMANDS,
  ...OBLIGATION_COMMANDS,
} as const;
export type HouseCommandName = keyof typeof HOUSE_COMMANDS;
export type HouseCommandBody<T extends HouseCommandName> = z.infer<(typeof HOUSE_COMMANDS)[T]>;
