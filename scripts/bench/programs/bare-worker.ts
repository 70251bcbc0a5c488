// The bare engine's worker: the workflow, and the activity that writes its votes down.
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { createPool } from '../../../store/database.ts';
import { given } from './answer.ts';
import { BARE_QUEUE, type BareActivities } from './bare-names.ts';
import { connect, runWorkers } from './run-workers.ts';

const { connection, namespace } = await connect();
const pool = createPool({ url: given('DATABASE_URL'), max: 20 });
const activities: BareActivities = {
  async recordVote(vote) {
    await pool.query({ name: 'bare_vote', text: 'INSERT INTO bare_ledger (case_id, body) VALUES (0, $1)', values: [JSON.stringify(vote)] });
  },
};
const workflowBundle = await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('bare-workflow.js', import.meta.url)), logger: new DefaultLogger('WARN') });
await runWorkers(connection, [{ connection, namespace, taskQueue: BARE_QUEUE, workflowBundle, activities: { ...activities } }], () => pool.end());
