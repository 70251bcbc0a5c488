import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../../../cli/start/process.ts';

const VERSION = 'v1.29.1';
const PROGRAMS = [`go.temporal.io/server/cmd/server@${VERSION}`, `go.temporal.io/server/cmd/tools/sql@${VERSION}`];

/** Where the full server lies: the programs `server` and `sql`, and the schema of PostgreSQL. */
export interface TemporalPrograms {
  readonly server: string;
  readonly sql: string;
  readonly schema: string;
}

/** The Go command, on the PATH or where its installer puts it. */
function goCommand(): string | undefined {
  const candidates = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean).map((folder) => join(folder, 'go')), '/usr/local/go/bin/go'];
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

async function ok(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const outcome = await run({ file, args, env });
  if (outcome.code !== 0) throw new Error(`${file} ${args.join(' ')}: ${outcome.stderr.trim().split('\n').at(-1) ?? 'it failed'}`);
  return outcome.stdout;
}

/**
 * The full Temporal server, built once with Go into `<home>/bin` (about 5 minutes, at the lowest priority). Null when
 * there is no Go: the caller falls back and says so.
 * @throws Error with the last line of the build when it fails.
 */
export async function temporalPrograms(home: string, progress: (line: string) => void): Promise<TemporalPrograms | null> {
  const folder = join(home, 'bin', `temporal-server-${VERSION}`);
  const programs = { server: join(folder, 'server'), sql: join(folder, 'sql'), schema: join(folder, 'schema') };
  if (Object.values(programs).every((path) => existsSync(path))) return programs;
  const go = goCommand();
  if (go === undefined) return null;
  mkdirSync(folder, { recursive: true });
  const env = { ...(process.env as Record<string, string>), GOBIN: folder };
  progress(`building Temporal ${VERSION} with Go into ${folder} (about 5 minutes, once)`);
  await ok('/usr/bin/nice', ['-n', '19', go, 'install', ...PROGRAMS], env);
  const downloaded = JSON.parse(await ok(go, ['mod', 'download', '-json', `go.temporal.io/server@${VERSION}`], env)) as { Dir: string };
  cpSync(join(downloaded.Dir, 'schema', 'postgresql', 'v12'), programs.schema, { recursive: true });
  return programs;
}
