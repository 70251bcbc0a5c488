import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { readRequestFile } from '../../../cli/request-file.ts';
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
    const body = readRequestFile(join(packageRoot(), 'examples/requests', file)).value;
    const parsed = (operationOf(operation).body as z.ZodType).safeParse(body);
    expect({ file, error: parsed.error?.issues }).toEqual({ file, error: undefined });
  });

  it.each(['nc-plan.yaml', 'absence.yaml', 'delegation.yaml', 'token.yaml', 'waiver.yaml'])('%s does not grow old: what lies ahead in it is said by how far', (file) => {
    const path = join(packageRoot(), 'examples/requests', file);
    expect(readFileSync(path, 'utf8').replaceAll(/#.*$/gm, '')).not.toMatch(/\d{4}-\d\d-\d\dT/);
    const instants = JSON.stringify(readRequestFile(path).value).match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? [];
    expect(instants.length).toBeGreaterThan(0);
    expect(instants.filter((at) => at <= new Date().toISOString())).toEqual([]);
  });
});
