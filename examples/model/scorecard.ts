import { normal, seededRandom } from './random.ts';
import type { SafeTensors } from './safetensors.ts';

/** What the model knows of an applicant, in the order of the columns of its weights. */
export const FEATURES = ['income_eur', 'debt_ratio', 'months_employed', 'late_payments', 'utilisation', 'credit_age_months'] as const;
const MEAN = [3200, 0.32, 60, 0.8, 0.45, 90] as const;
const SPREAD = [900, 0.12, 40, 1.1, 0.25, 50] as const;
/** How the made-up world really works: the weights that training has to find again, per spread of each feature. */
const WORLD = [-0.6, 0.9, -0.4, 1.1, 0.7, -0.3] as const;
const WORLD_BIAS = -1.6;

/** A made-up applicant. The age band is never shown to the model; it serves to compare how groups fare. */
export interface Applicant {
  readonly features: readonly number[];
  readonly age_band: 'under_30' | '30_and_over';
  readonly defaulted: boolean;
}

/** A logistic regression: probability of default = sigmoid(weights · standardised features + bias). */
export interface Scorecard {
  readonly weights: readonly number[];
  readonly bias: number;
  readonly mean: readonly number[];
  readonly spread: readonly number[];
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const standardise = (values: readonly number[], { mean, spread }: Pick<Scorecard, 'mean' | 'spread'>) =>
  values.map((value, i) => (value - (mean[i] ?? 0)) / (spread[i] ?? 1));

/** Applicants who exist only by the seed; younger ones have shorter histories, as in life. */
export function drawApplicants(seed: number, count: number): Applicant[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const young = random() < 0.3;
    const standard = FEATURES.map((name) => normal(random) - (young && /months/.test(name) ? 0.4 : 0));
    const features = standard.map((value, i) => Math.max(0, (MEAN[i] ?? 0) + value * (SPREAD[i] ?? 1)));
    const risk = sigmoid(dot(WORLD, standardise(features, { mean: MEAN, spread: SPREAD })) + WORLD_BIAS);
    return { features, age_band: young ? 'under_30' : '30_and_over', defaulted: random() < risk };
  });
}

/** Fits the model by gradient descent; the same applicants give the same weights. */
export function train(applicants: readonly Applicant[], rounds = 150): Scorecard {
  const frame = { mean: MEAN, spread: SPREAD };
  const rows = applicants.map(({ features, defaulted }) => ({ x: standardise(features, frame), y: defaulted ? 1 : 0 }));
  let weights: readonly number[] = FEATURES.map(() => 0);
  let bias = 0;
  for (let round = 0; round < rounds; round += 1) {
    const errors = rows.map(({ x, y }) => sigmoid(dot(weights, x) + bias) - y);
    const slope = (i: number) => errors.reduce((sum, error, row) => sum + error * (rows[row]?.x[i] ?? 0), 0) / rows.length;
    weights = weights.map((weight, i) => Math.fround(weight - slope(i)));
    bias = Math.fround(bias - errors.reduce((sum, error) => sum + error, 0) / rows.length);
  }
  return { weights, bias, ...frame };
}

/** The probability that this applicant defaults. */
export const score = (model: Scorecard, features: readonly number[]): number => sigmoid(dot(model.weights, standardise(features, model)) + model.bias);

/** The model as tensors, with what is needed to score from the file alone. */
export function toTensors({ weights, bias, mean, spread }: Scorecard, metadata: Readonly<Record<string, string>>): SafeTensors {
  const vector = (values: readonly number[]) => ({ shape: [values.length], values });
  return {
    tensors: {
      'linear.weight': { shape: [1, weights.length], values: weights },
      'linear.bias': vector([bias]),
      'input.mean': vector(mean),
      'input.spread': vector(spread),
    },
    metadata: { ...metadata, features: FEATURES.join(',') },
  };
}

/** The model that a file holds. @throws Error when a tensor is missing. */
export function fromTensors({ tensors }: SafeTensors): Scorecard {
  const values = (name: string) => {
    const tensor = tensors[name];
    if (!tensor) throw new Error(`tensor ${name} is missing; it should stand beside ${Object.keys(tensors).join(', ')}`);
    return tensor.values;
  };
  return { weights: values('linear.weight'), bias: values('linear.bias')[0] ?? 0, mean: values('input.mean'), spread: values('input.spread') };
}
