import { sleep } from '@temporalio/workflow';

/** Sleeps that long and answers the instant at which it woke, by the server's clock. */
export async function sleeper(ms: number): Promise<string> {
  await sleep(ms);
  return new Date().toISOString();
}
