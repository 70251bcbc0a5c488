import { randomBytes } from 'node:crypto';
import { SlackFault } from './slack-fault.ts';
import { WORKSPACE } from './workspace.ts';

/** The trigger ids given out with interactions: each opens one dialog, for one person, for a short while. */
export class TriggerBook {
  readonly #lifetimeMs: number;
  readonly #issued = new Map<string, { user: string; at: number; used: boolean }>();

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  issue(user: string): string {
    const id = `${Date.now()}.${WORKSPACE.team_id}.${randomBytes(8).toString('hex')}`;
    this.#issued.set(id, { user, at: Date.now(), used: false });
    return id;
  }

  /**
   * The person behind the id, which is then used up.
   * @throws SlackFault `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`
   */
  exchange(id: string): string {
    const trigger = this.#issued.get(id);
    if (!trigger) throw new SlackFault('invalid_trigger_id');
    if (trigger.used) throw new SlackFault('exchanged_trigger_id');
    if (Date.now() - trigger.at > this.#lifetimeMs) throw new SlackFault('expired_trigger_id');
    trigger.used = true;
    return trigger.user;
  }

  clear(): void {
    this.#issued.clear();
  }
}
