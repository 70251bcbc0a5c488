// The bare engine's worker: nothing but the workflow.
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { BARE_QUEUE } from './bare-names.ts';
import { connect, runWorkers } from './run-workers.ts';

const { connection, namespace } = await connect();
const workflowBundle = await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('bare-workflow.js', import.meta.url)), logger: new DefaultLogger('WARN') });
await runWorkers(connection, [{ connection, namespace, taskQueue: BARE_QUEUE, workflowBundle }], async () => undefined);
