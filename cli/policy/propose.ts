import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POLICY_FILES } from '../../contracts/policy.ts';
import { reasonOf, wrongUse } from '../failure.ts';
import { answered } from '../simple.ts';
import type { Run } from '../spec.ts';
import { placesOf } from './ground.ts';

function textOf(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    return wrongUse(`${join(folder, name)} can't be read (${reasonOf(error)}); a policy is ${Object.keys(POLICY_FILES).join(', ')}`);
  }
}

/** A changed policy is a proposal until a second person activates it (design §8). */
export const propose: Run = async (given, { api, io }) => {
  const digest = given.arg(0);
  if (digest !== '') return answered(await api.call('proposePolicy', { body: { digest } }));
  const { dir } = placesOf(given, io.env);
  const files = Object.fromEntries(Object.keys(POLICY_FILES).map((name) => [name, textOf(dir, name)]));
  return answered(await api.call('proposePolicy', { body: { files } }));
};
