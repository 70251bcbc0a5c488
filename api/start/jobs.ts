import { holders } from '../../domain/directory.ts';
import type { Config } from '../../config.ts';
import { startRelay } from '../../store/relay.ts';
import type { Store } from '../../store/store.ts';
import { startSweep } from '../../store/sweep.ts';
import type { Temporal } from '../../store/temporal-client.ts';
import { type Alarm, lateGauge, mailAlarm, startWatch } from '../../store/watch.ts';
import type { HouseReader } from '../house.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

interface JobsWish {
  readonly store: Store;
  readonly temporal: Temporal;
  readonly house: HouseReader;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly config: Pick<Config, 'smtpUrl' | 'mailFrom'>;
}

/** Alarms go to the AI governance leads, straight by SMTP; without a mail server they are only in the log and the metric. */
function alarmOf({ house, config, log }: JobsWish): Alarm {
  return async (subject, text) => {
    log.error({ text }, subject);
    if (config.smtpUrl === undefined) return;
    const { directory, policies, active, at } = await house.get();
    const role = policies.find(({ digest }) => digest === active)?.ladders.levels.L3;
    const addresses = role === undefined ? [] : holders(directory, role, at).flatMap(({ email }) => email ?? []);
    if (addresses.length > 0) await mailAlarm(config.smtpUrl, config.mailFrom, addresses.join(', '))(subject, text);
  };
}

/** Relay, sweep and watch, which live in the API process (design §3). Ends them in the reverse order. */
export function startJobs(wish: JobsWish): { stop(): Promise<void> } {
  const { store, temporal, metrics, log } = wish;
  // Temporal may be away for hours: one line when it goes and one when it is back, not one per try
  let away = false;
  const onTemporalError = (error: unknown): void => {
    if (!away) log.warn({ err: error }, 'Temporal does not answer; decisions go on, and what they ask of workflows waits');
    away = true;
  };
  const handOver: Temporal['handOver'] = async (...args) => {
    await temporal.handOver(...args);
    if (away) log.info('Temporal answers again');
    away = false;
  };
  const relay = startRelay(store, { handOver, onError: onTemporalError });
  const sweep = startSweep(store, { handOver, onError: onTemporalError });
  const watch = startWatch(store, { alarm: alarmOf(wish), onError: (error) => log.error({ err: error }, 'the watch failed; it tries again') });
  lateGauge(store, metrics.registry);
  return {
    async stop() {
      await Promise.all([watch.stop(), sweep.stop()]);
      await relay.stop();
    },
  };
}
