import type { OwedMessage } from '../../../contracts/delivery.ts';
import type { Actor, RecordedEvent } from '../../../contracts/ledger.ts';
import { HOUSE_COMMANDS } from '../../../contracts/house.ts';
import type { HouseCommandName } from '../../../contracts/house.ts';
import type { Policy } from '../../../contracts/policy.ts';
import type { Context, Decision } from '../../../domain/aggregate.ts';
import { house, houseView } from '../../../domain/house/index.ts';
import { accepted, at, directory, MONDAY, policy, recorded, workflow } from '../obligations/world.ts';

/** The shipped policy under another digest, with one number changed. */
export const policyNamed = (n: number, change: Partial<Policy['thresholds']> = { evidence_max_bytes: n }): Policy => ({
  ...policy,
  digest: `sha256:${String(n).padStart(64, '0')}`,
  thresholds: { ...policy.thresholds, ...change },
});

/** The house's record on its own; directory and policy in force are read from it, as the store does. */
export class House {
  state = house.initial('house');
  readonly events: RecordedEvent[] = [];
  messages: readonly OwedMessage[] = [];

  /** A house with the shipped policy in force and the example organisation loaded. */
  static ready(): House {
    const it = new House();
    it.does('bootstrap-policy', { policy }, workflow);
    it.does('load-directory', { directory }, workflow);
    return it;
  }

  context(by: string | Actor, now: string, change: Partial<Context>): Context {
    const view = houseView(this.state);
    const active = view.policies.find(({ digest }) => digest === view.active) ?? policy;
    return at(now, by, { directory: view.directory, policy: active, id: 'house', ...change });
  }

  decide(name: HouseCommandName, body: object, by: string | Actor, now = MONDAY, change: Partial<Context> = {}): Decision {
    return house.decide(this.state, { name, body: HOUSE_COMMANDS[name].parse(body) }, this.context(by, now, change));
  }

  /** Decides a command that must be accepted; answers the types of its events. */
  does(name: HouseCommandName, body: object, by: string | Actor, now = MONDAY, change: Partial<Context> = {}): string[] {
    const rows = recorded(accepted(this.decide(name, body, by, now, change)), this.context(by, now, change));
    this.state = rows.reduce((state, event) => house.evolve(state, event), this.state);
    const facts = this.context(by, now, change);
    this.messages = rows.flatMap((event) => house.messages(event, this.state, facts));
    this.events.push(...rows);
    return rows.map(({ type }) => type);
  }

  get told(): string[] {
    return this.messages.map(({ kind, recipient }) => `${kind} ${recipient}`).sort();
  }
}
