import { createHash } from 'node:crypto';
import { appendFileSync, utimesSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { digestFile, progressBar } from '../../cli/digest.ts';

const MB = 1_000_000;
let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-digest-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('digestFile', () => {
  it.each([
    ['an empty file', 0],
    ['a file of one chunk', 1000],
    ['a file of several chunks', 3 * MB + 7],
  ])('gives the SHA-256 of %s and tells its progress', async (name, size) => {
    const content = Buffer.alloc(size, 'weights');
    await writeFile(file(name), content);
    const seen: number[] = [];
    const digest = await digestFile(file(name), (bytes, total) => seen.push(bytes / total));
    expect(digest).toBe(`sha256:${createHash('sha256').update(content).digest('hex')}`);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(size === 0 ? undefined : 1);
  });

  it('follows a link to a file', async () => {
    await writeFile(file('target'), 'abc');
    await symlink(file('target'), file('link'));
    expect(await digestFile(file('link'))).toBe(await digestFile(file('target')));
  });

  it('refuses a directory and says how to make one file of it', async () => {
    await expect(digestFile(folder)).rejects.toThrow(`${folder} is a directory; give one file, e.g. an archive: tar`);
  });

  it('refuses what is not there or no plain file', async () => {
    await expect(digestFile(file('nothing'))).rejects.toThrow(`${file('nothing')} does not exist; give the path of a file`);
    await expect(digestFile('/dev/null')).rejects.toThrow('/dev/null is not a plain file');
    await expect(digestFile(join(file('target'), 'below'))).rejects.toThrow(/cannot be read \(ENOTDIR\)/);
  });

  it.each([
    ['grows', (path: string) => appendFileSync(path, Buffer.alloc(MB)), '2000000 bytes at first, 3000000 at last'],
    ['is written over at the same size', (path: string) => utimesSync(path, 1, 1), '2000000 bytes at first, 2000000 at last'],
  ])('refuses a file that %s while it is read', async (_what, change, sizes) => {
    await writeFile(file('changing'), Buffer.alloc(2 * MB));
    let changed = false;
    const once = () => {
      if (!changed) change(file('changing'));
      changed = true;
    };
    await expect(digestFile(file('changing'), once)).rejects.toThrow(`${file('changing')} changed while it was read (${sizes})`);
  });
});

describe('progressBar', () => {
  const draw = (isTTY: boolean, total: number, silent = false) => {
    const written: string[] = [];
    const onProgress = progressBar('model.bin', { isTTY, write: (text) => written.push(text) }, silent);
    for (let done = 1; done <= 200; done += 1) onProgress((total / 200) * done, total);
    return written;
  };

  it('redraws one line on a terminal, once per percent, and ends it', () => {
    const written = draw(true, 100 * MB);
    expect(written).toHaveLength(101);
    expect(written.every((text) => text.startsWith('\r'))).toBe(true);
    expect(written[50]).toBe('\r\u001b[Kmodel.bin [#############............] 50 % of 100 MB');
    expect(written.join('').split('\n')).toHaveLength(2);
  });

  it('writes plain lines elsewhere, one for each ten percent', () => {
    const written = draw(false, 100 * MB);
    expect(written).toHaveLength(11);
    expect(written[1]).toBe('model.bin: 10 % of 100 MB\n');
  });

  it('says nothing of small files, nor with --json', () => {
    expect([draw(true, 63 * MB), draw(false, 63 * MB), draw(true, 100 * MB, true)]).toEqual([[], [], []]);
  });
});
