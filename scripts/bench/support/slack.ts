import { join } from 'node:path';
import { startFromEnvironment } from '../../../api/simulator/from-environment.ts';
import { packageRoot } from '../../../config.ts';
import type { Undo } from './context.ts';
import { SLACK_TOKEN } from './worker.ts';

export const SIGNING_SECRET = 'only-for-the-bench';

/** Our fake Slack, over HTTP, with the people of the example organisation; clicks go to `eventsUrl`. */
export async function startSlack(undo: Undo, eventsUrl = 'http://127.0.0.1:9/nobody-clicks') {
  const { simulator } = await startFromEnvironment({
    SLACK_SIMULATOR_PORT: '0',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_BOT_TOKEN: SLACK_TOKEN,
    GATEHOUSE_SLACK_EVENTS_URL: eventsUrl,
    GATEHOUSE_DIRECTORY: join(packageRoot(), 'examples', 'organisation', 'directory.yaml'),
  });
  undo.add('the fake Slack', () => simulator.stop());
  return simulator;
}
