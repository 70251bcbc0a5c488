import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** Bundles the workflows of `workflowsPath` (an `index` file) into `codePath`. Prints nothing but warnings. */
export async function bundleWorkflows(workflowsPath: string, codePath: string): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  await mkdir(dirname(codePath), { recursive: true });
  await writeFile(codePath, code);
}
