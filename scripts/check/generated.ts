import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from '../docs/generated.ts';
import type { Verdict } from './finding.ts';
import { ROOT, textOf } from './repository.ts';

/** Files made from the code say what the code says now. */
export async function checkGenerated(): Promise<Verdict> {
  const files = await generatedFiles();
  const stale = files.filter(({ path, content }) => !existsSync(join(ROOT, path)) || textOf(path) !== content);
  return { findings: stale.map(({ path }) => `${path} is not what the code says now: run \`npm run docs\` and commit it`) };
}
