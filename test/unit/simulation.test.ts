import { describe, expect, it } from '@jest/globals';
import { Simulation } from '../support/simulation.ts';

const STEPS = Number(process.env['GATEHOUSE_SIMULATED_STEPS'] ?? 50_000);
const STEPS_PER_CASE = 200;

describe('a simulated case with crashes, lost and late agendas', () => {
  it(`keeps its promises over ${STEPS} steps`, () => {
    const first = Number(process.env['GATEHOUSE_SEED'] ?? Date.now() % 1_000_000);
    const ends = new Map<string, number>();
    let steps = 0;
    for (let seed = first; steps < STEPS; seed += 1) {
      const simulation = new Simulation(seed, (['low', 'medium', 'high'] as const)[seed % 3] ?? 'low');
      try {
        for (let i = 0; i < STEPS_PER_CASE; i += 1) simulation.step();
      } catch (error) {
        throw new Error(`seed ${seed} (GATEHOUSE_SEED=${seed}), step ${simulation.steps}`, { cause: error });
      }
      steps += simulation.steps;
      const end = simulation.world.state.status;
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    expect(steps).toBeGreaterThanOrEqual(STEPS);
    if (process.env['GATEHOUSE_SEED']) console.info(Object.fromEntries(ends));
    // a simulation that never gets past the review would prove nothing
    expect([...ends.keys()].length).toBeGreaterThan(4);
  }, 600_000);
});
