import { condition, proxyActivities } from '@temporalio/workflow';
import type { EffectActivities } from '../../activities/types.ts';
import type { Channel } from '../../contracts/primitives.ts';
import { TELL_OPTIONS } from './activity-options.ts';
import type { Gate } from './gate.ts';

const { tell } = proxyActivities<EffectActivities>(TELL_OPTIONS);

/**
 * Sees to it that everybody is told: per channel one activity in flight, beside the gate and never in its way. Commits
 * that come while one is in flight are told by the next one together.
 */
export async function telling(gate: Gate, channels: readonly Channel[]): Promise<never> {
  await Promise.all(channels.map((channel) => tellingBy(gate, channel)));
  return undefined as never;
}

async function tellingBy(gate: Gate, channel: Channel): Promise<never> {
  for (;;) {
    await condition(() => gate.owes(channel));
    for (let tries = 0; gate.owes(channel); tries += 1) {
      const { rev } = gate.agenda;
      await gate.run(() => tell({ ...gate.record, channel }));
      if (gate.agenda.rev > rev) break;
      if (gate.owes(channel)) await gate.pause(tries);
    }
  }
}
