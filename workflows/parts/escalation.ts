import { condition, proxyActivities } from '@temporalio/workflow';
import type { CommitActivities } from '../../activities/types.ts';
import { COMMIT_OPTIONS } from './activity-options.ts';
import { Alarm } from './alarm.ts';
import { isDue, now } from './clock.ts';
import type { Gate } from './gate.ts';

const { commit } = proxyActivities<CommitActivities>(COMMIT_OPTIONS);

/**
 * Silence climbs: waits until the agenda's instant, then commits `escalate`, which fires every rung, lapse and expiry
 * that is due and writes whom to tell. One timer per case.
 */
export async function escalation(gate: Gate): Promise<never> {
  const alarm = new Alarm();
  for (;;) {
    if (gate.takeWake()) await escalate(gate, freshKey('wake'));
    else if (isDue(gate.agenda.wake_at)) await escalateUntilNothingIsDue(gate);
    else {
      alarm.set(gate.agenda.wake_at, gate.agenda.summary);
      await condition(() => gate.isWoken || isDue(gate.agenda.wake_at) || alarm.calls(gate.agenda.wake_at));
    }
  }
}

/** Names the instant only when it has come: a wake from elsewhere must not let the skew that a timer has make a rung early. */
function escalate(gate: Gate, key: string): Promise<void> {
  const { wake_at } = gate.agenda;
  const woke_for = isDue(wake_at) ? wake_at : null;
  return gate.run(() => commit({ ...gate.record, command: 'escalate', key, body: { woke_for } }));
}

/** The same instant still standing there although it was answered means that nothing moved. */
async function escalateUntilNothingIsDue(gate: Gate): Promise<void> {
  for (let tries = 0; isDue(gate.agenda.wake_at); ) {
    const { wake_at, rev } = gate.agenda;
    await escalate(gate, stateKey(`${wake_at}@${rev}`, tries));
    const next = gate.agenda.wake_at;
    if (next !== null && next <= wake_at) await gate.pause(tries);
    tries = next === wake_at ? tries + 1 : 0;
  }
}

/**
 * The key of a command from the state that calls for it: the same when a lost answer is asked for again, also by a run
 * that started afresh. Where the record stood still although the command was answered, the moment is added, since the
 * store would only repeat its answer to the same key; never a counter, which starts again with each run (design §4).
 */
export const stateKey = (key: string, tries: number): string => (tries === 0 ? key : freshKey(key));

const freshKey = (key: string): string => `${key}+${now()}`;
