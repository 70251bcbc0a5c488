import { stopShared } from './shared.ts';

/** Stops what the global setup started. Jest calls it once per run, also after a failed test. */
export default async function globalTeardown(): Promise<void> {
  await stopShared();
}
