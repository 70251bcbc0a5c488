import { z } from 'zod';
import { absence, delegation } from './directory.ts';
import { OBLIGATION_COMMANDS } from './obligation-commands.ts';
import { instant, personId, sha256, slug } from './primitives.ts';
import { BLOCKER_COMMANDS } from './system.ts';

/** Where a policy was found: a key such as `disk` or `api`, never a path. */
const source = slug.default('api');
/** Places in the policy that differ from the one in force, e.g. `lanes/legal/veto`. */
const changed = z.array(z.string().regex(/^[\w./ -]{1,200}$/)).max(500).default([]);

export const policyBootstrap = z.strictObject({ digest: sha256, source });
export const policyPropose = z.strictObject({ digest: sha256, source, changed });
export const policyActivate = z.strictObject({ digest: sha256 });

/** A person and a role gained or lost; with `unit` for that unit only. */
export const roleChange = z.strictObject({ person: personId, role: slug, unit: slug.optional() });

/** A load of the directory, as its difference to the one before; ids only (design §8). */
export const directoryLoad = z.strictObject({
  digest: sha256,
  added: z.array(personId).default([]),
  removed: z.array(personId).default([]),
  changed: z.array(personId).default([]),
  roles_gained: z.array(roleChange).default([]),
  roles_lost: z.array(roleChange).default([]),
});

/** Commands of the house: policy, directory, delegations, absences, blockers and waivers beyond one system. */
export const HOUSE_COMMANDS = {
  'bootstrap-policy': policyBootstrap,
  'propose-policy': policyPropose,
  'activate-policy': policyActivate,
  'load-directory': directoryLoad,
  'grant-delegation': delegation,
  'end-delegation': z.strictObject({ delegation_id: z.string() }),
  'add-absence': absence,
  'end-absence': z.strictObject({ absence_id: z.string() }),
  escalate: z.strictObject({ woke_for: instant.nullable().default(null) }),
  ...BLOCKER_COMMANDS,
  ...OBLIGATION_COMMANDS,
} as const;
export type HouseCommandName = keyof typeof HOUSE_COMMANDS;
export type HouseCommandBody<T extends HouseCommandName> = z.infer<(typeof HOUSE_COMMANDS)[T]>;
