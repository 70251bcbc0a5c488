import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NonconformityApi } from '../../support/nonconformity-over-http.ts';
import { randomDigest } from '../../support/seed.ts';

const ROUNDS = 12;
const nc = new NonconformityApi();

beforeAll(() => nc.start());
afterAll(() => nc.api.stop());

/** A major one that is like no other, so that nobody has to say first what it repeats. */
const major = () => nc.classified('major', { unit: 'claims', title: randomDigest() });

describe('§3 `merged` two nonconformities, each into the other at the same time', () => {
  it(`leave one that carries on what both are about, ${ROUNDS} times out of ${ROUNDS}`, async () => {
    const found = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const [one, other] = [await major(), await major()];
      const answers = await Promise.all([nc.give('noor', one, 'merge', { into: other, reason: 'The same' }), nc.give('noor', other, 'merge', { into: one, reason: 'The same' })]);
      const states = (await Promise.all([one, other].map(nc.view))).map((view) => String(view['state']));
      found.push([...answers.map(({ status }) => status).sort(), ...states.sort()]);
    }
    expect(found).toEqual(Array.from({ length: ROUNDS }, () => [200, 409, 'classified', 'merged']));
  });
});
