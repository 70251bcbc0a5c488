// Whole approvals without end, by another process than the one that is measured: keeps a worker busy.
import { RULES } from '../../../store/aggregates.ts';
import { createPool } from '../../../store/database.ts';
import { startRelay } from '../../../store/relay.ts';
import { createStore } from '../../../store/store.ts';
import { createTemporal } from '../../../store/temporal-client.ts';
import { approveAll, InReview } from '../support/approvals.ts';
import { registerSystems } from '../support/cases.ts';
import { NAMESPACE } from '../temporal/namespace.ts';
import { given, serve } from './answer.ts';

/** So many approvals at a time, in batches. */
const WIDTH = 8;
const BATCH = 40;

const pool = createPool({ url: given('DATABASE_URL'), max: 20 });
const store = createStore({ pool, rules: RULES, evidence: null });
const house = { store, pool, documents: JSON.parse(given('DOCUMENTS')) as Record<string, string> };
const client = createTemporal({ address: given('TEMPORAL_ADDRESS'), namespace: NAMESPACE });
const relay = startRelay(store, { handOver: client.handOver });
const inReview = new InReview(pool);
let stopped = false;
let approved = 0;

async function work(): Promise<void> {
  while (!stopped) {
    const systems = await registerSystems(house, BATCH);
    await approveAll(house, inReview, systems, BATCH, WIDTH);
    approved += BATCH;
  }
}

const working = work();
serve({ approved: () => approved }, async () => {
  stopped = true;
  inReview.stop();
  await Promise.race([working.catch(() => undefined), relay.stop()]);
  await client.close();
  await pool.end();
});
