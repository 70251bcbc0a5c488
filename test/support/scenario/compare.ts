import { afterEach, expect, it } from '@jest/globals';
import { endScenarios, runScenario } from './run.ts';
import { SCENARIOS } from './scenarios.ts';

/**
 * A year takes longer to drop at each of its tasks than a connection to the server lasts: it is stored and replayed, and
 * what it waits for is dropped in shorter stories.
 */
const TOO_LONG_TO_DROP: readonly string[] = ['nc-a-year-with-two-extensions'];

/**
 * One test per scenario (every `of`-th, from the `part`-th on, so that two files share the work): thrown away after each
 * of their tasks and started afresh, the workflows bring the same ledger about, and tell the same people (design §4).
 */
export function testDropping(part: number, of: number): void {
  // a connection to the server does not outlive two minutes: Java's gRPC takes our pings for an attack
  afterEach(endScenarios);
  const names = Object.keys(SCENARIOS).filter((name) => !TOO_LONG_TO_DROP.includes(name)).filter((_, i) => i % of === part);
  it.each(names)('%s', async (name) => {
    const whole = await runScenario(name);
    const dropped = await runScenario(name, { dropAfterEachTask: true });
    expect(dropped.ledger).toEqual(whole.ledger);
    expect(dropped.told).toEqual(whole.told);
    expect(dropped.drops).toBeGreaterThan(0);
  }, 180_000);
}
