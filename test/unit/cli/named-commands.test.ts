import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROUPS } from '../../../cli/groups.ts';
import { packageRoot } from '../../../config.ts';

const ROOT = packageRoot();
const FOLDERS = ['activities', 'api', 'cli', 'contracts', 'domain', 'render', 'scripts/demo', 'store', 'workers', 'workflows'];
const COMMAND = /(?<![\w/.-]|database )gatehouse ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)/g;

/** What the text tells people to run: the words behind `gatehouse`. A prefix of a line on standard error, `gatehouse api: …`, is none. */
const namedIn = (text: string): string[] => [...text.matchAll(COMMAND)].flatMap((found) => (text[found.index + found[0].length] === ':' ? [] : [found[1]!]));

const inGroup = (name: string | null): string[] => GROUPS.filter((group) => group.name === name).flatMap(({ commands }) => commands.map((command) => command.name));

/** Whether the command line knows the command that the words begin with. */
function isKnown(words: string): boolean {
  const [first = '', second] = words.split(' ');
  return inGroup(null).includes(first) || (second === undefined ? GROUPS.some(({ name }) => name === first) : inGroup(first).includes(second));
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('a text of the product', () => {
  const named = FOLDERS.flatMap(sources).flatMap((file) => namedIn(readFileSync(file, 'utf8')).map((words) => ({ file: file.slice(ROOT.length + 1), words })));

  it('names only commands that exist', () => {
    expect(named.filter(({ words }) => !isKnown(words)).map(({ file, words }) => `${file} names gatehouse ${words}`)).toEqual([]);
  });

  it('is found where it names one', () => {
    const found = new Set(named.map(({ words }) => words.split(' ').slice(0, 2).join(' ')));
    expect([...found]).toEqual(expect.arrayContaining(['vote', 'token create', 'policy activate', 'obligation acknowledge', 'watch']));
  });

  it('is seen to be wrong when its command does not exist', () => {
    expect(namedIn('a token comes from "gatehouse signin", gatehouse deploy dance, or `gatehouse token create`').map(isKnown)).toEqual([false, false, true]);
  });
});
