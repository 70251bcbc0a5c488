import { checkDocuments } from './check/documents.ts';
import type { Verdict } from './check/finding.ts';
import { checkFreeText } from './check/free-text.ts';
import { checkGenerated } from './check/generated.ts';
import { checkPackages } from './check/packages.ts';
import { checkSizes } from './check/sizes.ts';
import { checkSpecCoverage } from './check/spec-coverage.ts';
import { checkTraces } from './check/traces.ts';

const CHECKS: readonly (readonly [what: string, check: () => Verdict | Promise<Verdict>])[] = [
  ['every number of the specification has a test or an exception', checkSpecCoverage],
  ['paths and commands in the documents exist', checkDocuments],
  ['generated files are up to date', checkGenerated],
  ['events hold free text only where it can be erased', checkFreeText],
  ['no file names a path or a registry of one machine', checkTraces],
  ['parts are pinned and have a reason', checkPackages],
  ['no source file is too long', checkSizes],
];

/** A check that can't even look has found something. */
async function verdictOf(check: () => Verdict | Promise<Verdict>): Promise<Verdict> {
  try {
    return await check();
  } catch (error) {
    return { findings: [error instanceof Error ? error.message : String(error)] };
  }
}

let failed = 0;
for (const [what, check] of CHECKS) {
  const { findings, notes = [] } = await verdictOf(check);
  console.log(`${findings.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
  for (const line of findings) console.log(`       ${line}`);
  for (const line of notes) console.log(`       not checked: ${line}`);
  failed += findings.length;
}
if (failed > 0) console.log(`${failed} to mend`);
process.exitCode = failed === 0 ? 0 : 1;
