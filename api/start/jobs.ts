import { holders } from '../../domain/directory.ts';
import type { Config } from '../../config.ts';
import { startPulse } from '../../store/pulse.ts';
import { startRelay } from '../../store/relay.ts';
import type { Store } from '../../store/store.ts';
import { startSweep } from '../../store/sweep.ts';
import type { Temporal } from '../../store/temporal-client.ts';
import { type Alarm, lateGauge, mailAlarm, startWatch } from '../../store/watch.ts';
import { type HouseReader, policyInForce } from '../../store/house.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

interface JobsWish {
  readonly store: Store;
  readonly temporal: Temporal;
  readonly house: Pick<HouseReader, 'get'>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'alarmEmail'>;
}

/** Alarms go where `GATEHOUSE_ALARM_EMAIL` says, else to the AI governance leads; straight by SMTP, without a mail server only into the log and the metric. */
export function alarmOf({ house, config, log }: Pick<JobsWish, 'house' | 'config' | 'log'>): Alarm {
  return async (subject, text) => {
    log.error({ text }, subject);
    if (config.smtpUrl === undefined) return;
    const to = config.alarmEmail ?? (await governanceLeads(house));
    if (to !== '') await mailAlarm(config.smtpUrl, config.mailFrom, to)(subject, text);
  };
}

/** The addresses of the role on the ladder's third level; '' when nobody holds it. */
async function governanceLeads(house: Pick<HouseReader, 'get'>): Promise<string> {
  const seen = await house.get();
  const { directory, at } = seen;
  const role = policyInForce(seen)?.ladders.levels.L3;
  return role === undefined ? '' : holders(directory, role, at).flatMap(({ email }) => email ?? []).join(', ');
}

/** Relay, sweep, watch and pulse, which live in the API process (design §3). Ends them in the reverse order. */
export function startJobs(wish: JobsWish): { stop(): Promise<void> } {
  const { store, temporal, metrics, log } = wish;
  // Temporal may be away for hours: one line when it goes and one when it is back, not one per try
  let away = false;
  const onTemporalError = (error: unknown): void => {
    if (!away) log.warn({ err: error }, 'Temporal does not answer; decisions go on, and what they ask of workflows waits');
    away = true;
  };
  const answered = <T>(answer: T): T => {
    if (away) log.info('Temporal answers again');
    away = false;
    return answer;
  };
  const handOver: Temporal['handOver'] = async (...args) => answered(await temporal.handOver(...args));
  const knows: Temporal['knows'] = async (record) => answered(await temporal.knows(record));
  const relay = startRelay(store, { handOver, onError: onTemporalError });
  const sweep = startSweep(store, { handOver, knows, onError: onTemporalError });
  const watch = startWatch(store, { alarm: alarmOf(wish), onError: (error) => log.error({ err: error }, 'the watch failed; it tries again') });
  const pulse = startPulse(store, (error) => log.error({ err: error }, 'the pulse failed; it tries again'));
  lateGauge(store, metrics.registry);
  return {
    async stop() {
      await Promise.all([watch.stop(), sweep.stop(), pulse.stop()]);
      await relay.stop();
    },
  };
}
