// The product's worker, as `workers/main.ts` composes it, on channels in memory; with SLACK_API_URL on that Slack.
import { createSlackChat } from '../../../activities/chat/slack.ts';
import { createActivities } from '../../../activities/index.ts';
import { createRenderer } from '../../../activities/telling/render.ts';
import { RULES } from '../../../store/aggregates.ts';
import { createPool } from '../../../store/database.ts';
import { evidenceOnDisk } from '../../../store/evidence-on-disk.ts';
import { startRelay } from '../../../store/relay.ts';
import { createStore } from '../../../store/store.ts';
import { createTemporal } from '../../../store/temporal-client.ts';
import { BUNDLE } from '../../../workers/compose.ts';
import { workerOptions } from '../../../workers/options.ts';
import { memoryChat, memoryEmail } from '../support/memory-channels.ts';
import { SLACK_TOKEN } from '../support/worker.ts';
import { given } from './answer.ts';
import { connect, runWorkers } from './run-workers.ts';

const temporal = await connect();
const pool = createPool({ url: given('DATABASE_URL'), max: 20 });
const store = createStore({ pool, rules: RULES, evidence: evidenceOnDisk(given('EVIDENCE_HOME')) });
const client = createTemporal({ address: given('TEMPORAL_ADDRESS'), namespace: temporal.namespace });
const relay = startRelay(store, { handOver: client.handOver });
const stopping = new AbortController();
const apiUrl = given('SLACK_API_URL');
const activities = createActivities({
  store,
  stopping: stopping.signal,
  documents: evidenceOnDisk(given('EVIDENCE_HOME')),
  chat: apiUrl === '' ? memoryChat() : createSlackChat({ token: SLACK_TOKEN, apiUrl }),
  email: memoryEmail(),
  render: createRenderer({ url: 'http://127.0.0.1:3000', mailFrom: 'Gatehouse <gatehouse@example.com>' }),
  onBug: (key, error) => console.error(key, error),
});
const { workflows, effects } = workerOptions({ ...temporal, bundle: BUNDLE, activities });
await runWorkers(temporal.connection, [workflows, effects], async () => {
  stopping.abort();
  await relay.stop();
  await client.close();
  await pool.end();
});
