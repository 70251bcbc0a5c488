import { parseArgs } from 'node:util';
import { writeExampleModel } from '../examples/model/write.ts';

const USAGE = 'usage: node dist/scripts/make-example-model.js --out FOLDER [--seed N]';

/** Writes the example model and prints, as JSON, where each file is and its digest. The exit code is 2 for wrong use. */
async function main(): Promise<void> {
  const { out, seed } = options();
  console.log(JSON.stringify(await writeExampleModel(out, seed), null, 2));
}

function options(): { readonly out: string; readonly seed: number } {
  const { out, seed } = parseArgs({ options: { out: { type: 'string' }, seed: { type: 'string', default: '1' } } }).values;
  if (!out) throw new RangeError('--out is missing; give the folder to write to');
  if (!/^\d+$/.test(seed)) throw new RangeError(`seed "${seed}" is not a whole number from 0 to 4294967295`);
  return { out, seed: Number(seed) };
}

try {
  await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = error instanceof RangeError || error instanceof TypeError ? 2 : 1;
}
