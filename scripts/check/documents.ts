import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import type { Verdict } from './finding.ts';
import { type Named, namedThings } from './named-in-documents.ts';
import { jsonOf, repositoryFiles, ROOT, textOf } from './repository.ts';

const CLI = 'dist/cli/main.js';
/** What exists only once something has run. */
const MADE_AT_RUN_TIME = /^(?:\.gatehouse|dist|coverage|node_modules)(?:\/|$)/;

const whereIs = ({ document, line, text }: Named): string => `${document}:${line} names ${text}`;

/** `domain/<stem>/*.ts` as an expression; a placeholder stands for one part of a path. */
function wildcard(path: string): RegExp | undefined {
  if (!/[<*{]|NNNN/.test(path)) return undefined;
  const parts = path.split(/<[^>]*>|\{[^}]*\}|\*+|NNNN/).map((part) => part.replace(/[.+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}(?:/.*)?$`);
}

function exists(named: Named, files: readonly string[]): boolean {
  const path = named.text.replace(/^\.\//, '').replace(/\/$/, '');
  // an address of the API, not a file
  if (path.startsWith('/')) return true;
  if (MADE_AT_RUN_TIME.test(path)) return true;
  const pattern = wildcard(path);
  if (pattern !== undefined) return files.some((file) => pattern.test(file));
  const candidates = [path, normalize(join(dirname(named.document), path))];
  if (candidates.some((each) => existsSync(join(ROOT, each)) || existsSync(join(ROOT, `${each}.ts`)))) return true;
  return !path.includes('/') && files.some((file) => basename(file) === path);
}

const helps = new Map<string, ReadonlySet<string>>();

/** The names of the commands under `gatehouse WORDS`, as its own help lists them. */
function subcommands(words: readonly string[]): ReadonlySet<string> {
  const key = words.join(' ');
  const known = helps.get(key);
  if (known !== undefined) return known;
  const { stdout } = spawnSync(process.execPath, [CLI, ...words, '--help'], { cwd: ROOT, encoding: 'utf8' });
  const [, listed = ''] = stdout.split(/^Commands:$/m);
  const names = new Set([...listed.matchAll(/^ {2}(\w[\w|-]*)/gm)].flatMap((match) => (match[1] ?? '').split('|')));
  helps.set(key, names);
  return names;
}

/** The first word of the command that the CLI does not know; `a|b` names two commands. */
function unknownWord(command: string): string | undefined {
  const words: string[] = [];
  for (const word of command.split(' ')) {
    const known = subcommands(words);
    if (known.size === 0) return undefined;
    const stranger = word.split('|').find((each) => !known.has(each));
    if (stranger !== undefined) return stranger;
    if (word.includes('|')) return undefined;
    words.push(word);
  }
  return undefined;
}

/** Every path, npm script and `gatehouse` command that the documents name exists. */
export function checkDocuments(): Verdict {
  const files = repositoryFiles();
  const rooms = new Set(readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name));
  const documents = files.filter((path) => /^(?:README|CONTRIBUTING|CHANGELOG)\.md$|^docs\/.*\.md$/.test(path));
  const things = documents.map((path) => namedThings(path, textOf(path), rooms));
  const { scripts } = jsonOf('package.json') as { scripts: Record<string, string> };
  const hasCli = existsSync(join(ROOT, CLI));
  return {
    findings: [
      ...things.flatMap(({ paths }) => paths.filter((named) => !exists(named, files))).map((named) => `${whereIs(named)}, which does not exist: correct the path`),
      ...things.flatMap((each) => each.scripts.filter(({ text }) => !(text in scripts))).map((named) => `${whereIs(named)}, no script of package.json: correct the name`),
      ...(hasCli ? things.flatMap(({ commands }) => commands) : []).flatMap((named) => {
        const word = unknownWord(named.text);
        return word === undefined ? [] : [`${named.document}:${named.line} names gatehouse ${named.text}; the command line knows no ${word}`];
      }),
    ],
    notes: hasCli ? [] : [`gatehouse commands in the documents, for ${CLI} is not built: run \`npm run build\``],
  };
}
