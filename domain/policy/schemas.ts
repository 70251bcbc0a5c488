import { z } from 'zod';
import { deploymentRequest } from '../../contracts/deployment-approval.ts';
import { directoryFile } from '../../contracts/directory.ts';
import { ncPlan, ncRaise, rootCause } from '../../contracts/nonconformity-closure.ts';
import { ncImport } from '../../contracts/nonconformity-import.ts';
import { POLICY_FILES } from '../../contracts/policy.ts';
import { blockerRaise, riskAdd, systemAdd, versionAdd } from '../../contracts/system.ts';
import { wouldBeRequest } from '../../contracts/would-be-request.ts';

/** Files that people write besides the policy's own, by the name of their schema. */
const OTHER_FILES = {
  directory: directoryFile,
  system: systemAdd,
  version: versionAdd,
  'deployment-request': deploymentRequest,
  'would-be-request': wouldBeRequest,
  risk: riskAdd,
  blocker: blockerRaise,
  nonconformity: ncRaise,
  'root-cause': rootCause,
  'nc-plan': ncPlan,
  'nc-import': ncImport,
} as const;

/** The name of each schema, e.g. `tiers` or `directory`, with the JSON Schema (2020-12) of what people may write. */
export function fileSchemas(): ReadonlyMap<string, object> {
  const policy = Object.entries(POLICY_FILES).map(([file, schema]): [string, z.ZodType] => [file.replace(/\.yaml$/, ''), schema]);
  return new Map([...policy, ...Object.entries(OTHER_FILES)].map(([name, schema]) => [name, jsonSchema(name, schema)]));
}

function jsonSchema(name: string, schema: z.ZodType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, title: `Gatehouse: ${name}`, ...rest };
}
