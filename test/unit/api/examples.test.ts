import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { packageRoot } from '../../../config.ts';
import { operationOf } from '../../../contracts/routes.ts';
import type { OperationId } from '../../../contracts/routes.ts';

/** Examples that are the body of an operation as they stand; others name local files, which the command line sends first. */
const BODIES: readonly (readonly [string, OperationId])[] = [
  ['absence.yaml', 'addAbsence'],
  ['delegation.yaml', 'addDelegation'],
  ['nc-plan.yaml', 'submitActionPlan'],
  ['nonconformity.yaml', 'raiseNonconformity'],
  ['observed-digests.yaml', 'observeDigests'],
  ['pause-order.yaml', 'raiseBlocker'],
  ['revision.yaml', 'reviseDeployment'],
  ['risk.yaml', 'addRisk'],
  ['root-cause.yaml', 'recordRootCause'],
  ['system-high.yaml', 'addSystem'],
  ['system-low.yaml', 'addSystem'],
  ['system-medium.yaml', 'addSystem'],
  ['token.yaml', 'createToken'],
  ['waiver.yaml', 'waiveBlocker'],
  ['would-be-request.yaml', 'explainRequest'],
];

describe('the example requests', () => {
  it.each(BODIES)('%s is what %s takes', (file, operation) => {
    const body = parse(readFileSync(join(packageRoot(), 'examples/requests', file), 'utf8')) as unknown;
    const parsed = (operationOf(operation).body as z.ZodType).safeParse(body);
    expect({ file, error: parsed.error?.issues }).toEqual({ file, error: undefined });
  });
});
