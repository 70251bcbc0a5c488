import { storedHistories, storeHistory } from './histories.ts';
import type { Played } from './run.ts';
import { SCENARIOS } from './scenarios.ts';

/** Set to 1 to store the history of every scenario that has none yet, or of those named, comma-separated, a new version. */
const RECORD_VARIABLE = 'GATEHOUSE_RECORD';

function isToBeStored(workflow: string, scenario: string): boolean {
  const wish = process.env[RECORD_VARIABLE] ?? '';
  const isStored = storedHistories().some((one) => one.workflow === workflow && one.scenario === scenario);
  return wish.split(',').includes(scenario) || (wish === '1' && !isStored);
}

/** Stores the history of a scenario that was played without a drop, when that is wished. */
export function recordIfWished(name: string, { workflow, history }: Pick<Played, 'workflow' | 'history'>): void {
  if (name in SCENARIOS && isToBeStored(workflow, name)) process.stderr.write(`stored ${storeHistory(workflow, name, history)}\n`);
}
