import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { GROUPS } from '../../../cli/groups.ts';
import { cliReference } from '../../../cli/reference.ts';
import { packageRoot } from '../../../config.ts';

/** Every file that the help of a command names. */
const named = GROUPS.flatMap(({ commands }) => commands).flatMap(({ notes = '' }) => notes.match(/examples\/[\w/.-]+\w/g) ?? []);

describe('the command line', () => {
  it('is described in docs/cli.md as it is', () => {
    expect(readFileSync(join(packageRoot(), 'docs', 'cli.md'), 'utf8')).toBe(cliReference());
  });

  it('has no command twice', () => {
    const names = GROUPS.flatMap(({ name, commands }) => commands.map((command) => `${name ?? ''} ${command.name}`));
    expect(names.filter((each, i) => names.indexOf(each) !== i)).toEqual([]);
  });

  it.each([...new Set(named)])('names %s, which is there', (path) => {
    expect(readFileSync(join(packageRoot(), path), 'utf8')).not.toBe('');
  });
});
