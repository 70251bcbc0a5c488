import { afterEach, expect, it } from '@jest/globals';
import { storedHistories, storeHistory } from './histories.ts';
import { endScenarios, runScenario } from './run.ts';
import { SCENARIOS } from './scenarios.ts';

/** Set to 1 to store the history of every scenario that has none yet, or of those named, comma-separated, a new version. */
export const RECORD_VARIABLE = 'GATEHOUSE_RECORD';

function isToBeStored(workflow: string, scenario: string): boolean {
  const wish = process.env[RECORD_VARIABLE] ?? '';
  const isStored = storedHistories().some((one) => one.workflow === workflow && one.scenario === scenario);
  return wish.split(',').includes(scenario) || (wish === '1' && !isStored);
}

/**
 * One test per scenario (every `of`-th, from the `part`-th on, so that two files share the work): thrown away after each
 * of their tasks and started afresh, the workflows bring the same ledger about, and tell the same people (design §4).
 */
export function testDropping(part: number, of: number): void {
  // a connection to the server does not outlive two minutes: Java's gRPC takes our pings for an attack
  afterEach(endScenarios);
  const names = Object.keys(SCENARIOS).filter((_, i) => i % of === part);
  it.each(names)('%s', async (name) => {
    const whole = await runScenario(name);
    if (isToBeStored(whole.workflow, name)) process.stderr.write(`stored ${storeHistory(whole.workflow, name, whole.history)}\n`);
    const dropped = await runScenario(name, { dropAfterEachTask: true });
    expect(dropped.ledger).toEqual(whole.ledger);
    expect(dropped.told).toEqual(whole.told);
    expect(dropped.drops).toBeGreaterThan(0);
  }, 180_000);
}
