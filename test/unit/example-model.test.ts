import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DOCUMENTS } from '../../contracts/policy.ts';
import { readSafetensors, writeSafetensors } from '../../examples/model/safetensors.ts';
import { writeExampleModel, type ExampleModel } from '../../examples/model/write.ts';

let folder: string;
let model: ExampleModel;
const filesOf = ({ components, documents }: ExampleModel) => [...Object.values(components), ...Object.values(documents)];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-model-'));
  model = await writeExampleModel(join(folder, 'seven'), 7);
});
afterAll(() => rm(folder, { recursive: true }));

describe('the example model', () => {
  it('has all documents of the package, and the digests of the files that lie there', async () => {
    expect(Object.keys(model.documents).sort()).toEqual([...DOCUMENTS].sort());
    for (const { path, digest } of filesOf(model)) {
      expect(`sha256:${createHash('sha256').update(await readFile(path)).digest('hex')}`).toBe(digest);
    }
  });

  it('is the same for the same seed and has other weights and data for another', async () => {
    const again = await writeExampleModel(join(folder, 'again'), 7);
    const other = await writeExampleModel(join(folder, 'eight'), 8);
    expect(filesOf(again).map(({ digest }) => digest)).toEqual(filesOf(model).map(({ digest }) => digest));
    expect(other.components.weights.digest).not.toBe(model.components.weights.digest);
    expect(other.components.dataset.digest).not.toBe(model.components.dataset.digest);
    expect(other.documents.model_card.digest).not.toBe(model.documents.model_card.digest);
  });

  it('has really learned, whatever the seed, and its card quotes what was measured', async () => {
    for (const seed of [0, 1, 2, 3, 2 ** 32 - 1]) {
      const { evaluation, documents } = await writeExampleModel(join(folder, 'learned'), seed);
      expect(evaluation.auc).toBeGreaterThan(0.75);
      expect(evaluation.brier).toBeLessThan(evaluation.default_rate * (1 - evaluation.default_rate));
      expect(await readFile(documents.model_card.path, 'utf8')).toContain(`| ${evaluation.auc.toFixed(3)} |`);
    }
  });

  it.each([-1, 1.5, 2 ** 32, Number.NaN])('refuses the seed %p', async (seed) => {
    await expect(writeExampleModel(folder, seed)).rejects.toThrow(/is not a whole number from 0 to 4294967295/);
  });
});

describe('safetensors', () => {
  const floats = fc.array(fc.float({ noNaN: true }), { maxLength: 20 });
  const names = fc.string({ minLength: 1 }).filter((name) => !['__metadata__', '__proto__'].includes(name) && !/^\d+$/.test(name));

  it('give back what was written, aligned to eight bytes', () => {
    fc.assert(
      fc.property(fc.dictionary(names, floats, { noNullPrototype: true }), fc.dictionary(names, fc.string(), { noNullPrototype: true }), (vectors, metadata) => {
        const tensors = Object.fromEntries(Object.entries(vectors).map(([name, values]) => [name, { shape: [values.length], values }]));
        const file = writeSafetensors({ tensors, metadata });
        expect(readSafetensors(file)).toEqual({ tensors, metadata });
        expect(Number(file.readBigUInt64LE()) % 8).toBe(0);
      }),
    );
  });

  it.each<[string, (file: Buffer) => Buffer, RegExp]>([
    ['is cut', (file) => file.subarray(0, -4), /tensor a ends at 8, but the data at 4; the file was cut/],
    ['has a tensor out of place', (file) => Buffer.from(file.toString('latin1').replace('[0,8]', '[4,8]'), 'latin1'), /tensor a lies at 4–8; 2 floats should lie at 0–8/],
    ['has bytes appended', (file) => Buffer.concat([file, Buffer.alloc(4)]), /the tensors end at byte/],
    ['is something else', () => Buffer.from('# no model at all'), /it is no safetensors file/],
    ['is empty', () => Buffer.alloc(0), /it is no safetensors file/],
    ['holds another type', (file) => Buffer.from(file.toString('latin1').replace('F32', 'I32'), 'latin1'), /tensor a has type I32/],
  ])('are refused when a file %s', (_what, spoil, message) => {
    const file = writeSafetensors({ tensors: { a: { shape: [2], values: [1, 2] } }, metadata: {} });
    expect(() => readSafetensors(spoil(file))).toThrow(message);
  });
});
