import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Bundles the workflows of `workflowsPath` (an `index` file) into `codePath`. It warns on the console, and is silent else. */
export async function bundleWorkflows(workflowsPath: string, codePath: string): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath });
  await mkdir(dirname(codePath), { recursive: true });
  await writeFile(codePath, code);
}
