import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentName } from '../../contracts/policy.ts';
import { documentsOf } from './documents.ts';
import { evaluate, REFER_ABOVE, type Evaluation } from './evaluation.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { drawApplicants, FEATURES, fromTensors, score, toTensors, train, type Applicant, type Scorecard } from './scorecard.ts';

/** A file that was written, with its digest as `sha256:<hex>`. */
export interface WrittenFile {
  readonly path: string;
  readonly digest: string;
}

/** A model with everything that a deployment request needs: components by the names of a version, documents by those of the package. */
export interface ExampleModel {
  readonly seed: number;
  readonly evaluation: Evaluation;
  readonly components: Readonly<Record<'weights' | 'prompt_config' | 'dataset', WrittenFile>>;
  readonly documents: Readonly<Record<DocumentName, WrittenFile>>;
}

const TRAINING_ROWS = 1500;
const MEASURING_ROWS = 1000;

/**
 * Trains the example scorecard and writes it with its documents into a folder, over files of the same names. The same
 * seed gives the same bytes, another seed other digests.
 * @throws RangeError for a seed that is not a whole number from 0 to 4294967295; Error when the weights do not read back.
 */
export async function writeExampleModel(folder: string, seed: number): Promise<ExampleModel> {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) throw new RangeError(`seed ${seed} is not a whole number from 0 to 4294967295`);
  const applicants = drawApplicants(seed, TRAINING_ROWS + MEASURING_ROWS);
  const [training, measuring] = [applicants.slice(0, TRAINING_ROWS), applicants.slice(TRAINING_ROWS)];
  const model = train(training);
  const evaluation = evaluate(model, measuring);
  await mkdir(folder, { recursive: true });
  const components = {
    weights: await write(folder, 'model.safetensors', writeSafetensors(toTensors(model, { seed: String(seed) }))),
    prompt_config: await write(folder, 'model-config.json', `${JSON.stringify({ refer_above: REFER_ABOVE, features: FEATURES }, null, 2)}\n`),
    dataset: await write(folder, 'applications.csv', asCsv(training)),
  };
  await readBack(components.weights.path, model, measuring);
  const documents = {} as Record<DocumentName, WrittenFile>;
  for (const [name, text] of Object.entries(documentsOf({ seed, trainedOn: training.length, evaluation })) as [DocumentName, string][]) {
    documents[name] = await write(folder, `${name.replaceAll('_', '-')}.md`, text);
  }
  return { seed, evaluation, components, documents };
}

async function write(folder: string, name: string, content: string | Buffer): Promise<WrittenFile> {
  const path = join(folder, name);
  await writeFile(path, content);
  return { path, digest: `sha256:${createHash('sha256').update(content).digest('hex')}` };
}

/** The file alone must score like the model in memory, up to what 32-bit floats cut off. */
async function readBack(path: string, model: Scorecard, applicants: readonly Applicant[]): Promise<void> {
  const stored = fromTensors(readSafetensors(await readFile(path)));
  const differs = applicants.find(({ features }) => !(Math.abs(score(stored, features) - score(model, features)) < 1e-5));
  if (differs) throw new Error(`${path} does not score like the model that was trained, e.g. for ${differs.features.join(', ')}; write it again`);
}

function asCsv(applicants: readonly Applicant[]): string {
  const rows = applicants.map(({ features, age_band, defaulted }) => [...features.map((value) => value.toFixed(3)), age_band, Number(defaulted)].join(','));
  return `${[[...FEATURES, 'age_band', 'defaulted'].join(','), ...rows].join('\n')}\n`;
}
