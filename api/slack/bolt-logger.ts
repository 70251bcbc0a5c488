import bolt from '@slack/bolt';
import type { Logger } from '@slack/bolt';
import type { Log } from '../log.ts';

/** Bolt's own lines, as ours. Its debug lines hold whole payloads and are left out. */
export const boltLogger = (log: Log): Logger => ({
  debug: () => undefined,
  info: () => undefined,
  warn: (...lines) => log.warn({ from: 'bolt' }, String(lines[0])),
  error: (...lines) => log.error({ from: 'bolt', err: lines[0] }, 'Bolt reports an error'),
  setLevel: () => undefined,
  getLevel: () => bolt.LogLevel.WARN,
  setName: () => undefined,
});
