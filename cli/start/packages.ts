import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../config.ts';

/** The folder of an installed npm package, or `undefined`; also where another package brought it along. */
export function packageFolder(name: string, broughtBy?: string): string | undefined {
  const parent = broughtBy === undefined ? undefined : packageFolder(broughtBy);
  for (let folder = parent ?? packageRoot(); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}
