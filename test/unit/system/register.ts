import type { Blocker } from '../../../contracts/blocker.ts';
import type { OwedMessage } from '../../../contracts/delivery.ts';
import type { Actor, RecordedEvent } from '../../../contracts/ledger.ts';
import { SYSTEM_COMMANDS } from '../../../contracts/system.ts';
import type { SystemCommandName } from '../../../contracts/system.ts';
import type { Context, Decision } from '../../../domain/aggregate.ts';
import { system } from '../../../domain/system/index.ts';
import { accepted, at, MONDAY, recorded } from '../obligations/world.ts';

export const SYS = `sys_${'0'.repeat(25)}1`;
export const digest = (n: number): string => `sha256:${String(n).padStart(64, '0')}`;

/** A claims model that bela owns. */
export const entry = {
  name: 'Claims triage',
  use_case: 'Sort incoming claims by urgency',
  intended_use: 'Proposes an order; people decide',
  type: 'predictive',
  our_role: 'deployer',
  owner: 'bela',
  unit: 'claims',
  risk_profile: { consequence: 3, likelihood: 3, affected_people: 2000, personal_data: true, special_category_data: false, external_users: false, oversight: 'in_the_loop' },
};

export const risk = { title: 'Stale training data', owner: 'mira', residual: 'high', option: 'mitigate' };
export const REASON = { reason: 'because it was looked into' };

/** A system's record on its own: each command is parsed, decided, recorded and folded. */
export class Register {
  state = system.initial(SYS);
  readonly events: RecordedEvent[] = [];
  messages: readonly OwedMessage[] = [];

  /** A record with the system in it. */
  static with(change: object = {}): Register {
    const register = new Register();
    register.does('add', { ...entry, ...change }, 'bela');
    return register;
  }

  decide(name: SystemCommandName, body: object, by: string | Actor, now = MONDAY, change: Partial<Context> = {}): Decision {
    const parsed = SYSTEM_COMMANDS[name].parse(body);
    return system.decide(this.state, { name, body: parsed }, at(now, by, { id: SYS, ...change }));
  }

  /** Decides a command that must be accepted; answers the types of its events. */
  does(name: SystemCommandName, body: object, by: string | Actor, now = MONDAY, change: Partial<Context> = {}): string[] {
    const context = at(now, by, { id: SYS, ...change });
    const rows = recorded(accepted(this.decide(name, body, by, now, change)), context);
    this.state = rows.reduce((state, event) => system.evolve(state, event), this.state);
    this.messages = rows.flatMap((event) => system.messages(event, this.state, { ...context, system: this.state }));
    this.events.push(...rows);
    return rows.map(({ type }) => type);
  }

  get blockers(): readonly Blocker[] {
    return system.blockers(this.state);
  }

  get wakeAt(): string | null {
    return system.agenda(this.state, at(MONDAY), MONDAY).wake_at;
  }

  get told(): string[] {
    return this.messages.map(({ kind, recipient }) => `${kind} ${recipient}`).sort();
  }
}
