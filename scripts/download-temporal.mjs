// Lets the Temporal SDK download its development server into a folder:  node download-temporal.mjs FOLDER
// The SDK only downloads what it is about to run, so it is run for a moment.
import { TestWorkflowEnvironment } from '@temporalio/testing';

try {
  const server = { executable: { type: 'cached-download', downloadDir: process.argv[2] }, log: { format: 'json', level: 'error' } };
  const environment = await TestWorkflowEnvironment.createLocal({ server });
  await environment.teardown();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
